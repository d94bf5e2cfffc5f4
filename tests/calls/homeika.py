"""Homeika's callers in whole-call scripts: who they are, when they call, and what they do on the way."""

from __future__ import annotations

from sqlalchemy import update

from emulator.phone import Phone, Plan
from emulator.phone_call import PhoneCall
from storage.record.roles import Role, role
from storage.record.tables import invoices, rmas
from tests.calls import doing
from tests.house import HOMEIKA_SUPPORT, House
from tests.on_call import HOMEIKA, Texted

PREMIUM = role("Premium customer")
BASIC = role("Basic customer")
ENTERPRISE = role("Enterprise customer")
RETURNING = role("customer with a return under way")
UNCOVERED = role("customer out of warranty")

DESK = HOMEIKA.desk  #: rung last
ACCOUNT_MANAGER = "+13415550188"  #: of all Enterprise customers
FAILSAFE = "+13415550192"  #: rung when our side fails, support line
EMERGENCY_FAILSAFE = "+13415550193"
STRANGER = "+14155550133"  #: a number the directory does not know

#: The only verdict that lets a number recognise its owner.
VOUCHED = "TN-Validation-Passed-A"

OPEN = "2026-11-23T18:00:00+00:00"  #: Monday, 10:00 in Oakland
NIGHT = "2026-11-24T11:00:00+00:00"  #: Tuesday, 03:00 in Oakland


def rings_in(house: House, who: Role | None, line: str = HOMEIKA_SUPPORT) -> PhoneCall:
    """Call from the number on file, vouched for by the network; None: from a number nobody knows."""
    if who is None:
        return house.dials(line, number=STRANGER)
    return house.dials(line, number=who.number, attestation=VOUCHED)


def proves(call: PhoneCall, who: Role) -> PhoneCall:
    """Let the danger question pass, and key in the order number and the PIN."""
    call.stays_silent()
    return call.presses(f"{who.order_number}#").presses(who.pin)


def skips(call: PhoneCall) -> PhoneCall:
    """Let the danger question pass, and give no number."""
    return call.stays_silent().presses("#")


def proof_of(who: Role) -> tuple[str, ...]:
    """Return what `doing.does` takes for the same as `proves`."""
    return ("wait", f"press {who.order_number}#", f"press {who.pin}")


def texted(house: House) -> Texted:
    """Return those on call who want texts."""
    return HOMEIKA.texted(house.net)


def on_call(house: House, plan: Plan) -> Phone:
    """Say what the phones of all on call do when they ring. Return the one that rings first."""
    return HOMEIKA.will(house.net, plan)


def first(house: House) -> Phone:
    """Return the phone that rings first at this hour."""
    return house.net.phone(HOMEIKA.first(house.net.now))


def facts_of(house: House, *kinds: str) -> list[dict[str, object]]:
    """Return Homeika's facts of these kinds that were not asked for before, oldest first."""
    return doing.facts_of(house, "homeika", *kinds)


def owes(house: House, who: Role, minor: int) -> None:
    """Let a customer have this much to pay, in cents."""
    with house.services.record.writing() as connection:
        theirs = invoices.c.customer_id == who.customer_id
        connection.execute(update(invoices).where(theirs).values(balance_minor=minor))


def return_is(house: House, who: Role, status: str) -> None:
    """Let a customer's return have come this far."""
    with house.services.record.writing() as connection:
        theirs = rmas.c.customer_id == who.customer_id
        connection.execute(update(rmas).where(theirs).values(status=status))
