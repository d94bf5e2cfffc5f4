"""The numbers of facts: they grow with every writer, and never go back."""

from typing import Any

import pytest

from storage.live.calls import Calls, Commit
from storage.live.client import LiveClient
from storage.live.facts import Facts, follow
from storage.live.floor import Floor
from storage.live.floor_commit import ConversationRecord, FloorCommit
from storage.live.keys import Keys

KEYS = Keys("homewise")
SHORT_MS = 20
THE_2020S_MS = 1_577_836_800_000


@pytest.fixture
def facts(client: LiveClient) -> Facts:
    return Facts(client, "homewise")


def write_by_every_way(client: LiveClient, facts: Facts) -> None:
    calls = Calls(client, "homewise")
    calls.commit(
        Commit(call_id="CA1", turn_read=0, turn=1, state="", reply="", now_ms=1, facts=("turn", "turn 2"))
    )
    calls.mark("CA1", "heard", "yes", ["mark"])
    facts.append(["alone", "alone 2"])
    talk = ConversationRecord(call_id="CA1", version=0, state="{}")
    Floor(client, "homewise").commit(FloorCommit(id="one", conversation=talk, facts=("floor",)))


def test_whoever_writes_a_fact_it_gets_the_next_number(client: LiveClient, facts: Facts) -> None:
    write_by_every_way(client, facts)
    told = facts.after(0, 100)
    assert [each.fact for each in told] == ["turn", "turn 2", "mark", "alone", "alone 2", "floor"]
    first = told[0].number
    assert [each.number for each in told] == list(range(first, first + 6))
    assert facts.last() == first + 5
    assert facts.oldest() == first


def test_the_first_number_is_the_present_millisecond(facts: Facts) -> None:
    assert (facts.last(), facts.oldest()) == (0, 0)
    facts.append(["a"])
    assert facts.last() > THE_2020S_MS


def test_a_lost_counter_goes_on_after_the_streams_newest_entry(facts: Facts, client: LiveClient) -> None:
    """Also after a version that let the store choose: entries of one millisecond then share a number."""
    ahead = 9_000_000_000_000

    def write_without_numbers(redis: Any) -> None:
        for part in range(3):
            redis.xadd(KEYS.facts, {"fact": f"old {part}"}, id=f"{ahead}-{part}")

    client.run(write_without_numbers)
    facts.append(["new"])
    assert [(each.number, each.fact) for each in facts.after(ahead, 10)] == [(ahead + 1, "new")]


def test_numbers_do_not_go_back_when_the_store_comes_back_empty(facts: Facts, client: LiveClient) -> None:
    facts.append(["a"])
    before = facts.last()
    client.run(lambda redis: redis.flushall())
    facts.append(["b"])
    assert facts.last() >= before


def test_a_reader_goes_on_after_the_number_it_has_seen(facts: Facts) -> None:
    facts.append(["a", "b", "c"])
    first = facts.oldest()
    assert [each.fact for each in facts.after(first, 1)] == ["b"]
    assert facts.after(first + 2, 10) == ()


def test_one_reader_follows_several_tenants(client: LiveClient, facts: Facts) -> None:
    other = Facts(client, "homeika")
    facts.append(["seen"])
    numbers = {"homewise": facts.last(), "homeika": 0}
    facts.append(["a", "b"])
    other.append(["c"])
    told = follow(client, numbers, SHORT_MS)
    assert sorted((tenant, entry.fact) for tenant, entry in told) == [
        ("homeika", "c"),
        ("homewise", "a"),
        ("homewise", "b"),
    ]
    assert follow(client, {"homewise": facts.last()}, SHORT_MS) == ()
    assert len(follow(client, numbers, SHORT_MS, limit=1)) == 2


@pytest.mark.parametrize("block_ms", [0, 5_000])
def test_following_for_longer_than_the_clients_timeout_is_refused(client: LiveClient, block_ms: int) -> None:
    with pytest.raises(ValueError, match="block_ms"):
        follow(client, {"homewise": 0}, block_ms)


def test_groups_read_on_over_numbered_facts(facts: Facts, client: LiveClient) -> None:
    client.run(lambda redis: redis.xadd(KEYS.facts, {"fact": "of an older version"}))
    facts.append(["a"])
    read = facts.read("projector", "one", count=10)
    assert [each.fact for each in read] == ["of an older version", "a"]
