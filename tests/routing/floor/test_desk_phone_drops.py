"""An agent whose desk phone drops out of a call cannot dial in: the phone is rung again."""

import pytest

from routing.floor.events import (
    Accepted,
    CallerGone,
    ConsultStep,
    DeskRings,
    Due,
    End,
    Event,
    Hold,
    TransferBegun,
    Unreachable,
)
from routing.floor.orders import DropLeg, RingDesk
from routing.floor.outcome import Outcome
from tests.routing.floor.stage import ANN, CALL, Stage, profile, talking

DORA = profile("dora", number="+442079460905")
REJOIN = Due(kind="rejoin", id=f"{CALL}/dora")
AGAIN = RingDesk(call=CALL, agent="dora", offer="", number=DORA.number, ring_s=60)


def at_the_desk() -> Stage:
    """Begin with an agent in a call by desk phone."""
    stage = Stage()
    stage.seats(DORA)
    stage.offers(DORA)
    stage.does(DeskRings(agent=DORA, offer="off1", leg="leg-dora"))
    stage.does(Accepted(agent=DORA, offer="off1", leg="leg-dora"))
    stage.joins("dora", "leg-dora")
    stage.joins("customer", CALL)
    assert stage.work("dora") == "on_call"
    return stage


def rings_again(stage: Stage) -> Outcome:
    stage.leaves("leg-dora")
    return stage.does(DeskRings(agent=DORA, offer="", leg="leg2"), after_s=1)


def test_a_desk_phone_that_drops_is_rung_for_as_long_as_its_agent_may_come_back() -> None:
    stage = at_the_desk()
    assert AGAIN in stage.leaves("leg-dora").orders
    assert rings_again(stage).orders == ()
    stage.joins("dora", "leg2")
    assert (stage.party("dora").state, stage.party("dora").ringing) == ("joined", "")
    assert not stage.party("customer").held


def test_a_softphone_is_not_rung() -> None:
    stage = talking()
    assert not [order for order in stage.leaves("leg-ann").orders if isinstance(order, RingDesk)]


def test_a_phone_that_was_told_to_leave_is_not_rung_again() -> None:
    stage = at_the_desk()
    stage.does(End(agent=DORA))
    assert stage.leaves("leg-dora").orders == ()


@pytest.mark.parametrize("why", ["the caller hangs up", "the agent ends the call", "nobody picks up"])
def test_a_phone_that_rings_again_stops_when_it_is_of_no_use(why: str) -> None:
    stage = at_the_desk()
    rings_again(stage)
    events: dict[str, Event] = {
        "the caller hangs up": CallerGone(call=CALL, why="hung_up"),
        "the agent ends the call": End(agent=DORA),
        "nobody picks up": REJOIN,
    }
    assert DropLeg(leg="leg2") in stage.does(events[why], after_s=60).orders


def test_a_phone_that_rings_for_who_is_back_is_stopped() -> None:
    stage = at_the_desk()
    stage.leaves("leg-dora")
    stage.joins("dora", "leg2")
    assert stage.does(DeskRings(agent=DORA, offer="", leg="leg3")).orders == (DropLeg(leg="leg3"),)


def test_a_phone_that_rings_again_in_vain_ends_nothing_else() -> None:
    """Not the transfer to a number that is under way."""
    stage = at_the_desk()
    stage.does(TransferBegun(agent=DORA, mode="blind", kind="number", to="+442079460000"))
    rings_again(stage)
    before = stage.call
    stage.does(Unreachable(call=CALL, agent="dora", cause="no_answer"))
    assert stage.call == before


@pytest.mark.parametrize("event", [Hold(agent=ANN, on=False), Hold(agent=ANN, on=True)])
def test_nobody_holds_or_takes_back_the_caller_whose_own_leg_is_gone(event: Hold) -> None:
    """Else the caller would be taken off hold into an empty room."""
    stage = talking()
    stage.leaves("leg-ann")
    assert "You are not in the call" in stage.does(event).refused
    assert stage.party("customer").held


def test_nobody_swaps_whose_own_leg_is_gone() -> None:
    stage = talking()
    ben = profile("ben")
    stage.seats(ben)
    stage.does(TransferBegun(agent=ANN, mode="consult", kind="agent", to="ben", offer="off2", target=ben))
    stage.does(Accepted(agent=ben, offer="off2"))
    stage.joins("ben", "leg-ben")
    stage.leaves("leg-ann")
    assert "You are not in the call" in stage.does(ConsultStep(agent=ANN, step="swap")).refused
    assert stage.party("customer").held
