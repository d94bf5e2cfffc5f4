"""Nobody learns from the line whether a number is a customer's: an unknown one sounds like a wrong PIN."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from emulator.phone_call import PhoneCall
from tests.calls import homeika
from tests.calls.homeika import BASIC, PREMIUM
from tests.house import HOMEIKA_SUPPORT, House

UNKNOWN = "12345678"
WRONG = ("000000", "000001", "000002")


@dataclass(frozen=True, slots=True)
class Lived:
    """What a caller could tell two calls apart by."""

    words: tuple[str, ...]
    turns: int
    seconds: tuple[float, ...]


def _lived(house: House, call: PhoneCall) -> Lived:
    began = call.leg.heard[0].since
    return Lived(
        words=tuple(line.text for line in call.leg.heard),
        turns=int(house.state(call)["turn"]),
        seconds=tuple(round(line.since - began, 2) for line in call.leg.heard),
    )


def _tries(house: House, number: str, pins: tuple[str, ...]) -> PhoneCall:
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    for pin in pins:
        call.hears("Key in your order number").presses(f"{number}#").hears("PIN").presses(pin)
    return call


@pytest.mark.parametrize("tries", [1, 2, 3])
@pytest.mark.parametrize("known", [PREMIUM.order_number, BASIC.account], ids=["order", "account"])
def test_an_unknown_number_sounds_like_a_wrong_pin(house: House, known: str, tries: int) -> None:
    """DC2: word for word, second for second, in as many turns; one try, two, and three that lock."""
    calls = []
    for number in (known, UNKNOWN):
        call = _tries(house, number, WRONG[:tries])
        call.hears("next in line" if tries == 3 else "Key in your order number")
        call.waits(seconds=3).hangs_up()
        calls.append(_lived(house, call))
    assert calls[0] == calls[1]
    assert any("match" in line for line in calls[0].words)


def test_a_skipped_pin_with_an_unknown_number_is_refused_like_any_other(house: House) -> None:
    """DC2: without a PIN the number alone is looked up, and one that is nobody's is a try."""
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    call.presses(f"{UNKNOWN}#").hears("PIN").presses("#")
    call.hears("Sorry, that does not match our records").hears("Key in your order number")
    assert house.state(call)["tries"] == 1
    call.hangs_up()


def test_a_customer_without_a_right_pin_learns_no_name_and_no_plan(house: House) -> None:
    """DC2: what is known of the account is in nothing that is said, and not in the call's state."""
    call = _tries(house, PREMIUM.order_number, WRONG[:1]).hears("match our records")
    assert house.state(call)["customer"] == ""
    assert house.state(call)["caller"] == {}
    call.does_not_hear("premium").hangs_up()
