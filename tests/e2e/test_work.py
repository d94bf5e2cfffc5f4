"""work: a process for each queue, which come and go together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from storage.live.client import LiveClient
from storage.live.server import RunningRedis, start_redis
from tests.e2e.command import WITHIN_S
from tests.e2e.demonstration import ROOT
from tests.toy_company import COMPANY, SMALL

Working = subprocess.Popen[bytes]


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RunningRedis]:
    with start_redis(tmp_path / "redis", forced_bundled=True) as running:
        yield running


@pytest.fixture
def work(redis_server: RunningRedis, tmp_path: Path) -> Iterator[Callable[..., Working]]:
    """Start `work` with arguments of a test's own; whatever is left of it is ended."""
    folder = tmp_path / "flows" / "toy"
    folder.mkdir(parents=True)
    (folder / "toy.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "company.yaml").write_text(COMPANY, encoding="utf-8")
    env = {
        "PATH": os.environ["PATH"],  # noqa: TID251 - of the test's own process
        "PUBLIC_URL": "https://calls.example.com",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "0" * 32,
        "SECRET_KEY": "a-key-for-tests-of-no-worth",
        "CALLFLOWS_DIR": str(folder.parent),
        "RINGDOWN_DATA": str(tmp_path / "data"),
        "REDIS_URL": redis_server.url,
    }
    started: list[Working] = []

    def start(*args: str) -> Working:
        command = [sys.executable, "app.py", "work", *args]
        process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)  # noqa: S603 - our own
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(WITHIN_S)


def workers_of(server: RunningRedis, queue: str) -> list[int]:
    """Return the process ids of those who work on a queue now."""
    client = LiveClient(server.url, timeout_s=5.0)

    def ask(redis: Redis) -> list[Any]:
        names: Any = redis.smembers(f"rq:workers:{queue}")
        return [redis.hget(name, "pid") for name in names]

    pids = client.run(ask)
    client.close()
    return [int(pid) for pid in pids if pid]


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN_S
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        threading.Event().wait(0.1)  # another process's doing: nothing here can tell of it


def both_work(server: RunningRedis) -> bool:
    return all(len(workers_of(server, queue)) == 1 for queue in ("alerts", "texts"))


def test_each_queue_has_a_worker_of_its_own_and_all_end_when_told(
    redis_server: RunningRedis, work: Callable[..., Working]
) -> None:
    working = work()
    until(lambda: both_work(redis_server))
    assert workers_of(redis_server, "alerts") != workers_of(redis_server, "texts")
    working.terminate()
    assert working.wait(WITHIN_S) == 0
    assert workers_of(redis_server, "alerts") == workers_of(redis_server, "texts") == []


def test_a_worker_that_dies_ends_the_others_and_is_told_by_the_exit_status(
    redis_server: RunningRedis, work: Callable[..., Working]
) -> None:
    """Whoever supervises it begins it again, whole."""
    working = work()
    until(lambda: both_work(redis_server))
    os.kill(workers_of(redis_server, "alerts")[0], signal.SIGKILL)
    assert working.wait(WITHIN_S) == 1
    assert workers_of(redis_server, "texts") == []


def test_one_queue_alone_can_be_worked_on(redis_server: RunningRedis, work: Callable[..., Working]) -> None:
    working = work("--queue", "alerts")
    until(lambda: len(workers_of(redis_server, "alerts")) == 1)
    assert workers_of(redis_server, "alerts") == [working.pid]
    assert workers_of(redis_server, "texts") == []
    working.terminate()
    assert working.wait(WITHIN_S) == 0
