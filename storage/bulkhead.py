"""A few threads of their own for calls that may hang, so that what hangs holds nobody else."""

import os
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class FullError(Exception):
    """No thread was free: the call was not made."""


class LateError(Exception):
    """The answer did not come in time. The call was made and may still take effect."""


class _Errand(Generic[T]):
    """One call on its way: what to do, and where its answer or its error is put."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._done = threading.Event()
        self._answer: list[T] = []
        self._error: BaseException | None = None

    def perform(self) -> None:
        try:
            self._answer.append(self._work())
        except BaseException as error:  # noqa: BLE001 - carried to the caller's thread and raised there
            self._error = error
        finally:
            self._done.set()

    def answer(self, within_s: float) -> T:
        if not self._done.wait(within_s):
            raise LateError(f"no answer within {within_s} s")
        if self._error is not None:
            raise self._error
        return self._answer[0]


class Bulkhead:
    """At most `threads` calls at once; the others wait within their own limits (reliability.md 4).

    The threads are daemons: a call that never returns does not keep the process from ending. A process that
    was forked off has threads of its own from its first call on.
    """

    def __init__(self, name: str, threads: int) -> None:
        self._name = name
        self._count = threads
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._free = threading.BoundedSemaphore(self._count)
        self._errands: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(
                target=self._serve,
                args=(self._errands, self._free),
                name=f"{self._name}-{number}",
                daemon=True,
            )
            for number in range(self._count)
        ]
        for thread in self._threads:
            thread.start()

    def run(self, work: Callable[[], T], within_s: float) -> T:
        """Make the call on one of the threads and wait for its answer.

        Raises FullError when no thread is free within `within_s` seconds, LateError when the answer is not
        there by then, and whatever the call itself raises.
        """
        if self._pid != os.getpid():  # a worker forks for each job, and threads are not forked along
            self._begin()
        until = time.monotonic() + within_s
        if not self._free.acquire(timeout=within_s):
            raise FullError("every thread is taken by a call that has not returned")
        errand = _Errand(work)
        self._errands.put(errand.perform)
        return errand.answer(max(0.0, until - time.monotonic()))

    def close(self) -> None:
        """Let every thread end after the call it is in; wait for that one second in all, hanging or not."""
        for _ in self._threads:
            self._errands.put(None)
        until = time.monotonic() + 1
        for thread in self._threads:
            thread.join(max(0, until - time.monotonic()))

    @staticmethod
    def _serve(errands: SimpleQueue[Callable[[], None] | None], free: threading.BoundedSemaphore) -> None:
        while (errand := errands.get()) is not None:
            try:
                errand()
            finally:
                free.release()
