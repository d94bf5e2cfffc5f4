"""Twenty copies of one webhook at once: one takes the turn, all give one reply."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from threading import Barrier

from redis import Redis

from storage.live.calls import Calls, Commit, Committed
from storage.live.client import LiveClient

COPIES = 20
ROUNDS = 25
PATIENT_S = 5.0


def reply_to_copy(calls: Calls, copy: int, turn: int) -> tuple[bool, str]:
    """What one copy answers, as the trunk does it: its own reply if it took the turn, else the saved one."""
    commit = Commit(
        call_id="CA1",
        turn_read=turn,
        turn=turn + 1,
        state=f"state of {copy}",
        reply=f"turn {turn + 1} by {copy}",
        now_ms=turn,
        joins=(("repairs", float(copy)),),
        facts=(f"turn {turn + 1}",),
    )
    outcome = calls.commit(commit)
    took = isinstance(outcome, Committed)
    return took, commit.reply if isinstance(outcome, Committed) else outcome.reply


def copies_in_one_process(url: str, first: int, turn: int) -> list[tuple[bool, str]]:
    """Half of the copies, each in a thread, let go together."""
    client = LiveClient(url, timeout_s=PATIENT_S)
    gate = Barrier(COPIES // 2)

    def one(copy: int) -> tuple[bool, str]:
        gate.wait(PATIENT_S)
        return reply_to_copy(Calls(client, "homewise"), copy, turn)

    with ThreadPoolExecutor(COPIES // 2) as pool:
        return list(pool.map(one, range(first, first + COPIES // 2)))


def test_of_twenty_threads_one_takes_each_turn_and_all_give_its_reply(
    client: LiveClient, calls: Calls, kept_facts: Callable[[], list[str]]
) -> None:
    gate = Barrier(COPIES)

    def one(copy: int, turn: int) -> tuple[bool, str]:
        gate.wait(PATIENT_S)
        return reply_to_copy(Calls(client, "homewise"), copy, turn)

    with ThreadPoolExecutor(COPIES) as pool:
        for turn in range(ROUNDS):
            replies = list(pool.map(one, range(COPIES), [turn] * COPIES))
            assert sum(took for took, _ in replies) == 1
            assert len({reply for _, reply in replies}) == 1
    read = calls.read("CA1", "repairs")
    assert read is not None
    assert read.line is not None
    assert (read.turn, read.line.waiting) == (ROUNDS, 1)
    assert kept_facts() == [f"turn {turn + 1}" for turn in range(ROUNDS)]


def test_of_twenty_copies_in_two_processes_one_takes_each_turn(
    client: LiveClient, kept_facts: Callable[[], list[str]]
) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        for turn in range(5):
            halves = [
                pool.submit(copies_in_one_process, client.url, first, turn) for first in (0, COPIES // 2)
            ]
            replies = [reply for half in halves for reply in half.result(timeout=30)]
            assert sum(took for took, _ in replies) == 1
            assert len({reply for _, reply in replies}) == 1
    assert kept_facts() == [f"turn {turn + 1}" for turn in range(5)]


def test_more_threads_than_the_librarys_hundred_connections_are_no_outage(client: LiveClient) -> None:
    threads = 150
    gate = Barrier(threads)

    def hold(redis: Redis) -> None:
        connection = redis.connection_pool.get_connection()
        gate.wait(30)
        redis.connection_pool.release(connection)

    with ThreadPoolExecutor(threads) as pool:
        for held in [pool.submit(client.run, hold) for _ in range(threads)]:
            held.result(timeout=30)
    assert not client.breaker.is_open
