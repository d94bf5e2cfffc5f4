"""Stores come back: calls go on at their step, with no more than they had; and what happened is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from threading import Event
from time import monotonic

import pytest

from emulator.phone_call import PhoneCall
from tests.faults.conftest import Shake
from tests.faults.places import (
    ENGINEER,
    FAILSAFE,
    PREMIUM,
    STRANGER,
    at_ask,
    at_danger,
    at_menu,
    at_pin,
    at_queue,
    at_survey,
    at_verify,
)
from tests.faults.test_every_step import FAULTS
from tests.house import HOMEIKA_EMERGENCY, HOMEIKA_SUPPORT
from tests.on_call import HOMEIKA

#: A breaker lets its next probe through after 5 s.
BACK_WITHIN_S = 8.0

#: Where Redis is restarted empty, what the caller does then, and what they hear: what a step remembered is
#: asked for again.
RESUMES: dict[str, tuple[Callable[..., PhoneCall], str, str]] = {
    "danger": (at_danger, "9", "Calling our engineer now"),
    "verify": (at_verify, "#", "Key in your order number"),
    "pin": (at_pin, f"{PREMIUM.pin}", "Key in your order number"),
    "menu": (at_menu, "2", "To start a return, press 1"),
    "ask": (at_ask, "#", "serial number"),
    "queue": (at_queue, "7", "after the tone"),
    "survey": (at_survey, "5", "how satisfied are you"),
}
SQL_FAULTS = {name: kind for name, kind in FAULTS.items() if "sql" in name}
REDIS_AWAY = ["redis paused", "redis stopped", "redis full"]


def until(happened: Callable[[], bool]) -> None:
    """Wait, in real time, for what a breaker lets through in its own time."""
    end, tick = monotonic() + BACK_WITHIN_S, Event()
    while not happened():
        assert monotonic() < end, "it is not back"
        tick.wait(0.05)


@pytest.mark.parametrize("place", RESUMES)
def test_a_call_that_redis_has_forgotten_is_taken_up_at_its_step(shake: Shake, place: str) -> None:
    shaken = shake("sqlite")
    HOMEIKA.will(shaken.house.net, "decline")
    reach, keys, hears = RESUMES[place]
    call = reach(shaken.house, PREMIUM.number)
    shaken.facts()
    shaken.breaks("redis restarted empty")
    call.presses(keys).hears(hears)
    call.does_not_hear("went wrong").hangs_up()
    assert "CallResumed" in shaken.facts()


def test_a_verified_call_that_redis_has_forgotten_is_at_most_identified(shake: Shake) -> None:
    shaken = shake("sqlite")
    call = at_pin(shaken.house, PREMIUM.number).presses(PREMIUM.pin).hears("What can we help with?")
    assert shaken.house.level(call) == "verified"
    shaken.breaks("redis restarted empty")
    call.presses("3").hears("Let me find a person")
    call.does_not_hear("to pay").hangs_up()
    assert shaken.house.level(call) == "identified"


def test_a_caller_in_line_whom_redis_has_forgotten_is_in_line_again(shake: Shake) -> None:
    shaken = shake("sqlite")
    call = at_queue(shaken.house, STRANGER)
    shaken.breaks("redis restarted empty")
    call.waits(seconds=30)
    queues = shaken.house.services.tenants["homeika"].queues
    assert queues.ahead("support", 10**18) == 1
    call.hangs_up()
    assert queues.ahead("support", 10**18) == 0


def test_a_turn_that_could_not_be_kept_is_gone_on_from(shake: Shake) -> None:
    """One turn is missed and the next finds room again: the caller notices nothing."""
    shaken = shake("sqlite")
    call = at_menu(shaken.house, STRANGER)
    shaken.breaks("redis full")
    call.presses("2").hears("To start a return, press 1")
    shaken.mends("redis full")
    call.presses("2").hears("order number").presses(f"{PREMIUM.order_number}#").hears("could not find that")
    call.does_not_hear("went wrong").hangs_up()
    shaken.follows()
    assert shaken.facts().count("CallEnded") == 1


@pytest.mark.parametrize("fault", SQL_FAULTS)
def test_nobody_is_verified_while_the_counters_cannot_be_read(shake: Shake, fault: str) -> None:
    """C5: identity fails closed; the caller is led on, and tells no secret to anybody."""
    shaken = shake(FAULTS[fault])
    call = at_verify(shaken.house, PREMIUM.number)
    shaken.breaks(fault)
    call.presses(f"{PREMIUM.order_number}#").presses(PREMIUM.pin).hears("What can we help with?")
    assert shaken.house.level(call) in {"none", "recognised"}
    shaken.mends(fault)
    call.presses("3").does_not_hear("to pay").hangs_up()


@pytest.mark.parametrize("fault", REDIS_AWAY)
def test_nobody_is_verified_while_redis_is_away(shake: Shake, fault: str) -> None:
    shaken = shake("sqlite")
    house = shaken.house
    house.net.phone(FAILSAFE).will("accept")
    call = at_pin(house, PREMIUM.number)
    shaken.breaks(fault)
    call.presses(PREMIUM.pin)
    if fault == "redis full":  # the reply could not be kept, and neither is what it granted
        call.hears("What can we help with?").presses("3")
    call.talks_to(FAILSAFE).hangs_up()
    shaken.mends(fault)
    with shaken.another_process() as services:
        stored = services.tenants["homeika"].calls.read(call.sid)
    assert stored is not None
    assert json.loads(stored.state)["level"] != "verified"


@pytest.mark.parametrize("fault", REDIS_AWAY)
def test_a_caller_who_hangs_up_meanwhile_has_hung_up_afterwards(shake: Shake, fault: str) -> None:
    """Their call ends then and there, and they leave the line."""
    shaken = shake("sqlite")
    call = at_queue(shaken.house, STRANGER)
    shaken.breaks(fault)
    call.hangs_up()
    shaken.house.net.settles(seconds=40)
    shaken.mends(fault)
    shaken.follows()
    with shaken.another_process() as services:
        stored = services.tenants["homeika"].calls.read(call.sid)
        assert stored is not None
        assert stored.ended
        assert services.tenants["homeika"].queues.ahead("support", 10**18) == 0
    assert shaken.facts().count("CallEnded") == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_whoever_calls_while_a_store_is_broken_reaches_a_person(shake: Shake, fault: str) -> None:
    """I2: on the emergency line a phone rings within 5 s, the 12 words before it included."""
    shaken = shake(FAULTS[fault])
    house = shaken.house
    shaken.breaks(fault)
    call = house.dials(HOMEIKA_EMERGENCY, number=STRANGER)
    began = house.net.clock.elapsed
    ringing = house.net.phone(ENGINEER).rings(within=30)
    assert house.net.clock.elapsed - began <= 5
    assert ringing.leg.call.status == "ringing"
    house.net.phone(ENGINEER).answers().hears("emergency call").presses("1")
    call.talks_to(ENGINEER).hangs_up()
    house.net.phone(ENGINEER).will("accept")
    other = house.dials(HOMEIKA_SUPPORT, number=None).hears("press 9 now").presses("9").talks_to(ENGINEER)
    other.hangs_up()
    shaken.mends(fault)


@pytest.mark.parametrize("fault", ["redis stopped", "postgresql stopped"])
def test_the_process_that_saw_the_fault_serves_as_before_when_the_store_is_back(
    shake: Shake, fault: str
) -> None:
    shaken = shake(FAULTS[fault])
    house = shaken.house
    house.net.phone(FAILSAFE).will("accept")
    shaken.breaks(fault)
    for _ in range(3):
        house.dials(HOMEIKA_SUPPORT, number=STRANGER).stays_silent().presses("41000001#").hangs_up()
    shaken.mends(fault)
    services = house.services
    until(lambda: services.live.answers() and services.record.ready())
    call = at_pin(house, PREMIUM.number).presses(PREMIUM.pin).hears("What can we help with?")
    assert house.level(call) == "verified"
    call.hangs_up()
