"""Consult, warm, blind; to an agent, a number, a queue: cti-and-desktop 3.1. The caller is never dropped."""

from typing import Any

import pytest

from routing.floor.events import (
    Accepted,
    CallerGone,
    ConsultStep,
    Declined,
    Due,
    End,
    OutsideRings,
    PresenceChosen,
    TransferBegun,
    Unreachable,
)
from routing.floor.facts import (
    Conferenced,
    ConversationEnded,
    OfferEnded,
    TransferCancelled,
    Transferred,
    TransferStarted,
)
from routing.floor.orders import BringCaller, DropLeg, RingOutside, SetParty
from routing.floor.outcome import Outcome
from tests.routing.floor.stage import CALL, ELSEWHERE, ROOM, Stage, needs, profile

ANN, BOB = profile("ann"), profile("bob")
NUMBER = "+442079460000"
TRANSFER = Due(kind="transfer", id=CALL)


def talking() -> Stage:
    stage = Stage()
    stage.seats(ANN, BOB)
    stage.talks(ANN)
    return stage


def begins(stage: Stage, mode: str, **changes: Any) -> Outcome:
    plain: dict[str, Any] = {"kind": "agent", "to": "bob", "target": BOB, "offer": "off2"}
    return stage.does(TransferBegun(agent=ANN, mode=mode, **{**plain, **changes}))


def outside(stage: Stage, mode: str) -> Outcome:
    return begins(stage, mode, kind="number", to=NUMBER, target=None, offer="")


def steps(stage: Stage, step: str) -> Outcome:
    return stage.does(ConsultStep(agent=ANN, step=step))


def bob_answers(stage: Stage) -> Outcome:
    stage.does(Accepted(agent=BOB, offer="off2"), after_s=5)
    return stage.joins("bob", "leg-bob")


def held(*, on: bool, leg: str = CALL) -> SetParty:
    return SetParty(conference=ROOM, leg=leg, held=on)


def test_a_consult_holds_the_caller_and_asks_the_other_agent() -> None:
    stage = talking()
    assert begins(stage, "consult").orders == (held(on=True),)
    assert (stage.work("ann"), stage.work("bob")) == ("consulting", "ringing")
    assert stage.told(TransferStarted) == [
        TransferStarted(mode="consult", kind="agent", to="bob", by="ann", reason="")
    ]
    bob_answers(stage)
    assert stage.call.transfer is not None
    assert stage.call.transfer.answered
    assert stage.party("customer").held


def test_a_completed_consult_is_a_warm_transfer_and_the_first_agent_wraps_up() -> None:
    stage = talking()
    begins(stage, "consult")
    bob_answers(stage)
    outcome = steps(stage, "complete")
    assert set(outcome.orders) == {held(on=False), DropLeg(leg="leg-ann")}
    assert (stage.call.owner, stage.work("ann"), stage.work("bob")) == ("bob", "wrap_up", "on_call")
    assert stage.told(Transferred) == [Transferred(mode="warm", kind="agent", to="bob", by="ann")]
    stage.does(End(agent=BOB), after_s=30)
    assert stage.work("bob") == "wrap_up"
    assert len(stage.told(ConversationEnded)) == 1


def test_a_swap_lets_the_two_change_places_and_back() -> None:
    stage = talking()
    begins(stage, "consult")
    bob_answers(stage)
    assert steps(stage, "swap").orders == (held(on=False), held(on=True, leg="leg-bob"))
    assert steps(stage, "swap").orders == (held(on=True), held(on=False, leg="leg-bob"))
    assert stage.work("ann") == "consulting"


def test_joining_all_makes_a_conference_that_the_agent_can_leave_to_the_others() -> None:
    stage = talking()
    begins(stage, "consult")
    bob_answers(stage)
    steps(stage, "join_all")
    assert stage.told(Conferenced) == [Conferenced(parties=("ann", "customer", "bob"))]
    assert stage.work("ann") == "on_call"
    steps(stage, "complete")
    assert (stage.call.owner, stage.work("ann")) == ("bob", "wrap_up")


def test_who_joined_a_conference_may_leave_it_alone_and_wraps_up() -> None:
    stage = talking()
    begins(stage, "consult")
    bob_answers(stage)
    steps(stage, "join_all")
    assert stage.does(End(agent=BOB)).orders == (DropLeg(leg="leg-bob"),)
    assert (stage.work("bob"), stage.work("ann"), stage.call.phase) == ("wrap_up", "on_call", "talking")


def test_going_back_to_the_caller_lets_the_target_go() -> None:
    stage = talking()
    begins(stage, "consult")
    bob_answers(stage)
    assert set(steps(stage, "cancel").orders) == {DropLeg(leg="leg-bob"), held(on=False)}
    assert (stage.work("ann"), stage.work("bob")) == ("on_call", "idle")
    assert stage.told(TransferCancelled) == [
        TransferCancelled(mode="consult", kind="agent", to="bob", by="ann", cause="cancelled")
    ]


