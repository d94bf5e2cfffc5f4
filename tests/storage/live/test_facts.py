"""storage/live/facts.py: every group sees every fact, at least once."""

import pytest

from storage.live.client import LiveClient
from storage.live.facts import Consumer, Facts, read_new

SHORT_MS = 20


@pytest.fixture
def facts(client: LiveClient) -> Facts:
    return Facts(client, "homewise")


def texts(facts: Facts, group: str, consumer: str = "one") -> list[str]:
    return [entry.fact for entry in facts.read(group, consumer, count=100)]


def test_two_groups_each_see_every_fact_in_order(facts: Facts) -> None:
    facts.append(["a", "b", "ü"])
    assert texts(facts, "projector") == ["a", "b", "ü"]
    assert texts(facts, "desks") == ["a", "b", "ü"]


def test_two_consumers_of_one_group_share_the_facts(facts: Facts) -> None:
    facts.append(["a", "b", "c"])
    first = facts.read("projector", "one", count=2)
    second = facts.read("projector", "two", count=2)
    assert [entry.fact for entry in (*first, *second)] == ["a", "b", "c"]


def test_nothing_new_is_an_empty_answer(facts: Facts) -> None:
    assert texts(facts, "projector") == []


def test_what_was_acknowledged_is_not_claimed_and_the_rest_is(facts: Facts) -> None:
    facts.append(["a", "b"])
    done, _ = facts.read("projector", "dies", count=10)
    facts.ack("projector", [done.place])
    claimed = facts.claim("projector", "lives", idle_ms=0, count=10)
    assert [entry.fact for entry in claimed] == ["b"]
    facts.ack("projector", [entry.place for entry in claimed])
    assert facts.claim("projector", "lives", idle_ms=0, count=10) == ()


def test_what_a_consumer_read_just_now_is_not_taken_from_it(facts: Facts) -> None:
    facts.append(["a"])
    texts(facts, "projector", "busy")
    assert facts.claim("projector", "other", idle_ms=60_000, count=10) == ()


def test_a_claim_of_a_fact_that_was_trimmed_away_is_passed_over(facts: Facts, client: LiveClient) -> None:
    facts.append(["a", "b"])
    texts(facts, "projector", "dies")
    client.run(lambda redis: redis.xtrim("{homewise}:facts", maxlen=1, approximate=False))
    assert [entry.fact for entry in facts.claim("projector", "lives", idle_ms=0, count=10)] == ["b"]


def test_a_store_that_came_back_empty_is_read_on(facts: Facts, client: LiveClient) -> None:
    facts.append(["a"])
    texts(facts, "projector")
    client.run(lambda redis: redis.flushall())
    assert facts.claim("projector", "one", idle_ms=0, count=10) == ()
    facts.append(["b"])
    assert texts(facts, "projector") == ["b"]


def test_one_wait_hears_of_every_tenant_each_in_order(facts: Facts, client: LiveClient) -> None:
    other = Facts(client, "homeika")
    both, router = ("homewise", "homeika"), Consumer(group="router", name="one")
    assert read_new(client, both, router, 10, SHORT_MS) == ()
    other.append(["x", "y"])
    heard = read_new(client, both, router, 10, 1_000)
    assert [(tenant, entry.fact) for tenant, entry in heard] == [("homeika", "x"), ("homeika", "y")]
    facts.append(["a"])
    other.append(["z"])
    heard = read_new(client, both, router, 10, 1_000)
    assert sorted((tenant, entry.fact) for tenant, entry in heard) == [("homeika", "z"), ("homewise", "a")]


def test_a_tenant_that_the_store_forgot_is_heard_again_with_the_others(
    facts: Facts, client: LiveClient
) -> None:
    both, router = ("homewise", "homeika"), Consumer(group="router", name="one")
    Facts(client, "homeika").append(["x"])
    read_new(client, both, router, 10, SHORT_MS)
    client.run(lambda redis: redis.delete("{homewise}:facts"))
    facts.append(["a"])
    assert [entry.fact for _, entry in read_new(client, both, router, 10, SHORT_MS)] == ["a"]


def test_acknowledging_nothing_or_the_unknown_does_no_harm(facts: Facts) -> None:
    facts.ack("projector", [])
    facts.ack("projector", ["1-1"])


@pytest.mark.parametrize("block_ms", [0, 5_000])
def test_waiting_longer_than_the_clients_timeout_is_refused(client: LiveClient, block_ms: int) -> None:
    """0 would wait for ever; the rest would look like an outage each time nothing happens."""
    with pytest.raises(ValueError, match="block_ms"):
        read_new(client, ("homewise",), Consumer(group="projector", name="one"), 1, block_ms)
