"""Pauses of a recording: silence by default, or nothing at all; a conference's recording has its own name."""

from __future__ import annotations

import pytest

from emulator.calls import Arrival, arrive
from emulator.exchange import Exchange, Nobody
from emulator.model import Callback
from emulator.recordings import begin
from tests.emulator.rest.conftest import ALICE, LINE, Client

ROOM = "CF" + "0" * 32


@pytest.mark.parametrize(("behaviour", "seconds"), [(None, "60"), ("silence", "60"), ("skip", "40")])
def test_a_pause_leaves_silence_behind_or_nothing(
    api: Client, exchange: Exchange, behaviour: str | None, seconds: str
) -> None:
    recording = begin(exchange, "", "Conference", Callback(), conference_sid=ROOM)
    there = f"/Conferences/{ROOM}/Recordings/{recording.sid}.json"
    exchange.clock.moves(seconds=10)
    api.post(there, Status="paused", **({"PauseBehavior": behaviour} if behaviour else {}))
    exchange.clock.moves(seconds=20)
    api.post(there, Status="in-progress")
    exchange.clock.moves(seconds=30)
    api.post(there, Status="stopped")
    exchange.clock.moves(seconds=5)
    assert api.get(there)["duration"] == seconds


def test_a_recording_that_ends_while_it_skips_is_as_long_as_until_then(
    api: Client, exchange: Exchange
) -> None:
    recording = begin(exchange, "", "Conference", Callback(), conference_sid=ROOM)
    there = f"/Conferences/{ROOM}/Recordings/{recording.sid}.json"
    exchange.clock.moves(seconds=10)
    api.post(there, Status="paused", PauseBehavior="skip")
    exchange.clock.moves(seconds=20)
    api.post(there, Status="stopped")
    exchange.clock.moves(seconds=5)
    assert api.get(there)["duration"] == "10"


def test_a_pause_of_another_kind_is_refused_and_so_is_one_of_nothing(api: Client, exchange: Exchange) -> None:
    recording = begin(exchange, "", "Conference", Callback(), conference_sid=ROOM)
    there = f"/Conferences/{ROOM}/Recordings"
    assert api.refused("POST", f"{there}/{recording.sid}.json", Status="paused", PauseBehavior="loud") == (
        400,
        21475,
    )
    api.post(f"{there}/{recording.sid}.json", Status="stopped")
    assert api.refused("POST", f"{there}/Twilio.CURRENT.json", Status="paused") == (404, 20404)


def test_nobody_begins_the_recording_of_a_conference_by_rest(api: Client, exchange: Exchange) -> None:
    """The file has no such request: the conference says so in TwiML."""
    arrive(exchange, Nobody(), Arrival(from_=ALICE, to=LINE))
    answer = api.raw("POST", f"{api.base}/Conferences/{ROOM}/Recordings.json", {})
    assert answer.status == 405
