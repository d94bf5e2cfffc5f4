"""The facts of one call, found by their numbers however many others lie between."""

from typing import Any

import pytest

from storage.live.calls import KEEP_MS, Calls, Commit, Committed
from storage.live.client import LiveClient
from storage.live.facts import Facts, Story
from storage.live.floor import Floor
from storage.live.floor_commit import AgentRecord, ConversationRecord, FloorCommit
from storage.live.keys import Keys


@pytest.fixture
def facts(client: LiveClient) -> Facts:
    return Facts(client, "homewise")


def take_turn(client: LiveClient, call: str, turn: int, *facts: str) -> None:
    commit = Commit(
        call_id=call,
        turn_read=turn - 1,
        turn=turn,
        state="",
        reply="",
        now_ms=1,
        joins=(("line", 1),),
        facts=facts,
    )
    assert Calls(client, "homewise").commit(commit) == Committed()


def tell_both(client: LiveClient, facts: Facts) -> None:
    """Let two calls have facts by every way there is, with others between."""
    for call in ("CA1", "CA2"):
        take_turn(client, call, 1, f"{call} starts", f"{call} goes on")
    facts.append(["of nobody"])
    Calls(client, "homewise").mark("CA1", "heard", "yes", ["CA1 marked"])
    floor = Floor(client, "homewise")
    talk = ConversationRecord(call_id="CA1", version=0, state="{}")
    assert floor.commit(FloorCommit(id="one", conversation=talk, facts=("CA1 offered",), told_of="CA1"))
    agent = AgentRecord(id="agt_1", version=0, state="{}", shown_before="", shown="available")
    assert floor.commit(FloorCommit(id="two", agents=(agent,), facts=("CA1 wrapped up",), told_of="CA1"))
    assert floor.commit(FloorCommit(id="three", agents=(agent_again(agent),), facts=("of an agent",)))
    take_turn(client, "CA2", 2, "CA2 ends")


def agent_again(agent: AgentRecord) -> AgentRecord:
    return AgentRecord(id=agent.id, version=1, state="{}", shown_before="available", shown="away")


def test_a_story_has_every_fact_of_its_call_in_order_and_no_other(client: LiveClient, facts: Facts) -> None:
    tell_both(client, facts)
    told = ("CA1 starts", "CA1 goes on", "CA1 marked", "CA1 offered", "CA1 wrapped up")
    assert facts.of_call("CA1") == Story(facts=told, gone=0)
    assert facts.of_call("CA2") == Story(facts=("CA2 starts", "CA2 goes on", "CA2 ends"), gone=0)
    assert facts.of_call("CA3") == Story(facts=(), gone=0)
    assert Facts(client, "homeika").of_call("CA1") == Story(facts=(), gone=0)


def test_what_the_stream_has_dropped_is_counted_and_the_rest_is_told(
    client: LiveClient, facts: Facts
) -> None:
    tell_both(client, facts)
    client.run(lambda redis: redis.xtrim(Keys("homewise").facts, maxlen=6, approximate=False))
    assert facts.of_call("CA1") == Story(facts=("CA1 marked", "CA1 offered", "CA1 wrapped up"), gone=2)


def test_of_a_long_story_the_last_facts_are_told(client: LiveClient, facts: Facts) -> None:
    tell_both(client, facts)
    assert facts.of_call("CA1", 2) == Story(facts=("CA1 offered", "CA1 wrapped up"), gone=3)


def test_a_story_is_kept_for_as_long_as_its_call(client: LiveClient, facts: Facts) -> None:
    tell_both(client, facts)

    def remaining(redis: Any) -> list[int]:
        return [redis.pttl(Keys("homewise").story(call)) for call in ("CA1", "CA2")]

    assert all(KEEP_MS - 60_000 < left <= KEEP_MS for left in client.run(remaining))
