"""The talk with an engineer is over and the caller is still there: helped, or not."""

from __future__ import annotations

import pytest

from tests.calls.oncall import toy
from tests.calls.oncall.toy import CATCH_ALL, PEOPLE, at_once, in_turn
from tests.house import House

ADA, BEN = PEOPLE["ada"], PEOPLE["ben"]
ASKED = f"{toy.HELPED} Otherwise stay on the line and we call again."


@pytest.fixture
def dropped(toy_house: House) -> House:
    """Ada accepts and her phone loses the call; ben would accept."""
    toy.roster(toy_house, in_turn("ada", "ben", tries=2))
    toy_house.net.phone(ADA).will("drop")
    toy_house.net.phone(BEN).will("accept")
    return toy_house


def test_one_says_that_the_caller_was_helped(dropped: House) -> None:
    call = toy.dials(dropped).hears(ASKED).presses("1").hears("Thank you for calling us")
    call.hangs_up()
    assert toy.rung(dropped, call) == ["ada"]
    assert toy.outcomes(dropped) == ["accepted"]
    assert dropped.promises(call) == ()


def test_six_seconds_of_silence_ring_the_next_person(dropped: House) -> None:
    """Not the first one again: whoever was lost is lost."""
    call = toy.dials(dropped).hears(ASKED)
    asked_until = call.leg.heard[-1].until
    call.talks_to(BEN).hangs_up()
    found = toy.rings(dropped, call)
    assert [ring.person for ring in found] == ["ada", "ben"]
    assert found[1].at - asked_until == pytest.approx(6 + 4.3, abs=0.1)
    assert toy.talked(dropped, call) == ["ada", "ben"]
    assert toy.outcomes(dropped) == ["accepted"]


def test_another_key_rings_the_next_person_too(dropped: House) -> None:
    call = toy.dials(dropped).hears(toy.HELPED).presses("5").talks_to(BEN).hangs_up()
    assert toy.rung(dropped, call) == ["ada", "ben"]


def test_hanging_up_says_that_the_caller_was_helped(dropped: House) -> None:
    call = toy.dials(dropped).hears(toy.HELPED).hangs_up()
    assert toy.outcomes(dropped) == ["accepted"]
    assert dropped.promises(call) == ()


def test_of_several_who_rang_at_once_the_others_are_next(toy_house: House) -> None:
    toy.roster(toy_house, at_once("ada", "ben", "cleo"))
    toy_house.net.phone(ADA).will("drop")
    toy_house.net.phone(PEOPLE["cleo"]).will("no answer", "accept")
    call = toy.dials(toy_house).hears(toy.HELPED).talks_to(PEOPLE["cleo"]).hangs_up()
    assert toy.rung(toy_house, call) == ["ada", "ben", "cleo", "ben", "cleo"]


def test_after_the_last_of_the_last_round_everybody_is_rung_once_more(toy_house: House) -> None:
    """We said that we call again, so we do."""
    toy.roster(toy_house, in_turn("ada"), rounds=1)
    toy_house.net.phone(CATCH_ALL).will("drop", "no answer")
    call = toy.dials(toy_house).hears(toy.HELPED).hears(toy.MESSAGE).hangs_up()
    assert toy.rung(toy_house, call) == ["ada", "hugo", "ada", "hugo"]
    assert toy.outcomes(toy_house) == ["exhausted"]


def test_who_always_drops_is_not_rung_for_ever(toy_house: House) -> None:
    toy.roster(toy_house, rounds=2)
    toy_house.net.phone(CATCH_ALL).will("drop")
    call = toy.dials(toy_house).hears(toy.MESSAGE, within=400).hangs_up()
    assert toy.rung(toy_house, call) == ["hugo"] * 3
    assert "If you have been helped, you can hang up now." in toy.said(call)


def test_a_second_page_of_the_same_call_begins_from_the_first(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy_house.net.phone(ADA).will("accept", key="2")
    toy_house.net.phone(BEN).will("drop")
    call = toy.dials(toy_house).hears(toy.HELPED).presses("1").hears("still not safe").presses("1")
    call.talks_to(BEN).hangs_up()
    assert toy.rung(toy_house, call) == ["ada", "ben", "ada", "ben"]
    assert toy.outcomes(toy_house) == ["accepted", "accepted"]
