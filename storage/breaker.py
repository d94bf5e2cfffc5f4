"""Stop asking a store that does not answer: three failures open the circuit, a probe every 5 s closes it.

One breaker a process and a dependency. Timeouts alone left 25 requests a second on a paused Redis; with a
breaker the same workers answered thousands. Source: reliability.md section 4.
"""

import threading
from collections import deque
from collections.abc import Callable

Monotonic = Callable[[], float]  #: seconds that never go back

FAILURES = 3
WINDOW_S = 10.0
PROBE_S = 5.0


class Breaker:
    """Closed: everything passes. Open: nothing does but one probe each 5 s, whose success closes it."""

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failed_at: deque[float] = deque(maxlen=FAILURES)
        self._probe_at: float | None = None  # None: closed

    @property
    def is_open(self) -> bool:
        return self._probe_at is not None

    def admits(self) -> bool:
        """May this request be made? While open, the first to ask after 5 s is let through, as the probe."""
        with self._lock:
            if self._probe_at is None:
                return True
            now_s = self._monotonic()
            if now_s < self._probe_at:
                return False
            self._probe_at = now_s + PROBE_S
            return True

    def succeeded(self) -> None:
        """An answer came. It closes an open circuit, and while closed the earlier failures still count."""
        with self._lock:
            if self._probe_at is not None:
                self._probe_at = None
                self._failed_at.clear()

    def failed(self) -> None:
        """No answer came in time, or no connection."""
        with self._lock:
            now_s = self._monotonic()
            self._failed_at.append(now_s)
            full = len(self._failed_at) == FAILURES
            if self._probe_at is not None or (full and now_s - self._failed_at[0] <= WINDOW_S):
                self._probe_at = now_s + PROBE_S
