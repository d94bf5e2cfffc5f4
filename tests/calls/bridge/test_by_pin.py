"""Whoever comes late dials the conference line, and comes in by the PIN that those inside were told."""

from __future__ import annotations

import re

import pytest

from emulator.phone_call import PhoneCall
from tests.calls.bridge.bridge import MANAGER, facts, in_room, joins, opens, row_of
from tests.house import House

LINE, LATE = "+18445551822", "+14155550177"


@pytest.fixture
def talk(day: House) -> tuple[PhoneCall, PhoneCall]:
    """The opener with their account manager."""
    call = opens(day)
    manager = joins(day, MANAGER)
    day.net.settles(seconds=20)
    return call, manager


def _pin(heard: PhoneCall) -> str:
    """The PIN, as whoever has joined was told it."""
    found = re.search(r"enter ((?:\d ?){6})", heard.transcript)
    assert found is not None, heard.transcript
    return found[1].replace(" ", "")


def test_a_late_joiner_comes_in_by_the_pin(day: House, talk: tuple[PhoneCall, PhoneCall]) -> None:
    call, manager = talk
    late = day.dials(LINE, number=LATE).hears("enter the six digits").presses(_pin(manager))
    day.net.settles(seconds=5)
    assert in_room(day) == {call.sid, manager.sid, late.sid}
    assert [one["by"] for one in facts(day, "BridgeJoined") if one["leg"] == late.sid] == ["pin"]
    late.hangs_up()
    day.net.settles(seconds=2)
    assert in_room(day) == {call.sid, manager.sid}


def test_three_wrong_pins_lead_to_the_desk_and_let_nobody_in(
    day: House, talk: tuple[PhoneCall, PhoneCall]
) -> None:
    wrong = f"{(int(_pin(talk[1])) + 1) % 10**6:06}"
    late = day.dials(LINE, number=LATE)
    for _ in range(3):
        late.hears("enter the six digits").presses(wrong)
    late.hears("Connecting you to our desk")
    assert late.sid not in in_room(day)
    failed = facts(day, "VerificationFailed")
    assert [one["reason"] for one in failed if one["factor"] == "bridge"] == ["wrong"] * 3


def test_a_number_that_has_guessed_ten_times_is_not_let_in_by_the_right_pin(
    day: House, talk: tuple[PhoneCall, PhoneCall]
) -> None:
    pin = _pin(talk[1])
    wrong = f"{(int(pin) + 1) % 10**6:06}"
    for tries in (3, 3, 3, 1):
        late = day.dials(LINE, number=LATE)
        for _ in range(tries):
            late.hears("enter the six digits").presses(wrong)
        late.hangs_up()
    late = day.dials(LINE, number=LATE).hears("enter the six digits").presses(pin)
    late.hears("Connecting you to our desk")
    assert late.sid not in in_room(day)


def test_the_pin_of_a_bridge_that_is_over_opens_nothing(
    day: House, talk: tuple[PhoneCall, PhoneCall]
) -> None:
    call, manager = talk
    pin = _pin(manager)
    call.hangs_up()
    manager.hangs_up()
    day.net.settles(seconds=3)
    late = day.dials(LINE, number=LATE).hears("enter the six digits").presses(pin)
    late.hears("enter the six digits")
    assert in_room(day) == set()


def test_the_pin_stands_in_the_row_and_in_no_fact(day: House, talk: tuple[PhoneCall, PhoneCall]) -> None:
    call, manager = talk
    pin = _pin(manager)
    day.dials(LINE, number=LATE).hears("enter the six digits").presses(pin)
    day.net.settles(seconds=3)
    assert row_of(day, call).body["bridge"]["pin"] == pin
    assert all(pin not in str(fact) for fact in day.facts("homeika"))
