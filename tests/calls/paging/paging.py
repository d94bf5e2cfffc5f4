"""What is done and asked about a page that goes on by REST, by the network's own ledger."""

from __future__ import annotations

from functools import partial

from emulator.leg import Leg, Speech
from emulator.phone_call import PhoneCall
from storage.record.promises import Promise
from tests.calls import homeika
from tests.house import HOMEIKA_EMERGENCY, House

#: Longer than any ring and pause: whoever is to be rung again has been.
AFTER_ALL_S = 400.0


def calls(house: House) -> PhoneCall:
    """Let a Premium customer call the emergency line."""
    return homeika.rings_in(house, homeika.PREMIUM, HOMEIKA_EMERGENCY)


def ringing(house: House) -> list[Leg]:
    """The legs that REST has made and that ring now."""
    legs = house.net.exchange.legs.values()
    return [one for one in legs if one.call.direction == "outbound-api" and one.call.status == "ringing"]


def rung(house: House) -> list[str]:
    """Whose phones REST has rung, in order."""
    made = house.net.exchange.calls.values()
    return [call.to for call in made if call.direction == "outbound-api" and call.started]


def answers_next(house: House, *, within: float = 120.0) -> PhoneCall:
    """Let whoever is rung next by REST pick up."""

    def rings() -> Leg | None:
        phones = house.net.phones.values()
        waiting = [call.leg for phone in phones for call in phone._ringing]
        return next((leg for leg in ringing(house) if leg in waiting), None)

    assert house.net.runs_until(lambda: rings() is not None, within), "nobody is rung"
    leg = rings()
    assert leg is not None
    return house.net.phone(leg.call.to).answers()


def takes(house: House, *, within: float = 120.0) -> PhoneCall:
    """Let whoever is rung next pick up, hear who calls, and accept."""
    return answers_next(house, within=within).hears("Emergency call from").hears("Press 1").presses("1")


def talked(house: House, one: PhoneCall, other: PhoneCall) -> bool:
    """Whether these two have heard each other, by a plain bridge or in a conference."""
    legs = {one.sid, other.sid}
    return any({bridge.one, bridge.other} == legs for bridge in house.net.exchange.bridges)


def talks(house: House) -> int:
    return len(house.net.exchange.bridges)


def caller_picks_up(house: House, *, within: float = 60.0) -> PhoneCall:
    """The customer is called back, and answers."""
    return house.net.phone(homeika.PREMIUM.number).answers(within=within)


def page_of(house: House, call: PhoneCall) -> Promise:
    row = house.services.tenants["homeika"].promises.find(f"{call.sid}/page")
    assert row is not None
    return row


def has_no_page(house: House, call: PhoneCall) -> bool:
    return house.services.tenants["homeika"].promises.find(f"{call.sid}/page") is None


def is_settled(house: House, call: PhoneCall) -> bool:
    """Whether the page is kept, and nobody is rung about it any more."""
    house.net.settles(seconds=5)
    before = rung(house)
    house.net.settles(seconds=AFTER_ALL_S)
    return page_of(house, call).state == "kept" and rung(house) == before


def is_called_back(house: House, call: PhoneCall, *, within: float = 120.0) -> PhoneCall:
    """Whoever is rung next accepts, and the caller's phone rings: they talk, and the page is settled."""
    leg = takes(house, within=within)
    caller = caller_picks_up(house)
    house.net.settles(seconds=3)
    assert talked(house, leg, caller)
    caller.hangs_up()
    leg.hears("The call is over").hangs_up()
    assert is_settled(house, call)
    assert talks(house) == 1
    return leg


def speaks(house: House, call: PhoneCall) -> None:
    """Let the caller go on speaking for as long as they are recorded."""
    if call.leg.listening is not None and call.leg.listening.verb == "Record":
        call.leg.speaks(Speech(text="it burns", seconds=2.0))
        house.net.clock.after(2.0, partial(speaks, house, call))