@pytest.mark.parametrize("mode", ["consult", "blind"])
@pytest.mark.parametrize("how", ["declined", "missed", "no_leg", "offer_due"])
def test_a_target_who_does_not_come_gives_the_caller_back_to_the_agent(mode: str, how: str) -> None:
    stage = talking()
    begins(stage, mode)
    if how == "declined":
        stage.does(Declined(agent=BOB, offer="off2"))
    elif how == "missed":
        stage.does(TRANSFER, after_s=20)
    elif how == "offer_due":
        stage.does(Due(kind="offer", id=f"{CALL}/off2"), after_s=20)
    else:
        stage.does(Accepted(agent=BOB, offer="off2"), after_s=19)
        assert stage.does(TRANSFER, after_s=1).orders == ()
        stage.does(Due(kind="join", id=f"{CALL}/off2"), after_s=14)
    assert held(on=False) in stage.last.orders
    assert (stage.work("ann"), stage.work("bob"), stage.call.phase) == ("on_call", "idle", "talking")
    assert len(stage.told(TransferCancelled)) == 1
    assert len(stage.told(OfferEnded)) == 2


def test_a_call_that_is_sent_on_is_the_targets_once_they_are_there() -> None:
    stage = talking()
    begins(stage, "blind")
    assert stage.work("ann") == "on_hold"
    assert stage.party("customer").held
    assert set(bob_answers(stage).orders) == {held(on=False), DropLeg(leg="leg-ann")}
    assert (stage.call.owner, stage.work("ann")) == ("bob", "wrap_up")
    assert stage.told(Transferred) == [Transferred(mode="blind", kind="agent", to="bob", by="ann")]


def test_a_call_sent_to_a_queue_waits_there_and_the_agent_wraps_up() -> None:
    """HW7: so does an escalation to Tier 2 or 3, with its reason."""
    stage = talking()
    there = needs(demand=ELSEWHERE.key)
    outcome = begins(
        stage, "blind", kind="queue", to=ELSEWHERE.queue, needs=there, reason="two visits failed", target=None
    )
    assert outcome.waits_again
    assert set(outcome.orders) == {BringCaller(call=CALL), DropLeg(leg="leg-ann")}
    assert (stage.call.phase, stage.call.again, stage.call.needs) == ("waiting", "sent", there)
    assert stage.work("ann") == "wrap_up"
    (started,), (sent,) = stage.told(TransferStarted), stage.told(Transferred)
    assert (started.to, started.tier, started.reason) == ("sales", 1, "two visits failed")
    assert (sent.to, sent.tier) == ("sales", 1)
    assert [fact.cause for fact in stage.facts if isinstance(fact, ConversationEnded)] == ["transferred"]


def test_an_outside_number_is_rung_consulted_and_given_the_call() -> None:
    stage = talking()
    assert RingOutside(call=CALL, number=NUMBER, ring_s=20) in outside(stage, "consult").orders
    stage.does(OutsideRings(call=CALL, number=NUMBER, leg="out1"))
    stage.joins(NUMBER, "out1")
    assert DropLeg(leg="leg-ann") in steps(stage, "complete").orders
    assert (stage.call.owner, stage.call.phase, stage.work("ann")) == ("", "talking", "wrap_up")


def test_an_outside_party_who_hangs_up_alone_with_the_caller_lets_them_go_on() -> None:
    stage = talking()
    outside(stage, "blind")
    stage.joins(NUMBER, "out1")
    assert stage.leaves("out1").orders == (BringCaller(call=CALL),)
    assert (stage.call.phase, stage.call.ended_by) == ("ended", "consult_party")


@pytest.mark.parametrize("cause", ["busy", "no_answer"])
def test_an_outside_number_that_does_not_answer_gives_the_caller_back(cause: str) -> None:
    stage = talking()
    outside(stage, "blind")
    stage.does(OutsideRings(call=CALL, number=NUMBER, leg="out1"))
    assert held(on=False) in stage.does(Unreachable(call=CALL, cause=cause)).orders
    assert stage.work("ann") == "on_call"
    assert stage.does(Unreachable(call=CALL, cause=cause)).facts == ()


def test_a_cancelled_ring_outside_is_stopped_even_when_its_leg_is_told_late() -> None:
    stage = talking()
    outside(stage, "consult")
    steps(stage, "cancel")
    late = OutsideRings(call=CALL, number=NUMBER, leg="out1")
    assert stage.does(late).orders == (DropLeg(leg="out1"),)


def test_a_caller_who_hangs_up_in_a_consult_frees_the_target_without_wrap_up() -> None:
    stage = talking()
    begins(stage, "consult")
    bob_answers(stage)
    stage.does(CallerGone(call=CALL, why="hung_up"))
    assert (stage.work("ann"), stage.work("bob")) == ("wrap_up", "idle")


def test_transfers_only_takes_a_transfer_and_no_other_offer() -> None:
    stage = talking()
    stage.does(PresenceChosen(agent=BOB, presence="transfers_only"))
    assert not begins(stage, "consult").refused


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": "ann", "target": ANN}, "Choose another agent"),
        ({"target": profile("zed"), "to": "zed"}, "not available"),
        ({"kind": "queue", "to": "sales"}, "use Send now"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused_with_what_to_do(changes: dict[str, Any], words: str) -> None:
    assert words in begins(talking(), "consult", **changes).refused


def test_a_busy_target_a_second_transfer_and_steps_too_early_are_refused() -> None:
    stage = talking()
    assert "no consult" in steps(stage, "swap").refused
    assert "Nobody else" in steps(stage, "complete").refused
    begins(stage, "consult")
    assert "under way" in begins(stage, "consult").refused
    assert "answered" in steps(stage, "join_all").refused
    bob_answers(stage)
    assert "swap, join all" in steps(stage, "dance").refused
    assert "not yours" in stage.does(ConsultStep(agent=BOB, step="swap")).refused
