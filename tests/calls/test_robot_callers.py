"""The demo's robot callers on the real lines, in virtual time: they get through and report no danger."""

from __future__ import annotations

import pytest

from commands.robots.caller_mind import CallerMind
from commands.robots.chance import chance_of
from commands.robots.plan import Customer
from commands.robots.scripts import WANTS, script_of
from commands.robots.stream import Event
from emulator.calls import Arrival
from emulator.softphones import Softphone, Softphones
from storage.record.roles import ROLES, role
from switchboard.tracing import path_of
from tests.house import HOMEIKA_SUPPORT, HOMEWISE_MAIN, HOMEWISE_SUPPORT, House

#: From one look of the robot at its phone to the next.
LOOKS_S = 0.5
LONGEST_S = 1800.0
#: Where only somebody in danger or an engineer's customer should be; the question about it is asked of all.
DANGERS = ("urgent_", "gas", "danger", "p1_", "on_call", "failsafe")
ASKED_OF_ALL = {"urgent_first", "danger_check"}
STRANGER = Customer(number="+15105550199")


def customer(name: str) -> Customer:
    known = role(name)
    return Customer(number=known.number, order=known.order_number, pin=known.pin)


def lives(house: House, line: str, who: Customer, seed: int) -> list[str]:
    """Let a robot live one call to its end; return the steps that it was at."""
    clock = house.net.clock
    softphones = Softphones(house.net.exchange)
    phone = softphones.dials(Arrival(from_=who.number, to=line))
    phone.readers = 1
    mind = CallerMind(who, chance_of(str(seed)), clock.elapsed)
    seen, began = 0, clock.elapsed
    while not phone.is_over:
        assert clock.elapsed - began < LONGEST_S
        clock.moves(seconds=LOOKS_S)
        for event in phone.events[seen:]:
            mind.hears(Event(kind=event.kind, data=event.data), clock.elapsed)
        seen = len(phone.events)
        act = mind.acts(clock.elapsed)
        if act is not None and phone.leg.is_live:
            _does(softphones, phone, act.does, act.what)
    clock.moves(seconds=1)
    return [step["step"].rpartition("/")[2] for step in path_of(house.services, phone.leg.call.sid)]


def _does(softphones: Softphones, phone: Softphone, does: str, what: str) -> None:
    if does == "press":
        for key in what:
            phone.leg.presses(key)
    elif does == "say":
        softphones.says(phone, what)
    else:
        phone.leg.hang_up()


@pytest.mark.parametrize(
    ("line", "who"),
    [
        (HOMEIKA_SUPPORT, customer("Premium customer")),
        (HOMEIKA_SUPPORT, customer("Enterprise customer")),
        (HOMEIKA_SUPPORT, STRANGER),
        (HOMEWISE_MAIN, customer("renter")),
        (HOMEWISE_SUPPORT, customer("customer with an unpaid invoice")),
        (HOMEWISE_SUPPORT, STRANGER),
    ],
)
def test_robots_wait_for_a_person_and_never_report_a_danger(house: House, line: str, who: Customer) -> None:
    paths = [lives(house, line, who, seed) for seed in range(4)]
    assert not [
        step for path in paths for step in path if step.startswith(DANGERS) and step not in ASKED_OF_ALL
    ]
    assert sum(any(step.endswith("_queue") for step in path) for path in paths) >= 2, paths


def test_robots_hang_up_on_a_line_that_is_closed(house: House) -> None:
    house.net.clock.moves(seconds=12 * 3600)
    path = lives(house, HOMEIKA_SUPPORT, customer("Premium customer"), 1)
    assert path[-1] == "closed_premium"


def test_whoever_can_prove_who_they_are_does(house: House) -> None:
    assert "who" in lives(house, HOMEIKA_SUPPORT, customer("Premium customer"), 2)
    (fact,) = [each for each in house.facts("homeika") if each.get("level") == "verified"][:1]
    assert fact["level"] == "verified"


def test_no_script_presses_the_keys_of_danger() -> None:
    people = [Customer(number="+1", order=each.order_number, pin=each.pin) for each in ROLES]
    for who in [*people, STRANGER]:
        for want in range(WANTS):
            pressed = {answer.what for answer in script_of(who, want) if answer.does == "press"}
            assert not pressed & {"8", "9"}
