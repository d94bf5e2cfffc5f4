"""Listen, coach, barge; free who is stuck; and calling out: cti-and-desktop 3.1, 8.1."""

import pytest

from routing.floor.events import (
    Accepted,
    Due,
    End,
    Freed,
    Supervised,
)
from routing.floor.facts import OfferEnded, SupervisedChanged, WorkChanged, Wrapup
from routing.floor.orders import BringCaller, DropLeg, SetParty
from routing.floor.outcome import Outcome
from tests.routing.floor.stage import ANN, CALL, ROOM, Stage, profile, seated, talking


def supervises(stage: Stage, mode: str, who: str = "sue") -> Outcome:
    return stage.does(Supervised(supervisor=who, call=CALL, mode=mode))


def heard(*, muted: bool, coaches: str) -> SetParty:
    return SetParty(conference=ROOM, leg="leg-sue", muted=muted, coaches=coaches)


def test_a_supervisor_listens_coaches_and_barges_and_the_agent_sees_it() -> None:
    stage = talking()
    supervises(stage, "listen")
    assert stage.joins("sue", "leg-sue").orders == (heard(muted=True, coaches=""),)
    assert supervises(stage, "coach").orders == (heard(muted=False, coaches="leg-ann"),)
    assert supervises(stage, "coach").facts == ()
    assert supervises(stage, "barge").orders == (heard(muted=False, coaches=""),)
    assert supervises(stage, "").orders == (DropLeg(leg="leg-sue"),)
    assert [fact.mode for fact in stage.facts if isinstance(fact, SupervisedChanged)] == [
        "listen",
        "coach",
        "barge",
        "",
    ]
    assert supervises(stage, "").facts == ()


def test_who_coaches_is_heard_by_the_agents_new_leg() -> None:
    stage = talking()
    supervises(stage, "coach")
    stage.joins("sue", "leg-sue")
    stage.leaves("leg-ann")
    assert heard(muted=False, coaches="leg2") in stage.joins("ann", "leg2").orders


def test_a_supervisor_who_hangs_up_has_left_and_the_call_goes_on() -> None:
    stage = talking()
    supervises(stage, "listen")
    stage.joins("sue", "leg-sue")
    assert stage.leaves("leg-sue").orders == ()
    assert [fact.mode for fact in stage.facts if isinstance(fact, SupervisedChanged)] == ["listen", ""]
    assert stage.work("ann") == "on_call"


def test_the_end_of_the_call_lets_the_supervisor_go() -> None:
    stage = talking()
    supervises(stage, "listen")
    stage.joins("sue", "leg-sue")
    assert DropLeg(leg="leg-sue") in stage.does(End(agent=ANN)).orders
    assert stage.told(SupervisedChanged)[-1] == SupervisedChanged(supervisor="sue", mode="")


@pytest.mark.parametrize(
    ("mode", "who", "words"), [("shout", "sue", "listen, coach or barge"), ("listen", "ann", "as an agent")]
)
def test_supervising_what_cannot_be_is_refused(mode: str, who: str, words: str) -> None:
    assert words in supervises(talking(), mode, who).refused


def test_a_call_that_nobody_talks_in_cannot_be_supervised() -> None:
    stage = seated()
    stage.offers(ANN)
    assert "Nobody" in supervises(stage, "listen").refused


def test_a_freed_agent_is_idle_and_the_caller_waits_again_ahead() -> None:
    stage = talking()
    outcome = stage.does(Freed(agent=ANN, by="supervisor"))
    assert outcome.waits_again
    assert set(outcome.orders) == {BringCaller(call=CALL), DropLeg(leg="leg-ann")}
    assert (stage.work("ann"), stage.call.phase, stage.call.again) == ("idle", "waiting", "freed")
    assert stage.call.needs.priority == 99
    assert [fact.by for fact in stage.facts if isinstance(fact, WorkChanged)][-1] == "supervisor"
    assert [fact.auto for fact in stage.facts if isinstance(fact, Wrapup)] == [True]


