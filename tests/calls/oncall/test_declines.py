"""Who says no is not asked again; who is busy is not asked again at once (peers.md 3.4)."""

from __future__ import annotations

from tests.calls.oncall import toy
from tests.calls.oncall.toy import CATCH_ALL, PEOPLE, at_once, in_turn
from tests.house import House

ADA, BEN = PEOPLE["ada"], PEOPLE["ben"]


def to_the_end(house: House) -> list[str]:
    """Call, and hold the line until everybody was rung; return who was, in order."""
    call = toy.dials(house).hears(toy.MESSAGE)
    assert toy.outcomes(house) == ["exhausted"]
    assert toy.talked(house, call) == []
    call.hangs_up()
    return toy.rung(house, call)


def test_who_declines_is_not_rung_in_the_next_round(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy_house.net.phone(ADA).will("accept", key="2")
    assert to_the_end(toy_house) == ["ada", "ben", "hugo", "ben", "hugo"]


def test_who_declines_is_not_rung_by_another_try_either(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada", tries=3), rounds=1)
    toy_house.net.phone(ADA).will("accept", key="2")
    assert to_the_end(toy_house) == ["ada", "hugo"]


def test_who_declines_is_left_out_of_the_next_ring_of_several(toy_house: House) -> None:
    """Both may be asked again only where nobody else is left."""
    toy.roster(toy_house, at_once("ada", "ben"), rounds=2)
    toy_house.net.phone(ADA).will("accept", key="2")
    assert to_the_end(toy_house) == ["ada", "ben", "ben", "hugo", "ben", "hugo"]


def test_where_everybody_declines_everybody_is_asked_once_more(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada"))
    toy_house.net.phone(ADA).will("accept", key="2")
    toy_house.net.phone(CATCH_ALL).will("accept", key="2")
    assert to_the_end(toy_house) == ["ada", "hugo", "ada", "hugo"]


def test_who_asks_for_the_next_level_is_not_rung_again(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"), in_turn("cleo"))
    toy_house.net.phone(ADA).will("accept", key="4")
    assert to_the_end(toy_house) == ["ada", "cleo", "hugo", "ben", "cleo", "hugo"]


def test_the_last_level_escalates_to_the_first(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada"))
    toy_house.net.phone(CATCH_ALL).will("accept", key="4")
    assert to_the_end(toy_house) == ["ada", "hugo", "ada"]


def test_a_busy_phone_is_not_rung_twice_in_a_row(toy_house: House) -> None:
    """A rejected call is told as busy: a second one right after it is what people complain of."""
    toy.roster(toy_house, in_turn("ada", tries=2))
    toy_house.net.phone(ADA).will("decline")
    assert to_the_end(toy_house) == ["ada", "hugo", "ada", "hugo"]


def test_a_phone_that_nobody_picks_up_is_tried_again_at_once(toy_house: House) -> None:
    """The first ring wakes people up: that is what tries are for."""
    toy.roster(toy_house, in_turn("ada", tries=2), rounds=1)
    assert to_the_end(toy_house) == ["ada", "ada", "hugo"]


def test_nothing_is_asked_of_who_has_declined_for_the_next_call(toy_house: House) -> None:
    """A decline is of one page: the next call rings everybody."""
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy_house.net.phone(ADA).will("accept", key="2")
    toy_house.net.phone(BEN).will("accept")
    toy.dials(toy_house).talks_to(BEN).hangs_up()
    again = toy.dials(toy_house).talks_to(BEN).hangs_up()
    assert toy.rung(toy_house, again) == ["ada", "ben"]


def test_eleven_people_at_once_are_two_rings(toy_house: House) -> None:
    """Twilio takes ten in one Dial."""
    names = [f"person_{number}" for number in range(11)]
    numbers = {name: f"+4420794608{number:02d}" for number, name in enumerate(names)}
    for number in numbers.values():
        toy_house.net.phone(number).will("no answer")
    toy.roster(toy_house, at_once(*names), rounds=1, people=numbers | toy.EVERYBODY)
    call = toy.dials(toy_house).hears(toy.MESSAGE)
    counted = [round(ring.at) for ring in toy.rings(toy_house, call)]
    assert [counted.count(at) for at in dict.fromkeys(counted)] == [10, 1, 1]
    call.hangs_up()
