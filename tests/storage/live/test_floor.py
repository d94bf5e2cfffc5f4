"""storage/live/floor.py: one change of the floor is kept whole, once, or not at all."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from storage.live.calls import Calls, Commit
from storage.live.client import LiveClient
from storage.live.floor import Floor, Head, Loaded, Pooled, Versioned
from storage.live.floor_commit import (
    AgentRecord,
    CallPlace,
    ConversationRecord,
    Due,
    FloorCommit,
)
from storage.live.keys import Keys

KEYS = Keys("homewise")
REPAIRS, BOILERS = "repairs||en|1|", "repairs|boiler|en|1|"
ANNA = AgentRecord(id="agt_1", version=0, state='{"work":"idle"}', shown_before="", shown="available")
TALK = ConversationRecord(call_id="CA1", version=0, state='{"phase":"offered"}')
WAITS = CallPlace(
    call_id="CA1", change="again", demands=(REPAIRS,), queues=("repairs",), score=5.0, needs='{"call":"CA1"}'
)
CLAIM = FloorCommit(
    id="claim",
    agents=(ANNA,),
    conversation=replace(TALK, version=1),
    place=replace(WAITS, change="claimed"),
    facts=("OfferMade",),
)


@pytest.fixture
def floor(client: LiveClient) -> Floor:
    return Floor(client, "homewise")


def put_to_wait(floor: Floor, **changes: Any) -> None:
    place = replace(WAITS, **changes)
    talk = replace(TALK, call_id=place.call_id)
    assert floor.commit(FloorCommit(id=f"wait-{place.call_id}", conversation=talk, place=place))


def in_queue(client: LiveClient, queue: str) -> Any:
    return client.run(lambda redis: redis.zrange(KEYS.queue(queue), 0, -1, withscores=True))


def test_who_was_never_seen_is_not_among_what_was_read(floor: Floor) -> None:
    assert floor.read(["agt_1"], "CA1") == Loaded()
    assert floor.read([]) == Loaded()


def test_a_change_is_read_back_with_its_next_version(floor: Floor) -> None:
    assert floor.commit(FloorCommit(id="one", agents=(ANNA,), conversation=TALK))
    assert floor.read(["agt_0", "agt_1"], "CA1") == Loaded(
        agents={"agt_1": Versioned(1, ANNA.state)}, conversation=Versioned(1, TALK.state)
    )


def test_a_state_with_spaces_and_other_scripts_is_kept_as_it_is(floor: Floor) -> None:
    floor.commit(FloorCommit(id="one", agents=(replace(ANNA, state=' {"a": "é 你 £"} '),)))
    assert floor.read(["agt_1"]).agents["agt_1"].state == ' {"a": "é 你 £"} '


@pytest.mark.parametrize(
    "stale",
    [
        FloorCommit(id="b", agents=(replace(ANNA, id="agt_2"), ANNA), conversation=None, facts=("lost",)),
        FloorCommit(id="b", agents=(replace(ANNA, id="agt_2"),), conversation=TALK, facts=("lost",)),
    ],
    ids=["of an agent", "of the conversation"],
)
def test_one_version_that_differs_keeps_the_whole_change_out(
    floor: Floor, kept_facts: Callable[[], list[str]], stale: FloorCommit
) -> None:
    assert floor.commit(FloorCommit(id="a", agents=(ANNA,), conversation=TALK, facts=("first",)))
    timed = replace(stale, timers=(Due(kind="offer", id="o1", due_ms=9),))
    assert not floor.commit(timed)
    assert set(floor.read(["agt_1", "agt_2"]).agents) == {"agt_1"}
    assert floor.due(10) == ()
    assert kept_facts() == ["first"]


def test_the_same_commit_again_is_known_and_has_no_second_effect(
    floor: Floor, kept_facts: Callable[[], list[str]]
) -> None:
    put_to_wait(floor)
    assert floor.commit(CLAIM)
    assert floor.commit(CLAIM)
    assert floor.states() == {"available": 1}
    assert kept_facts() == ["OfferMade"]


def test_a_commit_is_known_again_though_one_of_its_records_has_changed_since(floor: Floor) -> None:
    put_to_wait(floor)
    floor.commit(CLAIM)
    floor.commit(FloorCommit(id="later", agents=(replace(ANNA, version=1, shown_before="available"),)))
    assert floor.commit(CLAIM)
    assert floor.read(["agt_1"]).agents["agt_1"].version == 2


def test_a_commit_all_of_whose_records_have_changed_since_has_no_second_effect_either(
    floor: Floor, kept_facts: Callable[[], list[str]]
) -> None:
    first = FloorCommit(id="first", agents=(ANNA,), facts=("once",))
    floor.commit(first)
    floor.commit(FloorCommit(id="later", agents=(replace(ANNA, version=1, shown_before="available"),)))
    assert not floor.commit(first)
    assert kept_facts() == ["once"]


def test_a_claimed_caller_keeps_the_place_in_the_queue_and_is_offered_to_nobody_else(
    floor: Floor, client: LiveClient
) -> None:
    put_to_wait(floor)
    assert floor.commit(CLAIM)
    assert floor.heads([REPAIRS]) == ()
    assert in_queue(client, "repairs") == [(b"CA1", 5.0)]
    assert floor.read((), "CA1").needs == WAITS.needs


def test_a_caller_who_does_not_wait_cannot_be_claimed(
    floor: Floor, kept_facts: Callable[[], list[str]]
) -> None:
    assert not floor.commit(replace(CLAIM, conversation=TALK))
    assert floor.read(["agt_1"], "CA1") == Loaded()
    assert kept_facts() == []


def test_a_caller_of_two_demands_is_claimed_by_one_and_leaves_both(floor: Floor) -> None:
    put_to_wait(floor, demands=(BOILERS,))
    claimed = replace(WAITS, change="claimed", demands=(REPAIRS, BOILERS))
    assert floor.commit(replace(CLAIM, place=claimed))
    assert floor.heads([REPAIRS, BOILERS]) == ()


def test_a_caller_whose_offer_came_to_nothing_is_back_in_the_old_place(floor: Floor) -> None:
    for call_id, score in (("CA1", 5.0), ("CA2", 6.0)):
        put_to_wait(floor, call_id=call_id, score=score)
    assert floor.commit(CLAIM)
    back = FloorCommit(id="back", conversation=replace(TALK, version=2), place=WAITS)
    assert floor.commit(back)
    assert [head.call_id for head in floor.heads([REPAIRS])] == ["CA1", "CA2"]


@pytest.mark.parametrize("change", ["taken", "over"])
def test_a_caller_who_was_taken_stands_in_no_order(floor: Floor, client: LiveClient, change: Any) -> None:
    put_to_wait(floor)
    taken = FloorCommit(
        id="taken", conversation=replace(TALK, version=1), place=replace(WAITS, change=change)
    )
    assert floor.commit(taken)
    assert floor.heads([REPAIRS]) == ()
    assert floor.read((), "CA1").needs is None
    assert in_queue(client, "repairs") == []


def test_the_heads_of_many_orders_come_in_one_order_each_call_once(floor: Floor) -> None:
    for call_id, score, demands in (
        ("CA3", 3.0, (REPAIRS,)),
        ("CA2", 2.0, (BOILERS, REPAIRS)),
        ("CA9", 1.0, (BOILERS,)),
        ("CA4", 3.0, (BOILERS,)),
    ):
        put_to_wait(floor, call_id=call_id, score=score, demands=demands, needs=f"needs of {call_id}")
    assert [head.call_id for head in floor.heads([REPAIRS, BOILERS])] == ["CA9", "CA2", "CA3", "CA4"]
    assert floor.first([REPAIRS, BOILERS], 2) == (Head("CA9", "needs of CA9"), Head("CA2", "needs of CA2"))
    assert [head.call_id for head in floor.heads([REPAIRS, BOILERS], 1)] == ["CA9", "CA2"]
    assert floor.heads([]) == ()


def test_who_asks_for_nothing_any_more_is_passed_and_taken_out(floor: Floor, client: LiveClient) -> None:
    for call_id, score in (("CA1", 1.0), ("CA2", 2.0)):
        put_to_wait(floor, call_id=call_id, score=score)
    client.run(lambda redis: redis.hdel(KEYS.needs, "CA1"))
    assert [head.call_id for head in floor.first([REPAIRS], 2)] == ["CA2"]
    assert client.run(lambda redis: redis.zscore(KEYS.wait(REPAIRS), "CA1")) is None


def test_a_pools_head_is_nearest_first_and_ends_at_the_ring_asked_for(floor: Floor) -> None:
    places = {"agt_1": 3 * 10**13 + 7, "agt_2": 1 * 10**13 + 9, "agt_3": 1 * 10**13 + 8}
    agents = tuple(replace(ANNA, id=each, pools={REPAIRS: score}) for each, score in places.items())
    assert floor.commit(FloorCommit(id="one", agents=agents))
    assert [each.agent for each in floor.pool_head(REPAIRS, 2)] == ["agt_3", "agt_2"]
    assert [each.agent for each in floor.pool_head(REPAIRS, 3)] == ["agt_3", "agt_2", "agt_1"]
    assert floor.pool_head(REPAIRS, 6, 1) == (Pooled("agt_3", 1 * 10**13 + 8, Versioned(1, ANNA.state)),)
    busy = replace(ANNA, id="agt_3", version=1, shown_before="available", pools={REPAIRS: None})
    assert floor.commit(FloorCommit(id="two", agents=(busy,)))
    assert [each.agent for each in floor.pool_head(REPAIRS, 2)] == ["agt_2"]


def test_display_states_are_counted_and_signed_out_agents_are_off_the_floor(floor: Floor) -> None:
    other = replace(ANNA, id="agt_2")
    floor.commit(FloorCommit(id="one", agents=(ANNA, other)))
    gone = replace(other, version=1, shown_before="available", shown="offline:disconnected")
    floor.commit(FloorCommit(id="two", agents=(gone,)))
    assert floor.states() == {"available": 1, "offline:disconnected": 1}
    assert set(floor.agents()) == {"agt_1"}
    back = replace(other, version=2, shown_before="offline:disconnected", shown="lost")
    floor.commit(FloorCommit(id="three", agents=(back,)))
    assert set(floor.agents()) == {"agt_1", "agt_2"}


def test_a_timer_is_due_once_its_instant_has_come_and_until_it_is_taken_off(floor: Floor) -> None:
    first, second = Due(kind="offer", id="o1", due_ms=10), Due(kind="link", id="agt 1", due_ms=5)
    floor.commit(FloorCommit(id="one", timers=(first, second)))
    assert floor.due(4) == ()
    assert floor.due(10) == (second, first)
    assert floor.due(10, 1) == (second,)
    floor.commit(FloorCommit(id="two", timers=(replace(second, due_ms=0),)))
    assert floor.due(10) == (first,)


@pytest.mark.parametrize(("needs", "kept"), [('{"call":"CA1"}', True), ('{"call":"CA1","also":"x"}', False)])
def test_a_claim_is_kept_only_while_the_caller_asks_for_what_it_was_decided_on(
    floor: Floor, needs: str, *, kept: bool
) -> None:
    put_to_wait(floor)
    assert floor.commit(replace(CLAIM, place=replace(WAITS, change="claimed", needs=needs))) is kept
    assert floor.read((), "CA1").needs == WAITS.needs


def test_a_timer_that_was_set_anew_since_it_was_seen_is_not_dropped(floor: Floor) -> None:
    timer = Due(kind="link", id="agt_1", due_ms=5)
    floor.commit(FloorCommit(id="one", timers=(replace(timer, due_ms=50),)))
    assert not floor.drop(timer)
    assert floor.drop(replace(timer, due_ms=50))
    assert floor.due(100) == ()


def test_a_demand_is_new_once(floor: Floor) -> None:
    assert floor.register_demand(REPAIRS)
    assert not floor.register_demand(REPAIRS)
    assert floor.demands() == {REPAIRS}


@pytest.mark.parametrize("commit_id", ["", "two words"])
def test_a_commits_id_is_one_word(commit_id: str) -> None:
    with pytest.raises(ValueError, match="not a commit's id"):
        FloorCommit(id=commit_id)


def test_facts_need_a_record_by_which_they_are_known_again() -> None:
    with pytest.raises(ValueError, match="needs a record"):
        FloorCommit(id="one", facts=("lost",))


def test_a_supervisors_seats_come_and_go_with_the_conversation_the_last_chosen_first(floor: Floor) -> None:
    first = replace(TALK, seats={"agt_9": 10})
    assert floor.commit(FloorCommit(id="one", conversation=first))
    assert floor.commit(
        FloorCommit(id="two", conversation=replace(first, call_id="CA2", seats={"agt_9": 20}))
    )
    assert floor.seats("agt_9") == ("CA2", "CA1")
    assert not floor.commit(FloorCommit(id="late", conversation=replace(first, seats={"agt_9": None})))
    assert floor.seats("agt_9") == ("CA2", "CA1")
    left = replace(first, version=1, seats={"agt_9": None, "agt_8": 30})
    assert floor.commit(FloorCommit(id="left", conversation=left))
    assert (floor.seats("agt_9"), floor.seats("agt_8")) == (("CA2",), ("CA1",))


def test_a_call_that_has_ended_gets_no_supervisor(floor: Floor, calls: Calls) -> None:
    ended = Commit(call_id="CA1", turn_read=0, turn=1, state="", reply="", now_ms=0, ended=True)
    calls.commit(ended)
    assert floor.commit(FloorCommit(id="one", conversation=replace(TALK, seats={"agt_9": 10})))
    assert floor.seats("agt_9") == ()
