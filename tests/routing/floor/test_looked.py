"""What a look into the room tells: who is not there, and who takes part otherwise than the floor has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.floor.events import Hold, Mute, Supervised
from routing.floor.network_news import PartyMissed, PartySeen
from routing.floor.orders import DropLeg, SetParty
from routing.floor.outcome import Outcome
from tests.routing.floor.stage import ANN, CALL, ROOM, Stage, talking

MISSED = PartyMissed(call=CALL, leg="leg-ann")
CALLER = SetParty(conference=ROOM, leg=CALL, held=False, muted=False, coaches="")


def sees(stage: Stage, found: SetParty, *, after_s: float = 0) -> Outcome:
    return stage.does(PartySeen(call=CALL, found=found), after_s=after_s)


def test_who_is_missed_by_one_look_is_there_still_and_looked_for_again() -> None:
    stage = talking()
    stage.does(MISSED)
    assert (stage.party("ann").state, stage.timers["look", CALL].due_ms) == ("joined", stage.now_ms + 30_000)
    assert (stage.last.orders, stage.last.facts) == ((), ())


def test_who_is_missed_by_two_looks_in_a_row_has_left() -> None:
    stage = talking()
    stage.does(MISSED)
    stage.does(MISSED, after_s=30)
    assert (stage.party("ann").state, stage.party("customer").held) == ("dropped", True)


def test_two_looks_at_almost_the_same_time_are_one() -> None:
    stage = talking()
    stage.does(MISSED)
    stage.does(MISSED, after_s=1)
    assert stage.party("ann").state == "joined"


def test_a_look_that_finds_them_begins_the_count_anew() -> None:
    stage = talking()
    stage.does(MISSED)
    sees(stage, replace(CALLER, leg="leg-ann"), after_s=30)
    stage.does(MISSED, after_s=30)
    assert stage.party("ann").state == "joined"


def test_who_comes_in_by_another_leg_was_not_missed() -> None:
    stage = talking()
    stage.does(MISSED)
    stage.joins("ann", "leg2")
    assert DropLeg(leg="leg-ann") in stage.last.orders
    stage.does(replace(MISSED, leg="leg2"), after_s=30)
    assert stage.party("ann").state == "joined"


@pytest.mark.parametrize(("held", "muted"), [(True, False), (False, True), (True, True)])
def test_whoever_takes_part_otherwise_than_they_should_is_set_right(*, held: bool, muted: bool) -> None:
    stage = talking()
    order = SetParty(conference=ROOM, leg=CALL, held=False if held else None, muted=False if muted else None)
    assert sees(stage, replace(CALLER, held=held, muted=muted)).orders == (order,)


def test_whoever_takes_part_as_they_should_is_left_alone() -> None:
    stage = talking()
    stage.does(Hold(agent=ANN, on=True))
    stage.does(Mute(agent=ANN, on=True))
    assert sees(stage, replace(CALLER, held=True)).orders == ()
    assert sees(stage, replace(CALLER, leg="leg-ann", muted=True)).orders == ()


def test_who_listens_and_can_be_heard_is_muted_and_who_coaches_is_pointed_at_the_agent() -> None:
    stage = talking()
    stage.does(Supervised(supervisor="sue", call=CALL, mode="listen"))
    stage.joins("sue", "leg-sue")
    heard = replace(CALLER, leg="leg-sue")
    assert sees(stage, heard).orders == (SetParty(conference=ROOM, leg="leg-sue", muted=True),)
    stage.does(Supervised(supervisor="sue", call=CALL, mode="coach"))
    assert sees(stage, heard).orders == (SetParty(conference=ROOM, leg="leg-sue", coaches="leg-ann"),)


@pytest.mark.parametrize("seen", [replace(CALLER, conference="CF0"), replace(CALLER, leg="leg0")])
def test_a_look_into_another_room_or_at_a_leg_of_nobody_changes_nothing(seen: SetParty) -> None:
    stage = talking()
    assert sees(stage, replace(seen, held=True)).orders == ()


def test_a_caller_who_has_left_and_come_back_is_held_again_whatever_is_told_first() -> None:
    stage: Stage = talking()
    stage.does(Hold(agent=ANN, on=True))
    stage.sequence += 1
    order = SetParty(conference=ROOM, leg=CALL, held=True)
    assert stage.joins("customer", CALL).orders == (order,)
