"""work: keep the promises that the doorbell rings for, with a process for each queue."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from types import FrameType

from commands.settings import Settings, refuse_without_redis
from switchboard.doorbells import PROMISE, QUEUES

#: Between two looks at whether every worker is there.
LOOK_S = 1.0
#: A worker that is told to stop finishes its promise first: a request to the carrier lasts 5 s at most.
STOP_WITHIN_S = 8.0

Clock = Callable[[], datetime]
Worker = subprocess.Popen[bytes]


def work(settings: Settings, clock: Clock, queue: str) -> int:
    """Work on one queue, or on all ("") with a process each, until SIGTERM or Ctrl-C.

    One queue a worker, so that an alert never stands in line behind texts. Raises SettingsError.
    """
    refuse_without_redis(settings)
    return _work_on(settings, clock, queue) if queue else _a_process_each(sorted(QUEUES.values()))


def _work_on(settings: Settings, clock: Clock, queue: str) -> int:
    # Whoever only starts and watches the workers needs none of these, which take a second to load.
    from commands.assembling import behind_calls, take_up  # noqa: PLC0415 - see above
    from storage.live.jobs import run_worker  # noqa: PLC0415 - see above
    from switchboard.errands import keep  # noqa: PLC0415 - see above

    services = behind_calls(settings, clock)
    services.books.begin()
    services.record.close()  # each job is a process forked off: none may share a connection with us

    def keep_with_news(rung_for: str) -> None:
        take_up(services)
        keep(services, rung_for)

    run_worker(settings.redis_url, queue, {PROMISE: keep_with_news})
    return 0


def _a_process_each(queues: Sequence[str]) -> int:
    """Run this command for each queue. 1: a worker has ended by itself, and the others were ended."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    command = [sys.executable, sys.argv[0], "work", "--queue"]
    workers = [subprocess.Popen([*command, queue]) for queue in queues]  # noqa: S603 - our own command
    try:
        while all(worker.poll() is None for worker in workers):
            if stopping.wait(LOOK_S):
                return 0
    finally:
        _end(workers)
    return 0 if stopping.is_set() else 1


def _end(workers: Sequence[Worker]) -> None:
    for worker in workers:
        worker.terminate()
    for worker in workers:
        try:
            worker.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
