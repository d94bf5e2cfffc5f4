"""What a caller asks of an agent, kept with the caller's own turns: in the orders while it may be offered."""

from dataclasses import replace
from typing import Any

import pytest

from storage.live.calls import Asks, Calls, Commit, Committed
from storage.live.client import LiveClient
from storage.live.floor import Floor
from storage.live.floor_commit import CallPlace, Change, ConversationRecord, FloorCommit
from storage.live.keys import Keys
from storage.live.queues import Queues

KEYS = Keys("homewise")
REPAIRS, MOVES = "repairs||en|1|", "moves||en|1|"
WAITS = Commit(
    call_id="CA1",
    turn_read=0,
    turn=1,
    state="{}",
    reply="",
    now_ms=1,
    joins=(("repairs", 5.0),),
    asks=Asks(needs='{"call":"CA1"}', demands=(REPAIRS,), score=5.0),
)
ROUND = replace(WAITS, turn_read=1, turn=2)  #: the hold document's next round


@pytest.fixture
def floor(client: LiveClient) -> Floor:
    return Floor(client, "homewise")


def who_may_be_offered(floor: Floor, *demands: str) -> list[str]:
    return [head.call_id for head in floor.heads(demands or (REPAIRS,))]


def move(floor: Floor, change: Change, version: int) -> None:
    """As the floor does it: an offer is made, ends otherwise, is taken, or the talk is over."""
    place = CallPlace(
        call_id="CA1",
        change=change,
        demands=(REPAIRS,),
        queues=("repairs",),
        score=5.0,
        needs="" if change == "claimed" else "back",
    )
    talk = ConversationRecord(call_id="CA1", version=version, state="{}")
    assert floor.commit(FloorCommit(id=f"{change}-{version}", conversation=talk, place=place))


def queue_of(client: LiveClient, name: str = "repairs") -> Any:
    return client.run(lambda redis: redis.zrange(KEYS.queue(name), 0, -1))


def test_a_caller_who_joins_a_queue_may_be_offered_with_the_same_turn(calls: Calls, floor: Floor) -> None:
    calls.commit(WAITS)
    assert who_may_be_offered(floor) == ["CA1"]
    assert floor.read((), "CA1").needs == '{"call":"CA1"}'


def test_a_round_of_the_hold_document_never_worsens_the_place(calls: Calls, floor: Floor) -> None:
    calls.commit(WAITS)
    calls.commit(
        replace(WAITS, call_id="CA2", joins=(("repairs", 6.0),), asks=replace(WAITS.asks, score=6.0))
    )
    calls.commit(replace(ROUND, asks=replace(WAITS.asks, score=9.0)))
    assert who_may_be_offered(floor) == ["CA1", "CA2"]


def test_a_round_of_a_caller_who_is_offered_does_not_put_it_to_a_second_agent(
    calls: Calls, floor: Floor, client: LiveClient
) -> None:
    calls.commit(WAITS)
    move(floor, "claimed", 0)
    calls.commit(ROUND)
    assert who_may_be_offered(floor) == []
    assert queue_of(client) == [b"CA1"]


def test_a_turn_is_told_that_its_caller_was_offered_since_it_was_read(calls: Calls, floor: Floor) -> None:
    assert calls.commit(WAITS) == Committed()
    move(floor, "claimed", 0)
    assert calls.commit(ROUND) == Committed(away=True)
    move(floor, "again", 1)
    assert calls.commit(replace(WAITS, turn_read=2, turn=3)) == Committed()


@pytest.mark.parametrize(("seen_ms", "swept"), [(0, ("CA1",)), (1_000, ()), (999, ("CA1",))])
def test_the_floor_may_say_when_a_caller_was_last_seen(
    calls: Calls, floor: Floor, client: LiveClient, seen_ms: int, swept: tuple[str, ...]
) -> None:
    calls.commit(WAITS)
    talk = ConversationRecord(call_id="CA1", version=0, state="{}", seen_ms=seen_ms)
    assert floor.commit(FloorCommit(id="seen", conversation=talk))
    assert Queues(client, "homewise").sweep("repairs", 1_100, 100) == swept


