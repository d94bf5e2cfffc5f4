"""Bills, charges, direct debits, warranties, claims and complaints: each with its people and its clock."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.calls import homewise
from tests.calls.conftest import At
from tests.calls.homewise import AS_OWNER, AS_RENTER, HOMEOWNER, OPEN, OWING, identified, to_the_bill
from tests.house import HOMEWISE_MAIN, HOMEWISE_SUPPORT, House

#: The other choices of the main line.
OTHER = ("wait", "press 4")
OWED = "You have £35.99 to pay, by Monday 30 November."


@pytest.fixture
def house(at: At) -> House:
    return at(OPEN)


def test_an_unpaid_bill_is_told_and_paid_with_a_person(house: House) -> None:
    """HW16: with its sum and its day; no card number is asked for."""
    call = (
        homewise.calls(house, *to_the_bill(OWING))
        .hears(OWED)
        .hears("To pay it with one of our team, press 1.")
    )
    call.presses("1").hears("You are next in the queue.")
    (joined,) = homewise.facts_of(house, "QueueJoined")
    assert (joined["queue"], joined["skills"]) == ("tier1", ["billing"])
    assert house.state(call)["tags"] == {"case": "payment"}
    call.hangs_up()


def test_a_told_bill_may_be_questioned(house: House) -> None:
    """HW16: and the 48 hours to look into it begin with the key."""
    call = (
        homewise.calls(house, *to_the_bill(OWING), "press 2").hears("You are next in the queue.").hangs_up()
    )
    (clock,) = homewise.facts_of(house, "ClockStarted")
    assert (clock["clock"], clock["case"], clock["call"]) == ("dispute-48h", "disputed_charge", call.sid)


def test_whoever_owes_nothing_hears_so(house: House) -> None:
    """HW16: silence then is thanks; a question finds the people who bill."""
    call = homewise.calls(house, *to_the_bill(HOMEOWNER))
    call.hears("You have nothing to pay. To ask about your bill, press 1.").presses("1")
    call.hears("You are next in the queue.").hangs_up()
    served = homewise.calls(house, *to_the_bill(HOMEOWNER), "wait", "wait")
    served.hears("three short questions").hangs_up()
    assert house.state(served)["tags"] == {"outcome": "self_service"}


def test_what_is_owed_is_not_told_on_the_number_alone(house: House) -> None:
    """HW15, DC2: a booking number is printed on letters; whoever has no PIN is helped by a person."""
    call = homewise.calls(house, *identified(OWING.order_number), "press 2", "press 1")
    call.hears("To hear your bill, key in your six digit PIN.").presses("#")
    call.hears("Without your PIN, I cannot tell you about your bill.").does_not_hear("to pay, by")
    call.hears("Let me find somebody to help you with your bill.").hears("You are next in the queue.")
    (joined,) = homewise.facts_of(house, "QueueJoined")
    assert joined["skills"] == ["billing"]
    assert house.level(call) == "identified"
    call.hangs_up()


def test_a_wrong_pin_is_told_nothing_of_the_bill(house: House) -> None:
    """DC2: it may be put right once, and then a person is found."""
    call = homewise.calls(house, *identified(OWING.order_number), "press 2", "press 1", "press 000000")
    call.hears("does not match our records").presses("000001").hears("Let me find somebody to help you")
    assert house.level(call) == "identified"
    call.does_not_hear("to pay, by").hangs_up()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One choice, and what comes of it. clock: "" for a matter without one."""

    does: tuple[str, ...]
    line: str = HOMEWISE_SUPPORT
    queue: str = "tier1"
    skills: tuple[str, ...] = ()
    case: str
    clock: str = ""


MATTERS = {
    "a homeowner's disputed charge": Matter(
        does=(*AS_OWNER, "press 2", "press 2"),
        skills=("billing",),
        case="disputed_charge",
        clock="dispute-48h",
    ),
    "a homeowner's direct debit": Matter(
        does=(*AS_OWNER, "press 2", "press 3"),
        skills=("billing",),
        case="plan_change",
        clock="plan-change-24h",
    ),
    "a homeowner's warranty": Matter(does=(*AS_OWNER, "press 3"), skills=("warranty",), case="warranty"),
    "a homeowner's claim": Matter(does=(*AS_OWNER, "press 4"), skills=("claims",), case="claim"),
    "a homeowner's complaint": Matter(
        does=(*AS_OWNER, "press 5"), queue="complaints", case="complaint", clock="complaint-ack-1h"
    ),
    "a renter's claim": Matter(does=(*AS_RENTER, "press 4"), skills=("claims",), case="claim"),
    "a renter's complaint": Matter(
        does=(*AS_RENTER, "press 5"), queue="complaints", case="complaint", clock="complaint-ack-1h"
    ),
    "a disputed charge on the main line": Matter(
        does=(*OTHER, "press 1", "press 2"),
        line=HOMEWISE_MAIN,
        skills=("billing",),
        case="disputed_charge",
        clock="dispute-48h",
    ),
    "a warranty on the main line": Matter(
        does=(*OTHER, "press 2"), line=HOMEWISE_MAIN, skills=("warranty",), case="warranty"
    ),
    "a claim on the main line": Matter(
        does=(*OTHER, "press 3"), line=HOMEWISE_MAIN, skills=("claims",), case="claim"
    ),
    "a complaint on the main line": Matter(
        does=(*OTHER, "press 4"),
        line=HOMEWISE_MAIN,
        queue="complaints",
        case="complaint",
        clock="complaint-ack-1h",
    ),
}


@pytest.mark.parametrize("matter", MATTERS.values(), ids=MATTERS)
def test_each_matter_reaches_its_people_with_its_clock(house: House, matter: Matter) -> None:
    """HW7, HW16, HW19: the queue, the skill, the case and the clock of every choice."""
    call = homewise.calls(house, *matter.does, line=matter.line).hears("You are next in the queue.")
    facts = homewise.facts_of(house, "QueueJoined", "ClockStarted")
    (joined,) = (fact for fact in facts if fact["fact"] == "QueueJoined")
    assert (joined["queue"], joined["skills"]) == (matter.queue, list(matter.skills))
    assert house.state(call)["tags"]["case"] == matter.case
    clocks = [(fact["clock"], fact["case"]) for fact in facts if fact["fact"] == "ClockStarted"]
    assert clocks == ([(matter.clock, matter.case)] if matter.clock else [])
    call.hangs_up()
