"""The caller is gone between the key that accepts and the bridge: nobody has helped them yet."""

from __future__ import annotations

import pytest

from emulator.faults import Switches
from emulator.phone_call import PhoneCall
from storage.record.pages import key_of
from tests.calls.oncall import toy
from tests.calls.oncall.toy import PEOPLE, in_turn
from tests.house import House

ADA, BEN = PEOPLE["ada"], PEOPLE["ben"]
#: What Twilio may say of it: nothing, or that there was no bridge; and which news comes first.
TOLD = {
    "no word, the end of the call first": Switches(),
    "no word, the end of the dial first": Switches(action_before_callback=True),
    "unbridged, the end of the call first": Switches(whisper_hangup_says_unbridged=True),
    "unbridged, the end of the dial first": Switches(
        whisper_hangup_says_unbridged=True, action_before_callback=True
    ),
}


def accepted_in_vain(house: House, reply_s: float, after_s: float) -> PhoneCall:
    """Ada presses 1; the reply that would connect them takes so long, and the caller is gone before it."""
    call = toy.dials(house)
    ada = house.net.phone(ADA).answers().hears("Press 1")
    house.net.server_is_slow(seconds=reply_s)
    ada.leg.presses("1")
    house.net.settles(seconds=after_s)
    call.leg.hang_up()
    house.net.settles(seconds=reply_s)
    house.net.server_recovers()
    return call


def page(house: House, call: PhoneCall) -> str:
    row = house.services.tenants["toy"].promises.find(key_of(call.sid))
    return "none" if row is None else row.state


@pytest.mark.parametrize("told", TOLD)
def test_whoever_hangs_up_before_the_bridge_is_called_back(toy_house: House, told: str) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy_house.net.exchange.switches = TOLD[told]
    call = accepted_in_vain(toy_house, 1.5, 0.5)
    assert toy.talked(toy_house, call) == []
    assert toy.outcomes(toy_house) == ["abandoned"]
    assert page(toy_house, call) == "open"
    toy_house.runs_errands("page")
    toy_house.net.phone(BEN).answers().hears("They have hung up.")


def test_a_bridge_that_takes_long_is_not_taken_for_one_that_came(toy_house: House) -> None:
    """The end of the call is told first, seconds after the key; then Twilio's word on the bridge."""
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy_house.net.exchange.switches = Switches(whisper_hangup_says_unbridged=True)
    call = accepted_in_vain(toy_house, 6.0, 4.5)
    assert page(toy_house, call) == "open"


@pytest.mark.parametrize("first", [False, True], ids=["end of the call first", "end of the dial first"])
def test_whoever_talked_for_a_moment_has_met_somebody(toy_house: House, *, first: bool) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy_house.net.exchange.switches = Switches(action_before_callback=first)
    call = toy.dials(toy_house)
    toy_house.net.phone(ADA).answers().hears("Press 1").presses("1")
    call.talks_to(ADA).hangs_up()
    assert (toy.outcomes(toy_house), page(toy_house, call)) == (["accepted"], "none")


def test_where_bridges_are_never_told_of_a_talk_counts_by_its_key(toy_house: House) -> None:
    toy.roster(toy_house, in_turn("ada", "ben"))
    toy_house.net.exchange.switches = Switches(omitted=frozenset({"DialBridged"}))
    call = toy.dials(toy_house)
    toy_house.net.phone(ADA).answers().hears("Press 1").presses("1")
    call.talks_to(ADA).waits(seconds=30).hangs_up()
    assert (toy.outcomes(toy_house), page(toy_house, call)) == (["accepted"], "none")
