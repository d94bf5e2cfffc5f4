"""storage/live/calls.py: one read, one commit, all of it or nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from redis import Redis

from storage.live.calls import KEEP_MS, Calls, Commit, Committed, Conflict, Line, Remembered
from storage.live.client import LiveClient
from storage.live.keys import Keys

KEYS = Keys("homewise")
FIRST = Commit(
    call_id="CA1", turn_read=0, turn=1, state='{"step":"welcome"}', reply="<Response/>", now_ms=1_000_000
)


def test_an_unknown_call_reads_as_none(calls: Calls) -> None:
    assert calls.read("CA1") is None
    assert calls.read("CA1", "repairs") is None


def test_a_committed_turn_is_read_back_whole(calls: Calls) -> None:
    assert calls.commit(replace(FIRST, state="Grüße, 你好", reply="<Say>£5</Say>")) == Committed()
    assert calls.read("CA1") == Remembered(
        turn=1, before=0, state="Grüße, 你好", reply="<Say>£5</Say>", ended=False
    )


def test_the_turn_that_was_taken_on_is_remembered_beside_the_turn(calls: Calls) -> None:
    """A call resumed from its capsule goes on at the capsule's turn, so "before" is not always turn - 1."""
    calls.commit(replace(FIRST, turn=7))
    calls.commit(replace(FIRST, turn_read=7, turn=8))
    read = calls.read("CA1")
    assert read is not None
    assert (read.before, read.turn) == (7, 8)


def test_a_second_commit_on_the_same_turn_gets_what_stands_and_changes_nothing(
    calls: Calls, kept_facts: Callable[[], list[str]]
) -> None:
    calls.commit(replace(FIRST, reply="first", facts=("one",)))
    late = replace(FIRST, reply="second", facts=("two",), joins=(("repairs", 5.0),), ended=True)
    assert calls.commit(late) == Conflict(turn=1, before=0, reply="first", ended=False)
    assert kept_facts() == ["one"]
    assert calls.read("CA1", "repairs") == Remembered(
        turn=1, before=0, state=FIRST.state, reply="first", ended=False, line=Line(place=None, waiting=0)
    )


def test_a_commit_on_a_turn_of_a_call_that_is_gone_is_a_conflict_with_turn_0(calls: Calls) -> None:
    assert calls.commit(replace(FIRST, turn_read=4, turn=5)) == Conflict(
        turn=0, before=0, reply="", ended=False
    )
    assert calls.read("CA1") is None


def test_the_same_commit_again_finds_its_own_turn_and_reply_and_its_facts_once(
    calls: Calls, kept_facts: Callable[[], list[str]]
) -> None:
    commit = replace(FIRST, facts=("one",))
    calls.commit(commit)
    assert calls.commit(commit) == Conflict(turn=commit.turn, before=0, reply=commit.reply, ended=False)
    assert kept_facts() == ["one"]


def test_facts_keep_their_order(calls: Calls, kept_facts: Callable[[], list[str]]) -> None:
    calls.commit(replace(FIRST, facts=("a", "b", "c")))
    calls.commit(replace(FIRST, turn_read=1, turn=2, facts=("d",)))
    assert kept_facts() == ["a", "b", "c", "d"]


def test_a_place_in_a_queue_comes_with_the_same_read(calls: Calls) -> None:
    for call_id, score in (("CA1", 30.0), ("CA2", 10.0), ("CA3", 20.0)):
        calls.commit(replace(FIRST, call_id=call_id, joins=(("repairs", score),)))
    read = calls.read("CA1", "repairs")
    assert read is not None
    assert read.line == Line(place=2, waiting=3)


def test_joining_again_with_a_greater_score_does_not_worsen_the_place(calls: Calls) -> None:
    calls.commit(replace(FIRST, joins=(("repairs", 10.0),)))
    calls.commit(replace(FIRST, call_id="CA2", joins=(("repairs", 20.0),)))
    calls.commit(replace(FIRST, turn_read=1, turn=2, joins=(("repairs", 99.0),)))
    read = calls.read("CA1", "repairs")
    assert read is not None
    assert read.line == Line(place=0, waiting=2)


def test_one_commit_leaves_some_queues_and_joins_others(calls: Calls) -> None:
    calls.commit(replace(FIRST, joins=(("repairs", 1.0), ("billing", 2.0))))
    calls.commit(replace(FIRST, turn_read=1, turn=2, joins=(("moves", 3.0),), leaves=("repairs", "billing")))
    places = [(read := calls.read("CA1", name)) and read.line for name in ("repairs", "billing", "moves")]
    assert places == [Line(place=None, waiting=0), Line(place=None, waiting=0), Line(place=0, waiting=1)]


def test_a_score_of_milliseconds_is_kept_to_the_millisecond(calls: Calls) -> None:
    """Two callers of one priority, a millisecond apart, stand in the order of their arrival."""
    calls.commit(replace(FIRST, call_id="CA2", joins=(("repairs", 1_790_000_000_001.0),)))
    calls.commit(replace(FIRST, call_id="CA9", joins=(("repairs", 1_790_000_000_000.0),)))
    read = calls.read("CA9", "repairs")
    assert read is not None
    assert read.line == Line(place=0, waiting=2)


def test_an_ended_call_is_still_known_for_a_day(calls: Calls, client: LiveClient) -> None:
    calls.commit(replace(FIRST, ended=True))
    read = calls.read("CA1")
    assert read is not None
    assert read.ended
    ttl_s = client.run(lambda redis: redis.ttl(KEYS.call("CA1")))
    assert 86_000 < int(ttl_s) <= 86_400


def test_a_call_that_was_silent_for_a_day_is_no_longer_counted_as_under_way(
    calls: Calls, client: LiveClient
) -> None:
    """Its hash expires by itself; the list of calls under way is trimmed by whoever takes a turn next."""
    calls.commit(replace(FIRST, call_id="CA-lost", now_ms=1))
    calls.commit(replace(FIRST, call_id="CA-kept", now_ms=2))
    calls.commit(replace(FIRST, call_id="CA-ended", now_ms=2, ended=True))
    calls.commit(replace(FIRST, call_id="CA-new", now_ms=KEEP_MS + 1))
    under_way: Any = client.run(lambda redis: redis.zrange(KEYS.seen, 0, -1))
    assert under_way == [b"CA-kept", b"CA-new"]


def test_calls_of_two_tenants_do_not_meet(calls: Calls, client: LiveClient) -> None:
    calls.commit(FIRST)
    assert Calls(client, "homeika").read("CA1") is None


@pytest.mark.parametrize("tenant", ["", "home}wise", "Home wise", "{x}"])
def test_a_tenant_name_that_could_break_the_hash_tag_is_refused(tenant: str) -> None:
    with pytest.raises(ValueError, match="not a tenant's name"):
        Keys(tenant)


def test_a_commit_that_finds_a_key_of_the_wrong_type_raises_and_is_no_outage(
    calls: Calls, client: LiveClient
) -> None:
    """A broken program raises as itself; the breaker is for a store that does not answer."""

    def spoil(redis: Redis) -> None:
        redis.set(KEYS.call("CA1"), "not a hash")

    client.run(spoil)
    for _ in range(4):
        with pytest.raises(Exception, match="WRONGTYPE"):
            calls.commit(FIRST)
    assert not client.breaker.is_open
