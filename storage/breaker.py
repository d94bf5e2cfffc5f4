"""A circuit breaker: what has just failed is not asked again until some seconds have passed."""

import threading
from collections import deque
from collections.abc import Callable

#: Opens after so many failures within so many seconds; then one call is let through every `PROBE_EVERY_S`.
#: Source: reliability.md section 4, row "Breaker".
FAILURES = 3
WINDOW_S = 10.0
PROBE_EVERY_S = 5.0


class Breaker:
    """One a process and dependency. `clock` counts seconds and never goes back: time.monotonic."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._probe_at: float | None = None  #: None: closed. Else open, and the instant of the next probe.

    def admits(self) -> bool:
        """May the dependency be asked now? When open, True for one caller each five seconds: the probe."""
        with self._lock:
            if self._probe_at is None:
                return True
            now = self._clock()
            if now < self._probe_at:
                return False
            self._probe_at = now + PROBE_EVERY_S
            return True

    def succeeded(self) -> None:
        """It answered: whatever was the matter is over."""
        with self._lock:
            if self._probe_at is not None:
                self._probe_at = None
                self._failures.clear()

    def failed(self) -> None:
        """It did not answer, or answered that it cannot."""
        with self._lock:
            now = self._clock()
            self._failures.append(now)
            too_many = len(self._failures) == FAILURES and now - self._failures[0] <= WINDOW_S
            if too_many or self._probe_at is not None:
                self._probe_at = now + PROBE_EVERY_S
