"""Redis paused, stopped, full, restarted empty: what is told, and how soon (reliability.md section 4)."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from storage.breaker import PROBE_S
from storage.live.calls import Calls, Commit, Committed, Conflict, Line
from storage.live.client import WEBHOOK_S, LiveClient, StoreFullError, StoreUnavailableError
from storage.live.facts import Facts
from storage.live.server import RunningRedis, start_redis

FIRST = Commit(call_id="CA1", turn_read=0, turn=1, state="{}", reply="<Response/>", now_ms=1, facts=("one",))
SLACK_S = 0.35  #: beside the timeout, on two busy cores


class Ticks:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@contextmanager
def paused(server: RunningRedis) -> Iterator[None]:
    server.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        server.process.send_signal(signal.SIGCONT)


def fails_for_s(client: LiveClient) -> float:
    """How long one read takes until it says that the store is unavailable."""
    began_s = time.monotonic()
    with pytest.raises(StoreUnavailableError):
        Calls(client, "homewise").read("CA1")
    return time.monotonic() - began_s


def facts_of(server: RunningRedis) -> list[str]:
    facts = Facts(LiveClient(server.url, timeout_s=5.0), "homewise")
    return [entry.fact for entry in facts.read("test", "reader", count=100)]


def test_a_paused_store_costs_one_timeout_three_times_and_then_nothing(own_server: RunningRedis) -> None:
    client = LiveClient(own_server.url, monotonic=Ticks())
    Calls(client, "homewise").read("CA1")
    with paused(own_server):
        waits = [fails_for_s(client) for _ in range(20)]
    assert all(WEBHOOK_S * 0.9 < wait_s < WEBHOOK_S + SLACK_S for wait_s in waits[:3])
    assert sum(waits[3:]) < WEBHOOK_S


def test_a_store_that_was_never_reached_and_is_paused_costs_no_more(own_server: RunningRedis) -> None:
    """The connection itself is taken by the kernel; the greeting on it must have the same limit."""
    with paused(own_server):
        assert fails_for_s(LiveClient(own_server.url)) < 2 * WEBHOOK_S + SLACK_S


def test_calls_go_on_five_seconds_after_a_pause(own_server: RunningRedis) -> None:
    ticks = Ticks()
    client = LiveClient(own_server.url, timeout_s=0.5, monotonic=ticks)
    calls = Calls(client, "homewise")
    calls.commit(FIRST)
    with paused(own_server):
        for _ in range(3):
            fails_for_s(client)
    with pytest.raises(StoreUnavailableError):
        calls.read("CA1")
    ticks.now_s += PROBE_S
    read = calls.read("CA1")
    assert read is not None
    assert read.turn == 1


def test_a_commit_that_timed_out_may_be_made_again_and_its_facts_are_kept_once(
    own_server: RunningRedis,
) -> None:
    """The paused server has the commit in its socket, and carries it out when it wakes: the reply is lost."""
    client = LiveClient(own_server.url)
    calls = Calls(client, "homewise")
    calls.commit(replace(FIRST, call_id="CA0", facts=()))  # the script is known to the server from here
    with paused(own_server), pytest.raises(StoreUnavailableError):
        calls.commit(FIRST)
    patient = Calls(LiveClient(own_server.url, timeout_s=5.0), "homewise")
    assert patient.commit(FIRST) == Conflict(turn=FIRST.turn, before=0, reply=FIRST.reply, ended=False)
    assert facts_of(own_server) == ["one"]


def test_a_stopped_store_is_unavailable_at_once(own_server: RunningRedis) -> None:
    client = LiveClient(own_server.url)
    Calls(client, "homewise").commit(FIRST)
    own_server.stop()
    assert fails_for_s(client) < WEBHOOK_S
    with pytest.raises(StoreUnavailableError):
        Calls(client, "homewise").commit(FIRST)


def fill(client: LiveClient) -> None:
    """Write calls into 3 MB until one is refused, and leave no room for the smallest write."""
    client.run(lambda redis: redis.config_set("maxmemory", "3mb"))
    calls = Calls(client, "homewise")
    refused = False
    while not refused:
        try:
            calls.commit(replace(FIRST, call_id=f"CB{uuid4()}", state="x" * 10_000, facts=()))
        except StoreFullError:
            refused = True
    client.run(lambda redis: redis.config_set("maxmemory", "2mb"))


def test_a_full_store_keeps_nothing_of_a_commit_and_still_reads(own_server: RunningRedis) -> None:
    client = LiveClient(own_server.url, timeout_s=5.0)
    calls = Calls(client, "homewise")
    calls.commit(replace(FIRST, joins=(("repairs", 5.0),)))
    fill(client)
    second = replace(FIRST, turn_read=1, turn=2, leaves=("repairs",), facts=("two",))
    with pytest.raises(StoreFullError):
        calls.commit(second)
    with pytest.raises(StoreFullError):
        calls.mark("CA1", "accepted", "anna")
    read = calls.read("CA1", "repairs")
    assert read is not None
    assert read.line == Line(place=0, waiting=1)
    assert (read.turn, dict(read.marks)) == (1, {})
    assert not client.breaker.is_open
    client.run(lambda redis: redis.config_set("maxmemory", "0"))
    assert calls.commit(second) == Committed()
    assert facts_of(own_server) == ["one", "two"]


@pytest.mark.parametrize("refusing", ["replicaof 127.0.0.1 1", "config set min-replicas-to-write 1"])
def test_a_store_that_refuses_writes_is_unavailable_and_still_reads(
    own_server: RunningRedis, refusing: str
) -> None:
    """After a failover, or with its replicas gone, it answers at once: no reason to stop asking."""
    client = LiveClient(own_server.url, timeout_s=5.0)
    calls = Calls(client, "homewise")
    calls.commit(FIRST)

    def refuse(redis: Any) -> None:
        redis.execute_command(*refusing.split())

    client.run(refuse)
    for _ in range(4):
        with pytest.raises(StoreUnavailableError):
            calls.commit(replace(FIRST, turn_read=1, turn=2))
    read = calls.read("CA1")
    assert read is not None
    assert read.turn == 1
    assert not client.breaker.is_open


def test_a_store_that_came_back_empty_knows_no_call_and_takes_its_next_turn_as_a_first(
    own_server: RunningRedis,
) -> None:
    """The scripts are gone with the rest, and are loaded again without a word."""
    client = LiveClient(own_server.url, timeout_s=5.0)
    calls = Calls(client, "homewise")
    calls.commit(replace(FIRST, turn=4))
    client.run(lambda redis: redis.flushall())
    client.run(lambda redis: redis.script_flush())
    assert calls.read("CA1") is None
    assert calls.commit(replace(FIRST, turn_read=4, turn=5)) == Conflict(
        turn=0, before=0, reply="", ended=False
    )
    assert calls.commit(replace(FIRST, turn_read=0, turn=5)) == Committed()


def test_a_killed_store_has_every_committed_turn_when_it_is_back(tmp_path: Path) -> None:
    turns = 200
    with start_redis(tmp_path, forced_bundled=True) as first:
        calls = Calls(LiveClient(first.url, timeout_s=5.0), "homewise")
        for turn in range(turns):
            calls.commit(replace(FIRST, turn_read=turn, turn=turn + 1, facts=(str(turn),)))
        first.process.kill()
        first.process.wait(5)
    with start_redis(tmp_path, forced_bundled=True) as second:
        read = Calls(LiveClient(second.url, timeout_s=5.0), "homewise").read("CA1")
        assert read is not None
        assert read.turn == turns
        entries = Facts(LiveClient(second.url, timeout_s=5.0), "homewise").read("t", "r", 1_000)
        assert [entry.fact for entry in entries] == [str(turn) for turn in range(turns)]
