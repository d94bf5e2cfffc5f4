"""What is told of the legs of agents and outside parties: tried, ringing, then connected or failed."""

from __future__ import annotations

from routing.floor.events import (
    Accepted,
    CallerGone,
    DeskRings,
    Due,
    OutsideRings,
    TransferBegun,
    Unreachable,
)
from routing.floor.facts import LegChanged
from routing.floor.people import Profile
from tests.routing.floor.stage import ANN, CALL, Stage, profile, talking

DORA = profile("dora", number="+442079460905")
OUTSIDE = "+442079460777"


def told_of(stage: Stage, who: str) -> list[tuple[str, str, str]]:
    """Return change, leg and cause of what was told of somebody's legs."""
    legs = (fact for fact in stage.facts if isinstance(fact, LegChanged) and fact.who == who)
    return [(fact.change, fact.leg, fact.cause) for fact in legs]


def offered(to: Profile = DORA) -> Stage:
    stage = Stage()
    stage.seats(ANN, DORA)
    stage.offers(to)
    return stage


def test_a_desk_phone_is_tried_rings_and_is_connected() -> None:
    stage = offered()
    stage.does(DeskRings(agent=DORA, offer="off1", leg="leg-dora"))
    stage.does(Accepted(agent=DORA, offer="off1", leg="leg-dora"))
    stage.joins("dora", "leg-dora")
    assert told_of(stage, "dora") == [
        ("initiated", "", ""),
        ("ringing", "leg-dora", ""),
        ("connected", "leg-dora", ""),
    ]


def test_a_desk_phone_that_is_busy_has_failed() -> None:
    stage = offered()
    stage.does(Unreachable(call=CALL, offer="off1", cause="busy"))
    assert told_of(stage, "dora") == [("initiated", "", ""), ("failed", "", "busy")]


def test_a_desk_phone_that_still_rings_when_the_caller_hangs_up_has_failed() -> None:
    stage = offered()
    stage.does(DeskRings(agent=DORA, offer="off1", leg="leg-dora"))
    stage.does(CallerGone(call=CALL, why="hung_up"))
    assert told_of(stage, "dora")[-1][:2] == ("failed", "leg-dora")


def test_a_softphone_is_tried_once_its_agent_accepts_and_fails_when_it_never_joins() -> None:
    stage = offered(ANN)
    assert told_of(stage, "ann") == []
    stage.does(Accepted(agent=ANN, offer="off1"))
    stage.does(Due(kind="join", id=f"{CALL}/off1"), after_s=15)
    assert told_of(stage, "ann") == [("initiated", "", ""), ("failed", "", "unreachable")]


def test_an_outside_number_that_does_not_answer_has_failed() -> None:
    stage = talking()
    stage.does(TransferBegun(agent=ANN, mode="consult", kind="number", to=OUTSIDE, offer=""))
    stage.does(OutsideRings(call=CALL, number=OUTSIDE, leg="leg-out"))
    stage.does(Unreachable(call=CALL, cause="no_answer"))
    assert told_of(stage, OUTSIDE) == [
        ("initiated", "", ""),
        ("ringing", "leg-out", ""),
        ("failed", "leg-out", "no_answer"),
    ]
