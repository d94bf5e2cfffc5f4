"""A place in line is fixed on arrival (architecture 4)."""

from __future__ import annotations

from emulator.phone_call import PhoneCall
from tests.house import HOMEIKA_SUPPORT, House


def in_line(house: House, number: str) -> PhoneCall:
    """Call as somebody unknown, and ask for a person."""
    call = house.dials(HOMEIKA_SUPPORT, number=number)
    call.hears("Otherwise, stay on the line").stays_silent().hears("order number").presses("#")
    call.hears("What can we help with?").presses("0").hears("in line")
    return call


def order(house: House) -> list[str]:
    waiting = house.services.tenants["homeika"].queues.waiting("support", 10)
    return [one.call_id for one in waiting]


def test_a_caller_who_asks_for_a_person_again_keeps_the_place(house: House) -> None:
    """Pressing 0 in line leaves the queue and joins it again, before those who came later."""
    first = in_line(house, "+14155550111")
    second = in_line(house, "+14155550112")
    assert order(house) == [first.sid, second.sid]
    first.presses("0").waits(seconds=12)
    assert order(house) == [first.sid, second.sid]
    first.hangs_up()
    assert order(house) == [second.sid]
    second.hangs_up()
