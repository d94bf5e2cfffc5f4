"""Twilio takes the calls of a bridge and only queues them: its opener is rung for on their own leg."""

from __future__ import annotations

from emulator.faults import RestTrouble
from emulator.model import Call
from emulator.phone_call import PhoneCall
from tests.calls import homeika
from tests.calls.bridge.bridge import MANAGER, facts, in_room, made, on_call, row_of
from tests.calls.conftest import PATIENT_S
from tests.calls.oncall.toy import FIRST_RING_S
from tests.calls.paging.paging import page_of, talked
from tests.house import House

#: So many calls were made before, of which Twilio begins one a second (reliability.md 1).
WAITING_S = 200.0


def queues(house: House, seconds: float) -> None:
    """Let whatever REST makes from now on wait so long before it rings."""
    exchange = house.net.exchange
    exchange.next_creation = exchange.clock.elapsed + seconds


def opens_queued(house: House, seconds: float = WAITING_S) -> PhoneCall:
    call = homeika.proves(homeika.rings_in(house, homeika.ENTERPRISE), homeika.ENTERPRISE)
    queues(house, seconds)
    return call.presses("1")


def picks_up(house: House, call: Call) -> PhoneCall:
    """Somebody picks up this call of all that their phone rings with."""
    leg = house.net.exchange.legs[call.sid]
    assert house.net.runs_until(lambda: call.status == "ringing", WAITING_S)
    house.net.settles(seconds=2)
    leg.answer()
    return PhoneCall(house.net, leg)


def test_an_opener_whose_calls_are_queued_is_rung_for_as_any_page_is(day: House) -> None:
    call = opens_queued(day)
    day.net.phone(on_call(day)).rings(within=FIRST_RING_S)
    taker = day.net.phone(on_call(day)).answers(within=10)
    taker.hears("priority one outage").presses("1")
    day.net.settles(seconds=3)
    assert talked(day, call, taker)
    assert [one["why"] for one in facts(day, "BridgeFell")] == ["silent"]


def test_nobody_is_rung_by_the_queued_calls_of_a_bridge_that_fell(day: House) -> None:
    call = opens_queued(day)
    taker = day.net.phone(on_call(day)).answers(within=13).hears("priority one outage").presses("1")
    day.net.settles(seconds=WAITING_S + 60)
    assert {leg.status for leg in made(day, MANAGER)} == {"canceled"}
    assert talked(day, call, taker)
    assert call.talking_to == [on_call(day)]
    assert row_of(day, call).state == "cancelled"


def test_calls_that_are_queued_for_a_moment_make_a_bridge_all_the_same(day: House) -> None:
    call = opens_queued(day, seconds=1.5)
    manager = day.net.phone(MANAGER).answers(within=30).hears("Press 1 to join").presses("1")
    day.net.settles(seconds=30)
    assert in_room(day) == {call.sid, manager.sid}
    assert not facts(day, "BridgeFell")


def test_whoever_accepts_a_call_that_could_not_be_ended_is_led_to_the_caller(day: House) -> None:
    """REST takes calls, and no change of them: they ring beside the caller's own leg."""
    call = opens_queued(day, seconds=25.0)
    day.net.exchange.faults.rest.append(RestTrouble(status=503, path_contains="/Calls/CA", times=3))
    manager = picks_up(day, made(day, MANAGER)[0])
    manager.hears("Emergency call from").presses("1").hears("Connecting you")
    day.net.settles(seconds=5)
    assert talked(day, manager, call)
    assert page_of(day, call).state == "kept"


def test_whoever_accepts_such_a_call_late_is_told_that_somebody_talks_to_them(day: House) -> None:
    call = opens_queued(day, seconds=60.0)
    day.net.exchange.faults.rest.append(RestTrouble(status=503, path_contains="/Calls/CA", times=3))
    taker = day.net.phone(on_call(day)).answers(within=20).hears("priority one outage").presses("1")
    day.net.settles(seconds=3)
    assert talked(day, call, taker)
    manager = day.net.phone(MANAGER).answers(within=90).hears("Emergency call from").presses("1")
    manager.hears("Somebody is talking to them already").ends()
    assert call.talking_to == [on_call(day)]


def test_a_bridge_that_is_written_late_rings_nobody(day: House) -> None:
    """SQL answers after its limit: the opener's own leg rings, and the row stands all the same."""
    bounded = day.services.record.bounded
    call = homeika.proves(homeika.rings_in(day, homeika.ENTERPRISE), homeika.ENTERPRISE)
    bounded.within_s = 0.0
    call.leg.presses("1")
    day.net.settles(seconds=1)
    bounded.within_s = PATIENT_S
    day.net.settles(seconds=60)
    assert row_of(day, call).state == "cancelled"
    assert not made(day, MANAGER)
    call.hangs_up()
