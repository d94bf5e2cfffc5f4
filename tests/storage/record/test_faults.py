"""A database that hangs, is locked or is gone costs a webhook 0.3 s, then nothing, until it is back."""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from storage.record.attempts import Attempts
from storage.record.bounded import THREADS, RecordUnavailable
from storage.record.directory import Directory
from storage.record.engine import Record, open_record
from storage.record.promises import NewPromise, Promises

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PROMISE = NewPromise(kind="alert", call_id="CA1", key="CA1/alert", due_at=NOW)


@dataclass
class Seconds:
    """A clock for the breaker that the test moves."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def hanging(postgres_url: str, seconds: Seconds) -> Iterator[Record]:
    """A record whose PostgreSQL, its connections used and all, is stopped; it goes on afterwards."""
    record = open_record(postgres_url, clock=seconds)
    with record.reading(), record.reading():
        pids = _server_pids(postgres_url)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    yield record
    for pid in reversed(pids):
        os.kill(pid, signal.SIGCONT)
    record.close()


@pytest.fixture
def locked(sqlite_url: str, seconds: Seconds) -> Iterator[tuple[Record, sqlite3.Connection]]:
    """A record whose SQLite file another connection has locked for writing."""
    record = open_record(sqlite_url, clock=seconds)
    holder = sqlite3.connect(str(make_url(sqlite_url).database), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    yield record, holder
    holder.close()
    record.close()


def refused(work: Callable[[], object]) -> float:
    """Assert that the record is said to be unavailable; return the seconds it took."""
    start = time.monotonic()
    with pytest.raises(RecordUnavailable):
        work()
    return time.monotonic() - start


def test_a_hanging_server_holds_a_webhook_for_its_limit_and_then_for_nothing(
    hanging: Record, seconds: Seconds
) -> None:
    directory = Directory(hanging, "homeika")
    took = [refused(lambda: hanging.bounded.run(directory.recognise, "+12125550100")) for _ in range(6)]
    assert all(0.3 <= one < 1 for one in took[:3])
    assert max(took[3:]) < 0.1
    seconds.at += 5
    assert refused(lambda: hanging.bounded.run(directory.recognise, "+12125550100")) >= 0.3
    late = refused(lambda: hanging.bounded.run(directory.recognise, "+12125550100", within_s=0.02))
    assert late < 0.1


def test_a_hanging_server_never_holds_more_threads_than_there_are(hanging: Record, seconds: Seconds) -> None:
    directory = Directory(hanging, "homeika")
    for _ in range(THREADS + 3):
        seconds.at += 100  # the breaker lets every one of them through
        refused(lambda: hanging.bounded.run(directory.recognise, "+12125550100", within_s=0.02))
    seconds.at += 100
    late = refused(lambda: hanging.bounded.run(directory.recognise, "+12125550100", within_s=0.02))
    assert late < 0.1


def test_a_hanging_server_holds_a_follower_for_no_longer_than_its_limit(hanging: Record) -> None:
    promises = Promises(hanging, "homewise")
    start = time.monotonic()
    for _ in range(2):  # each on one of the connections that hang
        with pytest.raises(OperationalError):
            promises.open_of("CA1")
    assert time.monotonic() - start < 10


def test_a_hanging_server_is_not_ready(hanging: Record) -> None:
    assert not hanging.ready()


def test_a_server_that_goes_on_is_asked_again(postgres_url: str, seconds: Seconds) -> None:
    record = open_record(postgres_url, clock=seconds)
    assert record.ready()
    pids = _server_pids(postgres_url)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    promises = Promises(record, "homewise")
    for _ in range(3):
        refused(lambda: record.bounded.run(promises.make, PROMISE, NOW))
    for pid in reversed(pids):
        os.kill(pid, signal.SIGCONT)
    seconds.at += 5
    made = record.bounded.run(promises.make, PROMISE, NOW, within_s=5)
    assert promises.open_of("CA1") == (made,)
    record.close()


def test_a_server_that_is_gone_is_said_to_be_away_at_once(seconds: Seconds) -> None:
    record = open_record("postgresql://nobody@127.0.0.1:1/none", clock=seconds)
    assert refused(lambda: record.bounded.run(Promises(record, "homewise").due, NOW, 1)) < 0.3
    assert not record.ready()
    record.close()


def test_a_locked_file_refuses_a_write_in_time_and_takes_it_afterwards(
    locked: tuple[Record, sqlite3.Connection], seconds: Seconds
) -> None:
    record, holder = locked
    promises = Promises(record, "homewise")
    took = [refused(lambda: record.bounded.run(promises.make, PROMISE, NOW)) for _ in range(5)]
    assert max(took) < 1
    assert max(took[3:]) < 0.1
    holder.execute("ROLLBACK")
    seconds.at += 5
    made = record.bounded.run(promises.make, PROMISE, NOW, within_s=5)
    assert promises.open_of("CA1") == (made,)


def test_counters_that_cannot_be_written_allow_no_try(locked: tuple[Record, sqlite3.Connection]) -> None:
    record, _ = locked
    refused(lambda: record.bounded.run(Attempts(record, "homewise").may_try, "CA1", None, "30000001", NOW))


def test_a_locked_file_can_still_be_read(locked: tuple[Record, sqlite3.Connection]) -> None:
    record, _ = locked
    assert record.bounded.run(Directory(record, "homeika").recognise, "+12125550100") is None


def test_a_refused_change_is_no_failure_of_the_database(record: Record) -> None:
    for _ in range(5):
        with pytest.raises(ValueError, match="needs a key"):
            record.bounded.run(Directory(record, "homeika").look_up, "rma_open", {}, "x", NOW, None)
    assert record.bounded.run(Promises(record, "homewise").due, NOW, 1) == ()


def test_a_burst_beyond_the_threads_is_refused_without_opening_the_breaker(record: Record) -> None:
    gate = threading.Event()
    busy = [
        threading.Thread(target=lambda: record.bounded.run(gate.wait, 10, within_s=10))
        for _ in range(THREADS)
    ]
    for thread in busy:
        thread.start()
    for _ in range(100_000):
        try:
            record.bounded.run(lambda: None, within_s=0.02)
        except RecordUnavailable:
            break
    assert all(refused(lambda: record.bounded.run(lambda: None, within_s=0.02)) < 0.1 for _ in range(5))
    gate.set()
    for thread in busy:
        thread.join(10)
    _until_answered(record)


def _until_answered(record: Record) -> None:
    """Ask until it answers; five seconds at most. The breaker's clock is the real one, and it is closed."""
    deadline = time.monotonic() + 4
    while time.monotonic() < deadline:
        try:
            record.bounded.run(lambda: None)
        except RecordUnavailable:
            continue
        return
    pytest.fail("the breaker opened")


def _server_pids(url: str) -> list[int]:
    """Return the processes that serve us and the one that takes new connections, which is last."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        clients = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
        asked = text(f"SELECT pid FROM pg_stat_activity WHERE {clients}")  # noqa: S608 - the line above
        served = list(connection.execute(asked).scalars())
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    engine.dispose()
    with open(f"{folder}/postmaster.pid", encoding="ascii") as file:  # noqa: PTH123 - one line of it
        return [*served, int(file.readline())]
