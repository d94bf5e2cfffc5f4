"""Whoever was told to leave the conference is asked for until they have left: REST may be out for long."""

from __future__ import annotations

import pytest

from routing.floor.events import Accepted, CallerGone, Due, End, Freed, Left, Offered
from routing.floor.orders import BringCaller, DropLeg, SetParty
from tests.routing.floor.stage import ANN, CALL, ROOM, Stage, profile, talking

BOB = profile("bob")
LEAVE = Due(kind="leave", id=CALL)
AGAIN = BringCaller(call=CALL, again=True)
TURNED = Left(call=CALL, leg=CALL, inferred=True)


def freed() -> Stage:
    """Begin with a caller who waits again and is in the room still, whose agent has left it."""
    stage = talking()
    stage.does(Freed(agent=ANN, by="supervisor"))
    stage.leaves("leg-ann")
    return stage


def is_offered_to(stage: Stage, agent: str = "bob") -> None:
    stage.seats(profile(agent))
    needs = stage.call.needs
    assert not stage.does(Offered(offer="off2", call=CALL, agent=profile(agent), needs=needs)).refused


def asks_until(stage: Stage, seconds: int) -> list[int]:
    """Let the timer fire as it is set; return how long after the first telling the caller was asked for."""
    began_ms, asked = stage.now_ms, []
    while ("leave", CALL) in stage.timers and stage.timers["leave", CALL].due_ms <= began_ms + seconds * 1000:
        due_ms = stage.timers.pop(("leave", CALL)).due_ms
        if AGAIN in stage.does(LEAVE, after_s=(due_ms - stage.now_ms) / 1000).orders:
            asked.append((stage.now_ms - began_ms) // 1000)
    return asked


def test_any_leg_is_asked_for_until_it_has_left_or_is_over() -> None:
    stage = talking()
    stage.does(End(agent=ANN))
    assert set(stage.does(LEAVE, after_s=600).orders) == {AGAIN, DropLeg(leg="leg-ann")}
    stage.does(Left(call=CALL, leg="leg-ann", inferred=True))
    assert stage.does(LEAVE, after_s=30).orders == (AGAIN,)


def test_a_caller_is_asked_for_as_long_as_it_takes_and_by_and_by_less_often() -> None:
    stage = talking()
    stage.does(End(agent=ANN))
    stage.leaves("leg-ann")
    assert asks_until(stage, 200) == [5, 10, 20, 40, 70, 100, 130, 160, 190]


@pytest.mark.parametrize("news", [TURNED, CallerGone(call=CALL, why="hung_up"), None], ids=str)
def test_it_ends_with_their_next_turn_with_their_call_or_with_the_news_that_they_left(
    news: Left | CallerGone | None,
) -> None:
    stage = freed()
    if news is None:
        stage.leaves(CALL)
    else:
        stage.does(news)
    stage.does(LEAVE, after_s=5)
    assert stage.last.orders == ()
    assert stage.call.parties == ()


def test_the_older_of_two_legs_of_one_agent_is_asked_for_until_it_has_left() -> None:
    stage = talking()
    assert stage.joins("ann", "leg2").orders == (DropLeg(leg="leg-ann"),)
    assert stage.does(LEAVE, after_s=5).orders == (DropLeg(leg="leg-ann"),)
    stage.leaves("leg-ann")
    assert stage.does(LEAVE, after_s=5).orders == ()
    assert stage.party("ann").leg == "leg2"


def test_a_turn_of_before_puts_nobody_out_of_a_talk() -> None:
    stage = talking()
    assert stage.does(TURNED).conversation is None


def test_who_could_not_be_taken_out_of_the_room_meets_the_next_agent_there() -> None:
    stage = freed()
    stage.does(LEAVE, after_s=5)
    is_offered_to(stage)
    orders = stage.does(Accepted(agent=BOB, offer="off2")).orders
    assert orders == (SetParty(conference=ROOM, leg=CALL, held=False),)
    stage.joins("bob", "leg-bob")
    assert (stage.call.phase, stage.call.owner) == ("talking", "bob")


def test_who_may_be_in_the_room_still_is_not_forgotten_there_when_the_next_agent_does_not_come() -> None:
    stage = freed()
    is_offered_to(stage)
    assert stage.does(Accepted(agent=BOB, offer="off2")).orders == (BringCaller(call=CALL),)
    stage.does(Due(kind="join", id=f"{CALL}/off2"), after_s=15)
    assert (stage.call.phase, stage.party("customer").state) == ("waiting", "leaving")
    assert asks_until(stage, 10) == [5, 10]


def test_who_left_while_the_next_agent_was_on_the_way_is_asked_for_no_more() -> None:
    stage = freed()
    is_offered_to(stage)
    stage.does(Accepted(agent=BOB, offer="off2"))
    stage.leaves(CALL)
    stage.does(Due(kind="join", id=f"{CALL}/off2"), after_s=15)
    assert stage.call.parties == ()
    assert asks_until(stage, 60) == []
