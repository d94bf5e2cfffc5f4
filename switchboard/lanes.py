"""Threads in which the phone network is asked, apart from the matching: for one call, in order."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable
from queue import Empty, Full, Queue

import structlog

log = structlog.get_logger(__name__)

LANES = 8
#: What may wait in one lane. What finds it full is left out: timers and the router's rounds do it again.
MOST_WAITING = 200
#: How often an idle lane looks whether to end.
LOOKS_S = 0.5

Job = Callable[[], None]


class Lanes:
    """A bounded pool. One call's jobs share a lane, so that they never overtake each other."""

    def __init__(self, count: int = LANES, most: int = MOST_WAITING) -> None:
        self._queues: tuple[Queue[Job], ...] = tuple(Queue(most) for _ in range(count))
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(queue,), name=f"orders-{at}", daemon=True)
            for at, queue in enumerate(self._queues)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, about: str, job: Job) -> None:
        """Do a job in the lane of a call, after those put there before."""
        try:
            self._queues[zlib.crc32(about.encode()) % len(self._queues)].put_nowait(job)
        except Full:
            log.warning("orders_left_out", about=about)

    def close(self, wait_s: float) -> None:
        """End the threads, each after its present job; what waits is left out."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(wait_s)

    def _work(self, queue: Queue[Job]) -> None:
        while not self._stopping.is_set():
            try:
                job = queue.get(timeout=LOOKS_S)
            except Empty:
                continue
            _guarded(job)


def _guarded(job: Job) -> None:
    """Do one job; a boundary: whatever breaks, those after it have their turn."""
    try:
        job()
    except Exception:
        log.exception("orders_failed")
