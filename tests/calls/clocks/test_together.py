"""A key is no talk yet: a clock stops once caller and person on call are together, and else runs on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from redis import Redis

from emulator.faults import Switches
from emulator.phone_call import PhoneCall
from storage.live.keys import Keys
from storage.record.bounded import Bounded, RecordUnavailable
from storage.record.clocks import Clock
from switchboard.clock_facts import AGAIN_MS, GROUP, follow_clocks
from tests.calls import homeika, homewise
from tests.calls.bridge.bridge import in_room, joins, on_call
from tests.calls.clocks.conftest import ROUND_S, Working
from tests.calls.conftest import At
from tests.calls.paging.paging import answers_next, takes
from tests.house import House


@pytest.fixture
def house(working: Working) -> House:
    """Nobody answers but whom a script lets answer."""
    opened = working(homewise.OPEN)
    homewise.on_call(opened, "no answer")
    return opened


@pytest.fixture
def day(working: Working) -> House:
    opened = working(homeika.OPEN)
    homeika.on_call(opened, "no answer")
    return opened


def runs(house: House, tenant: str, call: PhoneCall) -> bool:
    """Whether the call's clock runs, once a round of the follower has looked."""
    house.net.settles(seconds=2 * ROUND_S)
    return bool(house.services.tenants[tenant].clocks.running(call.sid))


def accepted_in_vain(
    house: House, *, hangs_up: bool, meanwhile: Callable[[], None] = lambda: None
) -> PhoneCall:
    """The first who is rung presses 1; the connection takes so long that one of the two is gone before it."""
    house.net.exchange.switches = Switches(whisper_hangup_says_unbridged=True)
    call = homewise.calls(house, "press 9")
    taker = homewise.first(house).answers(within=90).hears("Press 1")
    follow_clocks(house.services, house.services.tenants["homewise"], "tests")
    house.net.server_is_slow(seconds=1.5)
    taker.leg.presses("1")
    house.net.settles(seconds=0.5)
    meanwhile()
    (call if hangs_up else taker).leg.hang_up()
    house.net.settles(seconds=1.5)
    house.net.server_recovers()
    return call


@pytest.mark.parametrize("hangs_up", [True, False], ids=["the caller is gone", "the engineer is gone"])
def test_a_key_that_connected_nobody_lets_the_clock_run_on(house: House, *, hangs_up: bool) -> None:
    call = accepted_in_vain(house, hangs_up=hangs_up)
    assert runs(house, "homewise", call)
    told = [fact["fact"] for fact in homewise.facts_of(house, "ClockRunning", "ClockStopped")]
    assert told == ["ClockRunning", "ClockStopped", "ClockRunning"]
    call.leg.hang_up()


def test_a_key_that_is_read_after_it_came_to_nothing_lets_the_clock_run_on(at: At) -> None:
    """SQL was away as it was read: the news that nobody was bridged is read before it."""
    house = at(homewise.OPEN)
    homewise.on_call(house, "no answer")
    tenant = house.services.tenants["homewise"]
    call = accepted_in_vain(house, hangs_up=True, meanwhile=lambda: _read_in_vain(house))
    for _ in range(3):
        house.net.settles(seconds=3)
        follow_clocks(house.services, tenant, "tests")
    _is_read_again(house)
    assert follow_clocks(house.services, tenant, "tests")
    told = [fact["fact"] for fact in homewise.facts_of(house, "ClockRunning", "ClockStopped")]
    assert told == ["ClockRunning", "ClockStopped", "ClockRunning"]
    assert tenant.clocks.running(call.sid)


def _read_in_vain(house: House) -> None:
    """Read the key while another has SQL."""
    locked = sqlite3.connect(str(house.services.record.engine.url.database), isolation_level=None)
    locked.execute("BEGIN EXCLUSIVE")
    with pytest.raises(RecordUnavailable):
        follow_clocks(house.services, house.services.tenants["homewise"], "tests")
    locked.execute("ROLLBACK")
    locked.close()
    house.services.record.bounded = Bounded(house.services.stopwatch)


def _is_read_again(house: House) -> None:
    """Let what nobody has dealt with count as read so long ago: Redis has a clock of its own."""
    stream = Keys("homewise").facts

    def ages(redis: Redis) -> int:
        waiting = redis.xpending_range(stream, GROUP, "-", "+", 10)
        places: list[int | bytes | str | memoryview[int]] = [each["message_id"] for each in waiting]
        return len(redis.xclaim(stream, GROUP, "tests", 0, places, idle=AGAIN_MS + 1))

    assert house.services.live.run(ages)


def test_who_accepts_a_page_by_rest_keeps_the_clock_once_the_caller_is_reached(house: House) -> None:
    call = homewise.calls(house, "press 9")
    house.net.settles(seconds=2)
    call.hangs_up()
    taker = takes(house)
    house.net.phone(homewise.STRANGER).will("no answer")
    taker.hears("Otherwise we go on calling others", within=90).hangs_up()
    assert runs(house, "homewise", call)
    second = answers_next(house, within=300).hears("Press 1").presses("1")
    caller = house.net.phone(homewise.STRANGER).answers(within=60)
    caller.talks_to(second.leg.call.to)
    assert not runs(house, "homewise", call)
    (stopped,) = homewise.facts_of(house, "ClockStopped")
    people = house.services.rosters.of(house.services.books.live("homewise"), house.net.now).people
    assert people[str(stopped["by"])].number == second.leg.call.to


def test_who_says_that_they_see_to_it_keeps_the_clock(house: House) -> None:
    call = homewise.calls(house, "press 9")
    house.net.settles(seconds=2)
    call.hangs_up()
    house.net.phone(homewise.STRANGER).will("no answer")
    takes(house).hears("2 if you see to it yourself", within=90).presses("2")
    assert not runs(house, "homewise", call)


def test_a_priority_one_outage_is_answered_within_its_four_hours_by_who_joined(day: House) -> None:
    """HK4, HK8: dialled, the clock runs; one presses 1 and is gone; the next one joins, and it stops."""
    began = day.net.now
    call = homeika.skips(homeika.rings_in(day, homeika.ENTERPRISE)).presses("1")
    call.hears("Calling our engineer now")
    clock = _p1(day, call)
    assert abs((clock.due_at - began).total_seconds() - 4 * 3600) < 60
    gone = day.net.phone(homeika.ACCOUNT_MANAGER).answers(within=60).hears("Press 1 to join")
    gone.leg.presses("1")
    gone.leg.hang_up()
    day.net.settles(seconds=2)
    engineer = joins(day, on_call(day))
    day.net.settles(seconds=15)
    assert in_room(day) == {call.sid, engineer.sid}
    assert not runs(day, "homeika", call)
    (stopped,) = homeika.facts_of(day, "ClockStopped")
    assert (stopped["clock"], stopped["why"], stopped["late"]) == ("p1-answer-4h", "accepted", False)
    people = day.services.rosters.of(day.services.books.live("homeika"), day.net.now).people
    assert people[str(stopped["by"])].number == engineer.leg.call.to
    engineer.hangs_up()
    call.hangs_up()
    day.net.settles(seconds=5 * 3600)
    assert homeika.facts_of(day, "ClockWarned", "ClockBreached") == []


def _p1(house: House, call: PhoneCall) -> Clock:
    house.net.settles(seconds=1)
    (clock,) = house.services.tenants["homeika"].clocks.running(call.sid)
    assert clock.clock == "p1-answer-4h"
    return clock
