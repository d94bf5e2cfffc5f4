"""One heap of events and one notion of now: virtual time jumps to the next event, real time is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush


class Timer:
    """One event to come. Cancelled, it stays in the heap and does nothing."""

    __slots__ = ("callback", "when")

    def __init__(self, when: float, callback: Callable[[], object]) -> None:
        self.when = when
        self.callback: Callable[[], object] | None = callback

    def cancel(self) -> None:
        self.callback = None


class Clock:
    """Seconds since `start` (aware UTC) and the events due. Equal times run in the order they were set."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self.elapsed = 0.0
        self._heap: list[tuple[float, int, Timer]] = []
        self._sequence = 0

    @property
    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.elapsed)

    def instant(self, elapsed: float) -> datetime:
        return self.start + timedelta(seconds=elapsed)

    def at(self, elapsed: float, callback: Callable[[], object]) -> Timer:
        """Call back when `elapsed` seconds have passed since the start; a past moment means at once."""
        timer = Timer(max(elapsed, self.elapsed), callback)
        self._sequence += 1
        heappush(self._heap, (timer.when, self._sequence, timer))
        return timer

    def after(self, seconds: float, callback: Callable[[], object]) -> Timer:
        return self.at(self.elapsed + seconds, callback)

    def next_due(self) -> float | None:
        """When the next event comes, in seconds since the start; None: there is none."""
        heap = self._heap
        while heap and heap[0][2].callback is None:
            heappop(heap)
        return heap[0][0] if heap else None

    def run_next(self, until: float) -> bool:
        """Run the event that comes next, if it is due by `until`. False: none is, and time has not moved."""
        due = self.next_due()
        if due is None or due > until:
            return False
        timer = heappop(self._heap)[2]
        self.elapsed = max(self.elapsed, due)
        callback, timer.callback = timer.callback, None
        if callback is not None:
            callback()
        return True

    def moves_to(self, elapsed: float) -> None:
        """Run all that is due by then, and let it be then."""
        while self.run_next(elapsed):
            pass
        self.elapsed = max(self.elapsed, elapsed)

    def moves(self, *, seconds: float) -> None:
        self.moves_to(self.elapsed + seconds)
