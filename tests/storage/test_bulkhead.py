"""A call that hangs costs its caller the time limit and nobody else anything."""

import os
import threading
import time
from collections.abc import Iterator

import pytest

from storage.bulkhead import Bulkhead, FullError, LateError


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What hanging calls wait for; opened at the end, so that no thread stays behind."""
    opened = threading.Event()
    yield opened
    opened.set()


@pytest.fixture
def bulkhead() -> Iterator[Bulkhead]:
    made = Bulkhead("test", 2)
    yield made
    made.close()


def test_an_answer_and_an_error_come_back_as_they_are(bulkhead: Bulkhead) -> None:
    assert bulkhead.run(lambda: 41 + 1, 1) == 42
    with pytest.raises(ZeroDivisionError):
        bulkhead.run(lambda: 1 // 0, 1)


def test_a_late_answer_is_not_waited_for(bulkhead: Bulkhead, gate: threading.Event) -> None:
    start = time.monotonic()
    with pytest.raises(LateError):
        bulkhead.run(gate.wait, 0.05)
    assert 0.05 <= time.monotonic() - start < 1


def test_when_every_thread_hangs_the_next_call_is_refused_within_its_limit(
    bulkhead: Bulkhead, gate: threading.Event
) -> None:
    for _ in range(2):
        with pytest.raises(LateError):
            bulkhead.run(gate.wait, 0.01)
    start = time.monotonic()
    with pytest.raises(FullError):
        bulkhead.run(lambda: 1, 0.05)
    assert 0.05 <= time.monotonic() - start < 1


def test_a_call_beyond_the_threads_waits_for_one_within_its_limit(bulkhead: Bulkhead) -> None:
    started, go = threading.Barrier(3), threading.Event()

    def holds() -> None:
        started.wait(5)
        go.wait(5)

    busy = [threading.Thread(target=lambda: bulkhead.run(holds, 10)) for _ in range(2)]
    for thread in busy:
        thread.start()
    started.wait(5)
    threading.Timer(0.05, go.set).start()
    assert bulkhead.run(lambda: "served", 5) == "served"
    for thread in busy:
        thread.join(5)


def test_a_refused_call_is_never_made(bulkhead: Bulkhead, gate: threading.Event) -> None:
    made: list[int] = []
    for _ in range(2):
        with pytest.raises(LateError):
            bulkhead.run(gate.wait, 0.01)
    with pytest.raises(FullError):
        bulkhead.run(lambda: made.append(1), 0.05)
    gate.set()
    _until_free(bulkhead)
    assert made == []


def test_a_thread_that_hung_serves_again_when_its_call_returns(
    bulkhead: Bulkhead, gate: threading.Event
) -> None:
    for _ in range(2):
        with pytest.raises(LateError):
            bulkhead.run(gate.wait, 0.01)
    gate.set()
    _until_free(bulkhead)
    assert [bulkhead.run(lambda: 1, 1) for _ in range(10)] == [1] * 10


def _until_free(bulkhead: Bulkhead) -> None:
    """Ask until a thread is free; five seconds at most."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            bulkhead.run(lambda: None, 1)
        except FullError:
            continue
        return
    pytest.fail("no thread came back")


def test_a_process_that_was_forked_off_has_threads_of_its_own(gate: threading.Event) -> None:
    """As a worker forks for each job: also while every thread of the parent hangs."""
    bulkhead = Bulkhead("test", 1)
    with pytest.raises(LateError):
        bulkhead.run(gate.wait, 0.01)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, str(bulkhead.run(os.getpid, 1)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        assert told.read() == str(child)
    os.waitpid(child, 0)
    gate.set()
    bulkhead.close()
