"""A caller hangs up while Redis is away, and only their leg's end is told: they are called back at once."""

from __future__ import annotations

from datetime import datetime

import pytest

from emulator.phone_call import PhoneCall
from tests.calls import homeika
from tests.calls.paging.paging import rung, talked, talks
from tests.faults.conftest import Shake, Shaken
from tests.faults.places import at_danger
from tests.house import HOMEIKA_EMERGENCY
from tests.on_call import HOMEIKA

NIGHT = datetime.fromisoformat(homeika.NIGHT)
GONE = ["redis paused", "redis stopped"]
NUMBER = homeika.PREMIUM.number


def _told(shaken: Shaken) -> PhoneCall:
    """A caller who hears between two rings that we are still calling."""
    homeika.on_call(shaken.house, "no answer")
    return shaken.house.dials(HOMEIKA_EMERGENCY, number=NUMBER).hears("still calling")


def _is_called_back(shaken: Shaken) -> None:
    house = shaken.house
    shaken.follows()
    house.net.settles(seconds=3)
    assert rung(house) != []
    leg = house.net.phone(rung(house)[-1]).answers().hears("Emergency call from").presses("1")
    caller = house.net.phone(NUMBER).answers(within=60)
    house.net.settles(seconds=3)
    assert talked(house, leg, caller)
    caller.hangs_up()
    leg.hangs_up()
    for number in HOMEIKA.phones:
        house.net.phone(number).unread.clear()


@pytest.mark.parametrize("fault", GONE)
def test_whoever_hangs_up_between_rings_is_called_back_while_redis_is_away(shake: Shake, fault: str) -> None:
    shaken = shake("sqlite", NIGHT)
    call = _told(shaken)
    shaken.breaks(fault)
    call.hangs_up()
    shaken.house.net.settles(seconds=12)
    _is_called_back(shaken)
    shaken.mends(fault)
    shaken.follows()
    shaken.house.net.settles(seconds=60)
    shaken.follows()
    assert len(rung(shaken.house)) == 1


def test_a_call_that_came_while_redis_was_away_goes_on_where_it_stood(shake: Shake) -> None:
    shaken = shake("sqlite", NIGHT)
    shaken.breaks("redis stopped")
    call = _told(shaken)
    call.hangs_up()
    shaken.house.net.settles(seconds=12)
    _is_called_back(shaken)
    row = shaken.house.services.tenants["homeika"].promises.find(f"{call.sid}/page")
    assert row is not None
    assert row.body["spot"] != ""


def test_whoever_talked_to_an_engineer_is_not_called_back_when_redis_goes_away(
    shake: Shake,
) -> None:
    """The end of the Dial says that they were connected, and comes after that of the leg."""
    shaken = shake("sqlite", NIGHT)
    homeika.on_call(shaken.house, "no answer")
    call = shaken.house.dials(HOMEIKA_EMERGENCY, number=NUMBER)
    homeika.first(shaken.house).answers().hears("Homeika emergency call").presses("1")
    shaken.house.net.settles(seconds=30)
    shaken.breaks("redis stopped")
    call.hangs_up()
    shaken.house.net.settles(seconds=15)
    shaken.follows()
    assert rung(shaken.house) == []
    assert talks(shaken.house) == 1


def test_whoever_leaves_another_line_is_called_back_by_nobody(shake: Shake) -> None:
    shaken = shake("sqlite", NIGHT)
    call = at_danger(shaken.house, NUMBER)
    shaken.breaks("redis stopped")
    call.hangs_up()
    shaken.house.net.settles(seconds=15)
    shaken.follows()
    assert rung(shaken.house) == []