def test_a_late_round_does_not_bring_back_a_caller_who_talks(
    calls: Calls, floor: Floor, client: LiveClient
) -> None:
    calls.commit(WAITS)
    move(floor, "claimed", 0)
    move(floor, "taken", 1)
    calls.commit(ROUND)
    assert who_may_be_offered(floor) == []
    assert queue_of(client) == []
    assert floor.read((), "CA1").needs is None


@pytest.mark.parametrize("change", ["again", "over"])
def test_a_caller_who_is_with_nobody_any_more_may_join_again(
    calls: Calls, floor: Floor, change: Change
) -> None:
    calls.commit(WAITS)
    move(floor, "claimed", 0)
    move(floor, change, 1)
    calls.commit(ROUND)
    assert who_may_be_offered(floor) == ["CA1"]


def test_a_caller_who_moves_on_leaves_one_order_and_joins_another(calls: Calls, floor: Floor) -> None:
    calls.commit(WAITS)
    asks = Asks(needs="moves", demands=(MOVES,), score=5.0, left=(REPAIRS,))
    calls.commit(replace(ROUND, joins=(("moves", 5.0),), leaves=("repairs",), asks=asks))
    assert who_may_be_offered(floor) == []
    assert who_may_be_offered(floor, MOVES) == ["CA1"]
    assert floor.read((), "CA1").needs == "moves"


@pytest.mark.parametrize("left", [(REPAIRS,), ()], ids=["told", "forgotten"])
def test_a_call_that_has_ended_is_offered_to_nobody(
    calls: Calls, floor: Floor, left: tuple[str, ...]
) -> None:
    calls.commit(WAITS)
    calls.commit(replace(ROUND, joins=(), leaves=("repairs",), asks=Asks(left=left), ended=True))
    assert who_may_be_offered(floor) == []
    assert floor.read((), "CA1").needs is None


def test_a_call_that_ended_while_it_was_offered_is_not_put_back(
    calls: Calls, floor: Floor, client: LiveClient
) -> None:
    """The offer's deadline may come before the news that the caller has hung up."""
    calls.commit(WAITS)
    move(floor, "claimed", 0)
    calls.commit(replace(ROUND, joins=(), leaves=("repairs",), asks=Asks(left=(REPAIRS,)), ended=True))
    move(floor, "again", 1)
    assert who_may_be_offered(floor) == []
    assert queue_of(client) == []
    assert floor.read((), "CA1").needs is None


def test_a_lost_turn_changes_no_order(calls: Calls, floor: Floor) -> None:
    calls.commit(WAITS)
    calls.commit(replace(WAITS, asks=Asks(left=(REPAIRS,))))
    assert who_may_be_offered(floor) == ["CA1"]


def test_who_was_silent_is_swept_out_of_every_order(calls: Calls, floor: Floor, client: LiveClient) -> None:
    floor.register_demand(REPAIRS)
    floor.register_demand(MOVES)
    calls.commit(WAITS)
    calls.commit(replace(WAITS, call_id="CA2", now_ms=1_000))
    assert Queues(client, "homewise").sweep("repairs", 1_001, 100) == ("CA1",)
    assert who_may_be_offered(floor) == ["CA2"]
    assert floor.read((), "CA1").needs is None


def test_who_is_in_the_order_of_a_demand_and_not_in_its_queue_is_swept_as_well(
    calls: Calls, floor: Floor, client: LiveClient
) -> None:
    floor.register_demand(REPAIRS)
    calls.commit(replace(WAITS, joins=()))
    assert Queues(client, "homewise").sweep("repairs", 1_001, 100) == ("CA1",)
    assert who_may_be_offered(floor) == []


def test_a_place_in_an_order_of_demand_without_needs_is_refused() -> None:
    with pytest.raises(ValueError, match="has needs"):
        Asks(demands=(REPAIRS,))
