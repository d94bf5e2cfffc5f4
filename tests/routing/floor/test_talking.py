"""Hold, mute, remove, and what the carrier did not do of it: cti-and-desktop 3.1."""

import pytest

from routing.floor.events import (
    Accepted,
    CallerGone,
    ConsultStep,
    End,
    Hold,
    Mute,
    RemoveParty,
    TransferBegun,
)
from routing.floor.facts import ConversationEnded, LegChanged
from routing.floor.network_news import PartyTold
from routing.floor.orders import DropLeg, SetParty
from tests.routing.floor.stage import CALL, ROOM, Stage, profile

ANN, BOB = profile("ann"), profile("bob")


def talking() -> Stage:
    stage = Stage()
    stage.seats(ANN, BOB)
    stage.talks(ANN)
    return stage


def three() -> Stage:
    """A conference of caller, ann who owns the call, and bob."""
    stage = talking()
    stage.does(TransferBegun(agent=ANN, mode="consult", kind="agent", to="bob", offer="off2", target=BOB))
    stage.does(Accepted(agent=BOB, offer="off2"))
    stage.joins("bob", "leg-bob")
    stage.does(ConsultStep(agent=ANN, step="join_all"))
    return stage


def test_hold_and_resume_change_work_and_are_counted() -> None:
    stage = talking()
    assert stage.does(Hold(agent=ANN, on=True)).orders == (SetParty(conference=ROOM, leg=CALL, held=True),)
    assert stage.work("ann") == "on_hold"
    assert stage.does(Hold(agent=ANN, on=True)).facts == ()
    stage.does(Hold(agent=ANN, on=False), after_s=40)
    assert stage.work("ann") == "on_call"
    stage.does(Hold(agent=ANN, on=True), after_s=10)
    stage.does(CallerGone(call=CALL, why="hung_up"), after_s=20)
    ended = [fact for fact in stage.facts if isinstance(fact, ConversationEnded)]
    assert [(fact.hold_ms, fact.talk_ms) for fact in ended] == [(60_000, 10_000)]


def test_in_a_conference_one_other_party_can_be_held_and_the_work_goes_on() -> None:
    stage = three()
    stage.does(Hold(agent=ANN, on=True, who="bob"))
    assert (stage.party("bob").held, stage.party("customer").held, stage.work("ann")) == (
        True,
        False,
        "on_call",
    )


def test_an_agent_mutes_themself_and_the_owner_others() -> None:
    stage = three()
    assert stage.does(Mute(agent=ANN, on=True)).orders == (
        SetParty(conference=ROOM, leg="leg-ann", muted=True),
    )
    stage.does(Mute(agent=ANN, on=True, who="customer"))
    stage.does(Mute(agent=BOB, on=True))
    assert all(stage.party(who).muted for who in ("ann", "customer", "bob"))
    assert "not yours" in stage.does(Mute(agent=BOB, on=False, who="customer")).refused
    stage.does(Mute(agent=ANN, on=False))
    changes = [fact.change for fact in stage.facts if isinstance(fact, LegChanged) and fact.who == "ann"]
    assert changes == ["initiated", "connected", "muted", "unmuted"]


def test_the_owner_sends_one_party_out_who_wraps_up() -> None:
    stage = three()
    assert stage.does(RemoveParty(agent=ANN, who="bob")).orders == (DropLeg(leg="leg-bob"),)
    assert stage.work("bob") == "wrap_up"
    assert stage.call.phase == "talking"


def test_removing_the_target_of_a_consult_goes_back_to_the_caller() -> None:
    stage = talking()
    stage.does(TransferBegun(agent=ANN, mode="consult", kind="number", to="+44207"))
    stage.does(RemoveParty(agent=ANN, who="+44207"))
    assert (stage.work("ann"), stage.call.transfer) == ("on_call", None)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Hold(agent=BOB, on=True), "not yours"),
        (Hold(agent=ANN, on=True, who="zed"), "not in the call"),
        (Hold(agent=ANN, on=True, who="ann"), "Mute yourself"),
        (Mute(agent=ANN, on=True, who="zed"), "not in the call"),
        (RemoveParty(agent=ANN, who="customer"), "End the call"),
        (RemoveParty(agent=ANN, who="ann"), "complete the transfer"),
        (RemoveParty(agent=ANN, who="zed"), "not in the call"),
        (End(agent=profile("zed")), "in no call"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(event: object, words: str) -> None:
    stage = three()
    outcome = stage.does(event)  # type: ignore[arg-type]  # one of the events
    assert words in outcome.refused
    assert (outcome.agents, outcome.conversation, outcome.orders) == ((), None, ())


def test_a_hold_that_the_carrier_did_not_do_is_none_and_is_not_counted() -> None:
    stage = talking()
    stage.does(Hold(agent=ANN, on=True))
    told = PartyTold(call=CALL, leg=CALL, held=False)
    assert stage.does(told, after_s=2).orders == ()
    assert (stage.party("customer").held, stage.work("ann"), stage.call.held_since_ms) == (
        False,
        "on_call",
        0,
    )
    assert stage.does(told).facts == ()


def test_a_caller_who_could_not_be_taken_back_is_on_hold_still() -> None:
    stage = talking()
    stage.does(Hold(agent=ANN, on=True))
    stage.does(Hold(agent=ANN, on=False))
    stage.does(PartyTold(call=CALL, leg=CALL, held=True))
    assert (stage.party("customer").held, stage.work("ann")) == (True, "on_hold")
    assert stage.does(Hold(agent=ANN, on=False)).orders == (SetParty(conference=ROOM, leg=CALL, held=False),)


def test_a_mute_that_the_carrier_did_not_do_is_none() -> None:
    stage = talking()
    stage.does(Mute(agent=ANN, on=True))
    stage.does(PartyTold(call=CALL, leg="leg-ann", muted=False))
    stage.does(PartyTold(call=CALL, leg="leg-of-nobody", muted=True))
    assert not stage.party("ann").muted
    changes = [fact.change for fact in stage.facts if isinstance(fact, LegChanged) and fact.who == "ann"]
    assert changes == ["initiated", "connected", "muted", "unmuted"]


def test_during_a_consult_the_work_stays_a_consult_whoever_hears_music() -> None:
    stage = talking()
    stage.does(TransferBegun(agent=ANN, mode="consult", kind="agent", to="bob", offer="off2", target=BOB))
    stage.does(PartyTold(call=CALL, leg=CALL, held=False))
    assert (stage.party("customer").held, stage.work("ann")) == (False, "consulting")
