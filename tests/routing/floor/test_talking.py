"""Hold, mute, remove, and the pause of the recording: cti-and-desktop 3.1 and 8.3."""

import pytest

from routing.floor.events import (
    Accepted,
    CallerGone,
    ConsultStep,
    End,
    Hold,
    Mute,
    RecordingAsked,
    RecordingTold,
    RemoveParty,
    TransferBegun,
)
from routing.floor.facts import ConversationEnded, LegChanged, RecordingChanged
from routing.floor.orders import DropLeg, SetParty, SetRecording
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
    assert changes == ["connected", "muted", "unmuted"]


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
        (RecordingAsked(agent=ANN, paused=True), "not recorded"),
        (End(agent=profile("zed")), "in no call"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(event: object, words: str) -> None:
    stage = three()
    outcome = stage.does(event)  # type: ignore[arg-type]  # one of the events
    assert words in outcome.refused
    assert (outcome.agents, outcome.conversation, outcome.orders) == ((), None, ())


def test_a_pause_of_the_recording_counts_once_the_carrier_confirms_it() -> None:
    stage = talking()
    stage.does(RecordingTold(call=CALL, state="on"))
    asked = stage.does(RecordingAsked(agent=ANN, paused=True))
    assert asked.orders == (SetRecording(conference=ROOM, paused=True),)
    assert stage.call.recording == "pausing"
    assert stage.does(RecordingAsked(agent=ANN, paused=True)).orders == ()
    stage.does(RecordingTold(call=CALL, state="paused"))
    stage.does(RecordingTold(call=CALL, state="paused"))
    stage.does(RecordingAsked(agent=ANN, paused=False))
    stage.does(RecordingTold(call=CALL, state="on"))
    assert stage.told(RecordingChanged) == [
        RecordingChanged(state="on", reason="policy"),
        RecordingChanged(state="paused", reason="agent"),
        RecordingChanged(state="on", reason="agent"),
    ]
