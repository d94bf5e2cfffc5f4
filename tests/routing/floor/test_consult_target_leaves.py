"""Whoever was asked for a transfer goes again, by their own End: the caller is with the first agent."""

from dataclasses import replace

import pytest

from routing.floor.events import Accepted, CallerGone, ConsultStep, Due, End, Event, Freed, TransferBegun
from routing.floor.facts import TransferCancelled, Transferred, TransferStarted
from tests.routing.floor.stage import ANN, CALL, Stage, profile, talking

BEN = profile("ben")


def asked(mode: str = "consult") -> Stage:
    """Begin with a transfer that Ben has accepted, and whose leg has not joined."""
    stage = talking()
    stage.seats(BEN)
    stage.does(TransferBegun(agent=ANN, mode=mode, kind="agent", to="ben", offer="off2", target=BEN))
    stage.does(Accepted(agent=BEN, offer="off2"))
    return stage


def consulting() -> Stage:
    stage = asked()
    stage.joins("ben", "leg-ben")
    return stage


def test_a_target_who_ends_the_consult_gives_the_caller_back_to_the_first_agent() -> None:
    """cti-and-desktop 3.1: back on call when the consult leg fails."""
    stage = consulting()
    stage.does(End(agent=BEN))
    assert (stage.work("ann"), stage.work("ben")) == ("on_call", "idle")
    assert stage.call.transfer is None
    assert not stage.party("customer").held
    assert stage.told(TransferCancelled) == [
        TransferCancelled(mode="consult", kind="agent", to="ben", by="ann", cause="cancelled")
    ]


@pytest.mark.parametrize("mode", ["consult", "blind"])
def test_a_target_who_ends_before_their_leg_is_there_is_asked_no_more(mode: str) -> None:
    stage = asked(mode)
    stage.does(End(agent=BEN))
    assert (stage.work("ann"), stage.work("ben")) == ("on_call", "idle")
    assert (stage.call.transfer, stage.call.offers) == (None, ())
    assert ("join", f"{CALL}/off2") not in stage.timers


def test_an_agent_in_another_call_is_left_in_it_by_an_old_offer_of_theirs() -> None:
    """As an older version left it: the offer of one call stands while its agent works on another."""
    stage = asked()
    elsewhere = replace(stage.agents["ben"], offer="", call="CA2", answered_ms=stage.now_ms)
    stage.agents["ben"] = elsewhere
    stage.does(Due(kind="join", id=f"{CALL}/off2"), after_s=20)
    assert stage.agents["ben"] == elsewhere
    assert (stage.work("ann"), stage.call.offers, stage.call.transfer) == ("on_call", (), None)


def test_a_consult_whose_target_is_gone_cannot_be_completed() -> None:
    """As an older version left it: a transfer to nobody."""
    stage = consulting()
    stage.conversation = replace(
        stage.call, parties=tuple(each for each in stage.call.parties if each.id != "ben")
    )
    assert "not in the call" in stage.does(ConsultStep(agent=ANN, step="complete")).refused
    stage.does(ConsultStep(agent=ANN, step="cancel"))
    assert stage.work("ann") == "on_call"


ENDINGS: dict[str, tuple[Event, str]] = {
    "the caller hangs up": (CallerGone(call=CALL, why="hung_up"), "cancelled"),
    "the agent ends the call": (End(agent=ANN), "normal"),
    "the phone network has lost it": (Freed(agent=ANN, by="system"), "other"),
    "a supervisor frees the agent": (Freed(agent=ANN, by="supervisor"), "policy"),
}


@pytest.mark.parametrize("why", ENDINGS)
def test_a_transfer_that_ends_with_its_call_is_told_as_cancelled(why: str) -> None:
    stage = asked()
    event, cause = ENDINGS[why]
    stage.does(event)
    assert len(stage.told(TransferStarted)) == 1
    assert [fact.cause for fact in stage.facts if isinstance(fact, TransferCancelled)] == [cause]
    assert not stage.told(Transferred)


def test_the_target_goes_on_with_the_caller_of_an_agent_who_is_lost() -> None:
    """Nobody completed the consult, and yet the call is the target's: it is told as handed over."""
    stage = consulting()
    stage.leaves("leg-ann")
    stage.does(Due(kind="rejoin", id=f"{CALL}/ann"), after_s=60)
    assert stage.call.owner == "ben"
    assert stage.told(Transferred) == [Transferred(mode="warm", kind="agent", to="ben", by="ann")]
