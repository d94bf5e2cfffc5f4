"""What is asked of the network's own ledger about a page: who was rung, and who talked to whom."""

from __future__ import annotations

from emulator.phone import Phone
from emulator.phone_call import PhoneCall
from tests.house import House


def answers(house: House, number: str, *, within: float = 120.0) -> PhoneCall:
    """Let somebody on call pick up when their phone rings next, by a call that REST has made."""
    phone = house.net.phone(number)
    leg = phone.answers(within=within)
    assert leg.leg.call.direction == "outbound-api"
    return leg


def takes(house: House, number: str, *, within: float = 120.0) -> PhoneCall:
    """Pick up, hear who calls, and accept."""
    return answers(house, number, within=within).hears("Emergency call from").presses("1")


def talked(house: House, one: PhoneCall, other: PhoneCall) -> bool:
    """Whether these two have heard each other, by plain bridge or in a conference."""
    legs = {one.sid, other.sid}
    return any({bridge.one, bridge.other} == legs for bridge in house.net.exchange.bridges)


def talks_of(house: House, number: str) -> int:
    """How often anybody has talked to a phone."""
    calls = house.net.exchange.calls
    bridges = house.net.exchange.bridges
    return sum(number in {calls[each.one].to, calls[each.other].to} for each in bridges)


def rung(house: House, since: int = 0) -> list[str]:
    """Whose phones REST has rung, in order."""
    made = [call for call in house.net.exchange.calls.values() if call.direction == "outbound-api"]
    return [call.to for call in made[since:]]


def phone_of(house: House, number: str) -> Phone:
    return house.net.phone(number)
