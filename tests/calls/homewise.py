"""Homewise's callers in whole-call scripts: who they are, when they call, and how they come to speak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import update

from emulator.phone import Phone, Plan
from emulator.phone_call import PhoneCall
from storage.record.roles import Role, role
from storage.record.tables import visits
from tests.calls import doing
from tests.house import HOMEWISE_SUPPORT, House
from tests.on_call import HOMEWISE, Texted

HOMEOWNER = role("homeowner with a visit booked")
RENTER = role("renter")
TRADE = role("trade partner")
OWING = role("customer with an unpaid invoice")

DESK = HOMEWISE.desk  #: rung last
FAILSAFE = "+442079460902"  #: rung when our side fails

#: Numbers that the directory does not know.
STRANGERS = ("+442079460321", "+442079460322", "+442079460323", "+442079460324")
STRANGER = STRANGERS[0]

OPEN = "2026-11-24T10:00:00+00:00"  #: a Tuesday
SUNDAY = "2026-11-22T12:00:00+00:00"
BANK_HOLIDAY = "2026-12-28T12:00:00+00:00"  #: a Monday, for Boxing Day
NIGHT = "2026-11-24T03:00:00+00:00"
CHRISTMAS = "2026-12-25T03:00:00+00:00"

#: Past the danger question without a number, and a home of one's own.
AS_OWNER = ("wait", "press #", "press 1")
AS_RENTER = ("wait", "press #", "press 2")


def identified(order_number: str) -> tuple[str, ...]:
    """Return what `doing.does` takes: past the danger question, and a booking or account number."""
    return ("wait", f"press {order_number}#")


def to_the_bill(who: Role) -> tuple[str, ...]:
    """Return what `doing.does` takes: to what a homeowner owes, by the number and then the PIN."""
    return (*identified(who.order_number), "press 2", "press 1", f"press {who.pin}")


def calls(house: House, *actions: str, number: str = STRANGER, line: str = HOMEWISE_SUPPORT) -> PhoneCall:
    """Call from a number and do one thing after another, as in `doing.does`."""
    return doing.does(house.dials(line, number=number), *actions)


def texted(house: House) -> Texted:
    """Return those on call who want texts."""
    return HOMEWISE.texted(house.net)


def on_call(house: House, plan: Plan) -> Phone:
    """Say what the phones of all on call do when they ring. Return the one that rings first."""
    return HOMEWISE.will(house.net, plan)


def first(house: House) -> Phone:
    """Return the phone that rings first at this hour."""
    return house.net.phone(HOMEWISE.first(house.net.now))


def facts_of(house: House, *kinds: str) -> list[dict[str, object]]:
    """Return Homewise's facts of these kinds that were not asked for before, oldest first."""
    return doing.facts_of(house, "homewise", *kinds)


def clocks(house: House) -> list[object]:
    """Return the clocks that were started and not asked for before."""
    return [fact["clock"] for fact in facts_of(house, "ClockStarted")]


def step(house: House, call: PhoneCall) -> str:
    """Return where the call is now, without the flow's name."""
    return house.path(call)[-1]


def in_line(house: House, queue: str) -> Sequence[str]:
    """Return the ids of the calls that wait in a queue, the next one first."""
    waiting = house.services.tenants["homewise"].queues.waiting(queue, 100)
    return [caller.call_id for caller in waiting]


def has_a_visit(house: House, who: Role, day: str, hours: tuple[int, int]) -> None:
    """Let a customer's visit be on this day (ISO 8601), between these hours of their clock."""
    booked = {"day": date.fromisoformat(day), "from_hour": hours[0], "to_hour": hours[1]}
    with house.services.record.writing() as connection:
        connection.execute(update(visits).where(visits.c.customer_id == who.customer_id).values(booked))
