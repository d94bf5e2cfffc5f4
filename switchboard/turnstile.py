"""One turn of a call at a time in this process: copies of a webhook wait, and then find the saved reply.

The commit decides who took a turn; this only keeps copies from asking the world the same question at the same
time, such as whether a PIN is right, and from using up the threads that wait for SQL.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: A copy waits this long and then goes on by itself: a turn takes less, and a webhook has 2 s.
WITHIN_S = 1.0


class Turnstile:
    """The calls with a turn under way, and how many requests want each."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._wanted: dict[str, int] = {}
        self._turns: dict[str, threading.Lock] = {}

    @contextmanager
    def of(self, call_id: str) -> Iterator[None]:
        """Hold the call's turn while the block runs, or go on without it when it is not to be had."""
        with self._guard:
            turn = self._turns.setdefault(call_id, threading.Lock())
            self._wanted[call_id] = self._wanted.get(call_id, 0) + 1
        held = turn.acquire(timeout=WITHIN_S)
        try:
            yield
        finally:
            if held:
                turn.release()
            self._leave(call_id)

    def _leave(self, call_id: str) -> None:
        with self._guard:
            self._wanted[call_id] -= 1
            if not self._wanted[call_id]:
                del self._wanted[call_id], self._turns[call_id]
