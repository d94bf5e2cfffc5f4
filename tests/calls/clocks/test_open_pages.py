"""What goes on is there to be read by whoever looks after it: whom a page rings, and a room with its PIN."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from switchboard.open_pages import OpenPage, open_pages
from tests.calls import homeika
from tests.calls.bridge.bridge import MANAGER, joins, opens
from tests.calls.conftest import At
from tests.calls.paging import paging
from tests.calls.paging.conftest import works
from tests.house import House
from tests.on_call import HOMEIKA


@pytest.fixture
def house(at: At) -> Iterator[House]:
    """Nobody answers but whom a script lets answer; promises are kept."""
    opened = at(homeika.OPEN)
    homeika.on_call(opened, "no answer")
    works(opened)
    yield opened
    for number in HOMEIKA.phones:
        opened.net.phone(number).unread.clear()


def shown(house: House) -> tuple[OpenPage, ...]:
    return open_pages(house.services, house.services.tenants["homeika"])


def number_of(house: House, person: str) -> str:
    services = house.services
    return services.rosters.of(services.books.live("homeika"), house.net.now).people[person].number


def test_a_page_whose_caller_hung_up_says_whom_it_rings_and_since_when(house: House) -> None:
    assert shown(house) == ()
    began = house.net.now
    call = paging.calls(house)
    house.net.settles(seconds=8)
    call.hangs_up()
    house.net.runs_until(lambda: bool(paging.ringing(house)), 120)
    (page,) = shown(house)
    assert (page.call_id, page.number, page.why) == (call.sid, homeika.PREMIUM.number, "hung_up")
    assert (page.policy, page.line) == ("homeika-on-call", "Homeika emergency line")
    assert [number_of(house, one) for one in page.rung] == [leg.call.to for leg in paging.ringing(house)]
    assert (page.round, page.taken_by, page.room) == (1, "", None)
    assert page.since > began
    assert page.next_at is not None
    assert page.next_at > house.net.now


def test_a_page_that_was_taken_says_by_whom_until_it_is_settled(house: House) -> None:
    paging.calls(house).hangs_up()
    leg = paging.takes(house)
    house.net.settles(seconds=2)
    (page,) = shown(house)
    assert number_of(house, page.taken_by) == leg.leg.call.to
    caller = house.net.phone(homeika.PREMIUM.number).answers(within=60)
    house.net.settles(seconds=5)
    caller.hangs_up()
    leg.hears("The call is over").hangs_up()
    house.net.settles(seconds=10)
    assert shown(house) == ()


def test_a_room_shows_its_pin_until_the_last_has_left(house: House) -> None:
    call = opens(house)
    manager = joins(house, MANAGER)
    house.net.settles(seconds=20)
    (page,) = shown(house)
    told = re.search(r"enter ((?:\d ?){6})", manager.transcript)
    assert told is not None
    assert page.room is not None
    assert (page.room.pin, page.room.inside, page.room.met) == (told[1].replace(" ", ""), 2, True)
    call.hangs_up()
    manager.hangs_up()
    house.net.settles(seconds=5)
    assert shown(house) == ()
