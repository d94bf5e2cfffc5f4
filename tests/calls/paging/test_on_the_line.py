"""The caller is still there, leaving a message: whoever accepts is connected to them on the line."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from tests.calls import doing
from tests.calls.agents.failing import FAULTS, goes_wrong
from tests.calls.paging.paging import (
    answers_next,
    caller_picks_up,
    calls,
    is_settled,
    page_of,
    speaks,
    takes,
    talked,
    talks,
)
from tests.house import House


@pytest.fixture
def call(night: House) -> PhoneCall:
    """A caller at the tone: everybody was rung on their leg, and nobody came."""
    waiting = doing.nobody_comes(calls(night))
    night.net.runs_until(lambda: waiting.leg.listening is not None, 60)
    return waiting


def _rung(house: House, call: PhoneCall) -> PhoneCall:
    """Let whoever is rung while they speak pick up."""
    speaks(house, call)
    return answers_next(house).hears("asked for a message").hears("Press 1")


def _takes_while_they_speak(house: House, call: PhoneCall) -> PhoneCall:
    leg = _rung(house, call)
    leg.leg.presses("1")
    house.net.settles(seconds=6)
    return leg


def test_whoever_accepts_talks_to_a_caller_who_leaves_a_message(night: House, call: PhoneCall) -> None:
    leg = _takes_while_they_speak(night, call)
    assert talked(night, leg, call)
    assert "Somebody is here for you now" in call.transcript
    leg.hangs_up()
    call.hears("If you have been helped, press 1").presses("1").ends(within=20)
    assert is_settled(night, call)
    assert talks(night) == 1
    (met,) = doing.facts_of(night, "homeika", "CalledBack")
    assert met["outcome"] == "joined"


def test_what_was_said_before_is_kept(night: House, call: PhoneCall) -> None:
    leg = _takes_while_they_speak(night, call)
    leg.hangs_up()
    call.hangs_up()
    night.net.settles(seconds=60)
    promises = night.services.tenants["homeika"].promises
    (message,) = [row for row in promises.open_of(call.sid) if row.kind == "voicemail"]
    assert message.recording_sid is not None


def test_a_caller_who_was_not_helped_is_rung_for_again_and_called_back(night: House, call: PhoneCall) -> None:
    """A lost bridge goes on to the next person."""
    _takes_while_they_speak(night, call).hangs_up()
    call.hears("If you have been helped, press 1").stays_silent()
    call.hears("We go on calling our people. Stay on the line, or hang up").hangs_up()
    leg = takes(night)
    caller = caller_picks_up(night)
    night.net.settles(seconds=3)
    assert talked(night, leg, caller)
    assert is_settled(night, call)


def test_a_caller_who_hangs_up_in_the_room_can_be_called_back(night: House, call: PhoneCall) -> None:
    leg = _takes_while_they_speak(night, call)
    call.hangs_up()
    leg.hears("The call is over. To call them back, press 1").presses("1")
    again = caller_picks_up(night)
    night.net.settles(seconds=2)
    assert talked(night, leg, again)


def test_a_caller_who_hangs_up_as_somebody_accepts_is_called_back(night: House, call: PhoneCall) -> None:
    """Twilio says that the leg is gone, or the room stays empty: either way their phone rings."""
    leg = _rung(night, call)
    call.leg.hang_up()
    leg.leg.presses("1")
    caller = caller_picks_up(night)
    night.net.settles(seconds=3)
    assert talked(night, leg, caller)
    assert is_settled(night, call)
    assert page_of(night, call).attempts == 1


@pytest.mark.parametrize("how", FAULTS)
def test_a_redirect_that_fails_once_loses_nobody(night: House, call: PhoneCall, how: str) -> None:
    leg = _rung(night, call)
    goes_wrong(night, how)
    leg.leg.presses("1")
    night.net.settles(seconds=10)
    assert talked(night, leg, call)
    call.hangs_up()
    assert is_settled(night, call)
    assert talks(night) == 1


def test_a_caller_who_cannot_be_fetched_is_called_back(night: House, call: PhoneCall) -> None:
    leg = _rung(night, call)
    for _ in range(3):
        goes_wrong(night, "broken")
    leg.leg.presses("1")
    caller = caller_picks_up(night)
    night.net.settles(seconds=3)
    assert talked(night, leg, caller)
    assert is_settled(night, call)
