"""The caller hangs up, in each state of a page: nobody rings on, and the page is over, once (F41)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from emulator.phone_call import PhoneCall
from tests.calls.oncall import toy
from tests.calls.oncall.toy import CATCH_ALL, PEOPLE, at_once, in_turn
from tests.house import House

ADA, BEN = PEOPLE["ada"], PEOPLE["ben"]


def while_it_is_said(_: House, call: PhoneCall) -> None:
    call.waits(seconds=1)


def first_rings(house: House, _: PhoneCall) -> None:
    house.net.phone(ADA).rings()


def in_the_whisper(house: House, _: PhoneCall) -> None:
    house.net.phone(ADA).answers().hears("Toy works")


def in_progress(house: House, call: PhoneCall) -> None:
    house.net.phone(ADA).rings()
    call.hears("Still calling", within=60)


def second_rings(house: House, _: PhoneCall) -> None:
    house.net.phone(BEN).rings(within=60)


def declined(house: House, _: PhoneCall) -> None:
    house.net.phone(ADA).answers().hears("Toy works").presses("2")


def talking(house: House, call: PhoneCall) -> None:
    house.net.phone(ADA).answers().hears("Toy works").presses("1")
    call.talks_to(ADA)


def asked(house: House, call: PhoneCall) -> None:
    talking(house, call)
    house.net.phone(ADA).hangs_up()
    call.hears("If you have been helped")


def next_one_after_a_lost_bridge(house: House, call: PhoneCall) -> None:
    asked(house, call)
    house.net.phone(BEN).rings(within=60)


UNTIL: dict[Callable[[House, PhoneCall], None], str] = {
    while_it_is_said: "abandoned",
    first_rings: "abandoned",
    in_the_whisper: "abandoned",
    in_progress: "abandoned",
    second_rings: "abandoned",
    declined: "abandoned",
    talking: "accepted",
    asked: "accepted",
    next_one_after_a_lost_bridge: "abandoned",
}


@pytest.mark.parametrize("until", UNTIL, ids=lambda until: until.__name__)
def test_a_page_ends_once_with_its_caller(
    toy_house: House, until: Callable[[House, PhoneCall], None]
) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"))
    call = toy.dials(toy_house)
    until(toy_house, call)
    call.hangs_up()
    legs = [leg for leg in toy_house.net.exchange.legs.values() if leg.call.parent_sid == call.sid]
    assert not any(leg.is_live for leg in legs)
    told = toy.facts(toy_house, "PageBegan", "PageEnded", "CallEnded")
    assert [fact["fact"] for fact in told] == ["PageBegan", "PageEnded", "CallEnded"]
    assert told[1]["outcome"] == UNTIL[until]
    assert told[2]["ended_by"] == "customer"


def test_all_phones_that_ring_at_once_fall_silent(toy_house: House) -> None:
    toy.roster(toy_house, at_once("ada", "ben", "cleo"))
    call = toy.dials(toy_house)
    toy_house.net.phone(BEN).rings()
    call.hangs_up()
    assert {ring.status for ring in toy.rings(toy_house, call)} == {"canceled"}


def test_an_exhausted_page_is_not_abandoned_as_well(toy_house: House) -> None:
    toy.roster(toy_house)
    toy_house.net.phone(CATCH_ALL).will("busy")
    toy.dials(toy_house).hears(toy.MESSAGE).hangs_up()
    assert toy.outcomes(toy_house) == ["exhausted"]
