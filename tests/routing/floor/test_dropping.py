"""A leg that leaves without End: hold at once, a minute to come back, then the caller is looked after."""

from routing.floor.events import Accepted, Due, End, Hold, TransferBegun
from routing.floor.facts import ConversationEnded, Wrapup
from routing.floor.orders import BringCaller, SetParty
from routing.place import score
from tests.routing.floor.stage import CALL, NOON_MS, ROOM, Stage, needs, profile

ANN, BOB = profile("ann"), profile("bob")
REJOIN = Due(kind="rejoin", id=f"{CALL}/ann")


def talking() -> Stage:
    stage = Stage()
    stage.seats(ANN, BOB)
    stage.talks(ANN)
    return stage


def drops(stage: Stage, leg: str = "leg-ann") -> tuple[object, ...]:
    stage.now_ms += 10_000
    return stage.leaves(leg).orders


def held(*, on: bool, leg: str = CALL) -> SetParty:
    return SetParty(conference=ROOM, leg=leg, held=on)


def test_a_dropped_agent_leg_holds_the_customer_at_once_and_resumes_when_it_is_back() -> None:
    stage = talking()
    assert drops(stage) == (held(on=True),)
    assert stage.work("ann") == "on_call"
    assert stage.joins("ann", "leg2").orders == (held(on=False),)
    assert stage.party("ann").leg == "leg2"
    assert REJOIN.id not in {name for _, name in stage.timers}


def test_a_hold_by_the_agent_outlasts_a_drop() -> None:
    stage = talking()
    stage.does(Hold(agent=ANN, on=True))
    assert drops(stage) == ()
    assert stage.joins("ann", "leg2").orders == ()
    assert stage.party("customer").held


def test_who_does_not_come_back_is_off_the_floor_and_the_caller_waits_again_ahead() -> None:
    """cti-and-desktop 3.2: the priority queue with an apology, never a worse place."""
    stage = talking()
    drops(stage)
    assert stage.does(REJOIN, after_s=59.9).agents == ()
    outcome = stage.does(REJOIN, after_s=0.1)
    assert outcome.waits_again
    assert outcome.orders == (BringCaller(call=CALL),)
    assert (stage.call.phase, stage.call.again, stage.call.owner) == ("waiting", "dropped", "")
    assert stage.call.needs.score == score(NOON_MS, 99)
    assert stage.agents["ann"].display == "offline:disconnected"
    assert [fact.auto for fact in stage.facts if isinstance(fact, Wrapup)] == [True]
    assert [fact.cause for fact in stage.facts if isinstance(fact, ConversationEnded)] == ["media_lost"]


def test_a_caller_of_the_first_class_keeps_that_place() -> None:
    stage = Stage()
    stage.seats(ANN)
    urgent = needs(priority=100)
    stage.offers(ANN, priority=100, score=urgent.score)
    stage.does(Accepted(agent=ANN, offer="off1"))
    stage.joins("ann", "leg-ann")
    stage.joins("customer", CALL)
    drops(stage)
    stage.does(REJOIN, after_s=60)
    assert stage.call.needs.score == score(NOON_MS, 100)


def test_a_lost_agents_call_is_taken_by_the_next_as_any_other() -> None:
    stage = talking()
    drops(stage)
    stage.does(REJOIN, after_s=60)
    stage.leaves(CALL)
    stage.talks(BOB, "off2")
    assert (stage.call.phase, stage.call.owner, stage.call.again) == ("talking", "bob", "")


def test_a_refreshed_page_that_dials_in_before_the_old_leg_is_gone_replaces_it() -> None:
    stage = talking()
    stage.joins("ann", "leg2")
    assert drops(stage, "leg-ann") == ()
    assert stage.party("ann").state == "joined"


def test_the_call_can_be_ended_while_the_agents_leg_is_gone() -> None:
    stage = talking()
    drops(stage)
    assert stage.does(End(agent=ANN)).orders == (BringCaller(call=CALL),)
    assert stage.work("ann") == "wrap_up"
    assert stage.does(REJOIN, after_s=60).agents == ()


def test_the_target_of_a_consult_takes_over_from_an_agent_who_is_lost() -> None:
    stage = talking()
    stage.does(TransferBegun(agent=ANN, mode="consult", kind="agent", to="bob", offer="off2", target=BOB))
    stage.does(Accepted(agent=BOB, offer="off2"))
    stage.joins("bob", "leg-bob")
    drops(stage)
    outcome = stage.does(REJOIN, after_s=60)
    assert not outcome.waits_again
    assert (stage.call.owner, stage.party("customer").held) == ("bob", False)
    assert held(on=False) in outcome.orders


def test_a_target_who_drops_out_of_a_consult_gives_the_caller_back() -> None:
    stage = talking()
    stage.does(TransferBegun(agent=ANN, mode="consult", kind="agent", to="bob", offer="off2", target=BOB))
    stage.does(Accepted(agent=BOB, offer="off2"))
    stage.joins("bob", "leg-bob")
    assert drops(stage, "leg-bob") == (held(on=False),)
    assert (stage.work("ann"), stage.work("bob")) == ("on_call", "idle")


def test_a_new_leg_is_held_and_muted_as_the_old_one_was() -> None:
    stage = talking()
    stage.does(Hold(agent=ANN, on=True))
    stage.leaves(CALL)
    assert stage.joins("customer", CALL).orders == (held(on=True),)
