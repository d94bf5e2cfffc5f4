"""Whoever hangs up an urgent call that nobody has answered yet is called back: the engineer is told."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from tests.calls import doing, homeika, homewise
from tests.calls.conftest import At
from tests.calls.homeika_ways import goes_to
from tests.house import HOMEIKA_EMERGENCY, HOMEWISE_MAIN, HOMEWISE_SUPPORT, House
from tests.on_call import Texted

MINUTE = 60
WITHHELD = "a withheld number"


def _is_called_back(house: House, call: PhoneCall, engineer: Texted, number: str) -> None:
    """The engineer is told once, by whom to call; a reply takes it."""
    house.net.settles(seconds=MINUTE)
    assert doing.promised(house, call) == ["alert", "page"]
    house.runs_errands()
    told = engineer.receives_sms(f"URGENT: call from {number}")
    back = "No number shown. Reply" if number == WITHHELD else "Call them back, and reply"
    assert f"the caller hung up. {back} OK" in told.body
    engineer.sends_sms(told.from_, "OK")
    engineer.receives_sms("It is yours")
    house.net.settles(seconds=10 * MINUTE)
    house.runs_errands()
    assert engineer.unread == []


def test_an_emergency_that_is_hung_up_while_it_rings_is_called_back(at: At) -> None:
    """HK3, HK4: nobody answered, and nobody was told; the fire may be real."""
    house = at(homeika.NIGHT)
    call = homeika.rings_in(house, homeika.PREMIUM, HOMEIKA_EMERGENCY)
    homeika.first(house).rings()
    _is_called_back(house, call.hangs_up(), homeika.texted(house), homeika.PREMIUM.number)


def test_an_emergency_from_a_withheld_number_is_told_as_well(at: At) -> None:
    """HK3: somebody is in trouble, and that is what there is to know."""
    house = at(homeika.NIGHT)
    call = house.dials(HOMEIKA_EMERGENCY, number=None)
    homeika.first(house).rings()
    _is_called_back(house, call.hangs_up(), homeika.texted(house), WITHHELD)


def test_whoever_hangs_up_during_the_engineers_whisper_is_called_back(at: At) -> None:
    """HK3: picked up is not answered; only 1 is."""
    house = at(homeika.NIGHT)
    call = homeika.rings_in(house, homeika.PREMIUM, HOMEIKA_EMERGENCY)
    homeika.first(house).answers().hears("Homeika emergency call")
    _is_called_back(house, call.hangs_up(), homeika.texted(house), homeika.PREMIUM.number)


@pytest.mark.parametrize("key", ["8", "9"])
def test_a_gas_leak_or_a_flood_that_is_hung_up_while_it_rings_is_called_back(at: At, key: str) -> None:
    """HW5: the office line leads there too."""
    house = at(homewise.CHRISTMAS)
    call = homewise.calls(house, f"press {key}", line=HOMEWISE_MAIN)
    homewise.first(house).rings(within=MINUTE)
    _is_called_back(house, call.hangs_up(), homewise.texted(house), homewise.STRANGER)


def test_whoever_hangs_up_in_the_urgent_queue_is_called_back(at: At) -> None:
    """HW5: nobody had come to the telephone yet."""
    house = at(homewise.OPEN)
    call = homewise.calls(house, "press 9", line=HOMEWISE_SUPPORT)
    doing.comes_to(house, call, "homewise-support/urgent_queue").waits(seconds=15)
    _is_called_back(house, call.hangs_up(), homewise.texted(house), homewise.STRANGER)


def test_whoever_hangs_up_while_our_side_has_failed_and_rings_is_called_back(at: At) -> None:
    """HK3: the way to a person on the emergency line, when the flow itself breaks."""
    house, call = goes_to(at, "homeika-emergency/failsafe")
    _is_called_back(house, call.hangs_up(), homeika.texted(house), homeika.BASIC.number)


def test_whoever_has_talked_to_the_engineer_is_not_called_back(at: At) -> None:
    """HK3: the engineer pressed 1; the caller hangs up when all is said."""
    house = at(homeika.NIGHT)
    homeika.on_call(house, "accept")
    call = homeika.rings_in(house, homeika.PREMIUM, HOMEIKA_EMERGENCY).talks_to(homeika.first(house).number)
    call.hangs_up()
    house.net.settles(seconds=MINUTE)
    assert doing.promised(house, call) == []
    house.runs_errands()
    assert homeika.texted(house).unread == []


def test_whoever_hangs_up_in_an_ordinary_queue_is_not_called_back(at: At) -> None:
    """HW2: they did not wait, and that is on record as abandoned."""
    house, call = goes_to(at, "homeika-support/support_queue")
    call.hangs_up()
    house.net.settles(seconds=MINUTE)
    assert doing.promised(house, call) == []