def test_freeing_an_agent_who_rings_takes_the_offer_back() -> None:
    stage = seated()
    stage.offers(ANN)
    assert stage.does(Freed(agent=ANN, by="supervisor")).waits_again
    assert [(f.ending, f.cause) for f in stage.facts if isinstance(f, OfferEnded)] == [
        ("withdrawn", "policy")
    ]
    assert stage.agents["ann"].is_free


def test_freeing_an_agent_whose_desk_phone_does_not_ring_yet_takes_the_offer_back() -> None:
    stage = Stage()
    desk = profile("ann", number="+12025550100")
    stage.seats(desk)
    stage.offers(desk)
    assert stage.work("ann") == "reserved"
    assert stage.does(Freed(agent=desk, by="supervisor")).waits_again
    assert stage.agents["ann"].is_free


def test_whoever_was_freed_from_a_call_is_not_offered_it_for_a_minute() -> None:
    stage = talking()
    stage.does(Freed(agent=ANN, by="supervisor"))
    assert stage.agents["ann"].declined == {CALL: stage.now_ms + 60_000}


def test_freeing_an_accepted_offer_takes_the_caller_back_too() -> None:
    stage = seated()
    stage.offers(ANN)
    stage.does(Accepted(agent=ANN, offer="off1"))
    assert stage.does(Freed(agent=ANN, by="supervisor")).waits_again
    assert (stage.work("ann"), stage.call.phase) == ("idle", "waiting")


def test_freeing_from_wrap_up_saves_it_and_of_an_idle_agent_is_refused() -> None:
    stage = talking()
    stage.does(End(agent=ANN))
    stage.does(Freed(agent=ANN, by="supervisor"))
    assert stage.work("ann") == "idle"
    assert "not busy" in stage.does(Freed(agent=ANN, by="supervisor")).refused


def test_a_call_that_is_gone_at_the_carrier_ends_in_wrap_up() -> None:
    stage = talking()
    stage.does(Freed(agent=ANN, by="system"))
    assert (stage.work("ann"), stage.call.phase, stage.call.ended_by) == ("wrap_up", "ended", "system")


def test_an_agent_whose_call_is_forgotten_is_freed_all_the_same() -> None:
    stage = talking()
    stage.conversation = None
    stage.does(Freed(agent=ANN, by="supervisor"))
    assert stage.work("ann") == "idle"


def test_a_supervisor_who_has_not_dialled_in_after_fifteen_seconds_supervises_nobody() -> None:
    stage = talking()
    supervises(stage, "listen")
    stage.does(Due(kind="seat", id=f"{CALL}/sue"), after_s=14.9)
    assert stage.party("sue").state == "expected"
    stage.does(Due(kind="seat", id=f"{CALL}/sue"), after_s=0.1)
    assert stage.call.party("sue") is None
    assert stage.told(SupervisedChanged)[-1] == SupervisedChanged(supervisor="sue", mode="")


def test_a_supervisor_who_dialled_in_is_waited_for_no_more() -> None:
    stage = talking()
    supervises(stage, "listen")
    stage.joins("sue", "leg-sue")
    assert ("seat", f"{CALL}/sue") not in stage.timers
    assert stage.does(Due(kind="seat", id=f"{CALL}/sue"), after_s=60) == Outcome()


def test_the_same_mode_chosen_again_is_asked_for_again_and_told_once() -> None:
    stage = talking()
    supervises(stage, "listen")
    stage.joins("sue", "leg-sue")
    again = supervises(stage, "listen")
    assert (again.orders, again.facts) == ((heard(muted=True, coaches=""),), ())


def test_who_coaches_an_agent_whose_leg_has_dropped_is_heard_by_nobody() -> None:
    stage = talking()
    supervises(stage, "coach")
    stage.leaves("leg-ann")
    assert heard(muted=True, coaches="") in stage.joins("sue", "leg-sue").orders
