"""The steps at which something breaks, how a caller gets there, and what a patient caller does then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from emulator.phone_call import PhoneCall
from storage.record.roles import role
from tests.house import HOMEIKA_EMERGENCY, HOMEIKA_SUPPORT, House
from tests.on_call import HOMEIKA

ENGINEER = HOMEIKA.engineers[0]  #: rings first in the week of these tests, by day
TEXTED = 4  #: of those on call by day, two engineers, a manager and a lead want texts
FAILSAFE = "+13415550192"
EMERGENCY_FAILSAFE = "+13415550193"
PREMIUM = role("Premium customer")
STRANGER = "+14155550133"
MESSAGE = "Please call me back about my lock, it does not open any more."
PATIENCE_S = 300

Way = Callable[[House, str], PhoneCall]


def at_danger(house: House, number: str) -> PhoneCall:
    return house.dials(HOMEIKA_SUPPORT, number=number).hears("Otherwise, stay on the line")


def at_verify(house: House, number: str) -> PhoneCall:
    return at_danger(house, number).stays_silent().hears("order number")


def at_pin(house: House, number: str) -> PhoneCall:
    return at_verify(house, number).presses(f"{PREMIUM.order_number}#").hears("six digit PIN")


def at_menu(house: House, number: str) -> PhoneCall:
    return at_verify(house, number).presses("#").hears("For your bill or plan, press 3.")


def at_ask(house: House, number: str) -> PhoneCall:
    return at_menu(house, number).presses("1").hears("serial number")


def at_queue(house: House, number: str) -> PhoneCall:
    return at_menu(house, number).presses("0").hears("You are ").waits(seconds=15)


def at_voicemail(house: House, number: str) -> PhoneCall:
    return at_menu(house, number).presses("7").hears("after the tone")


def at_page(house: House, number: str) -> PhoneCall:
    call = house.dials(HOMEIKA_EMERGENCY, number=number).hears("Calling our engineer now")
    house.net.phone(ENGINEER).rings()
    return call


def at_survey(house: House, number: str) -> PhoneCall:
    call = at_ask(house, number)
    for _question in range(5):
        call.presses("#")
    return call.presses("1").hears("how satisfied are you")


#: Steps that take keys anywhere: there a danger key leads to a person.
KEYED: Mapping[str, Way] = MappingProxyType(
    {
        "danger": at_danger,
        "verify": at_verify,
        "pin": at_pin,
        "menu": at_menu,
        "ask": at_ask,
        "queue": at_queue,
    }
)
#: The others; each has its own way on.
UNKEYED: Mapping[str, Way] = MappingProxyType(
    {"voicemail": at_voicemail, "page": at_page, "survey": at_survey}
)
PLACES: Mapping[str, Way] = MappingProxyType({**KEYED, **UNKEYED})


def wait_patiently(house: House, call: PhoneCall) -> str:
    """Answer nothing, leave a message where one is asked for, and say how it ended.

    "person": talks to somebody; "message": left one; "goodbye": was hung up on, after words; "waits": is on
    the line still.
    """
    left = False
    for _ in range(PATIENCE_S // 5):
        if call.is_over:
            return "message" if left else "goodbye"
        if call.talking_to:
            return "person"
        if call.leg.listening is not None and call.leg.listening.verb == "Record":
            call.leaves_message(MESSAGE)
            left = True
        call.waits(seconds=5)
    assert call.leg.heard[-1].until >= house.net.clock.elapsed - 10, call.transcript
    return "waits"
