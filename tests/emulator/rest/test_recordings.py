import io
import wave

import pytest

from emulator.calls import Arrival, arrive
from emulator.exchange import Exchange, Nobody
from emulator.leg import Leg
from emulator.model import Callback
from emulator.recordings import begin
from tests.emulator.rest.conftest import ALICE, LINE, Client


@pytest.fixture
def leg(exchange: Exchange) -> Leg:
    leg = arrive(exchange, Nobody(), Arrival(from_=ALICE, to=LINE))
    exchange.clock.moves(seconds=1)
    return leg


def stop_after_4_seconds(api: Client, exchange: Exchange, recording: dict[str, str]) -> None:
    exchange.clock.moves(seconds=4)
    api.post(f"/Calls/{recording['call_sid']}/Recordings/{recording['sid']}.json", Status="stopped")
    exchange.clock.moves(seconds=60)


def test_a_live_call_is_recorded_paused_and_stopped(api: Client, exchange: Exchange, leg: Leg) -> None:
    base = f"/Calls/{leg.call.sid}/Recordings"
    made = api.post(f"{base}.json", RecordingChannels="dual")
    assert (made["status"], made["channels"], made["source"]) == ("in-progress", 2, "StartCallRecordingAPI")
    assert api.post(f"{base}/{made['sid']}.json", Status="paused")["status"] == "paused"
    assert api.post(f"{base}/{made['sid']}.json", Status="in-progress")["status"] == "in-progress"
    exchange.clock.moves(seconds=9)
    api.post(f"{base}/{made['sid']}.json", Status="stopped")
    exchange.clock.moves(seconds=60)
    done = api.get(f"{base}/{made['sid']}.json")
    assert (done["status"], done["duration"]) == ("completed", "9")
    assert api.get(f"/Recordings/{made['sid']}.json")["uri"].endswith(f"/Recordings/{made['sid']}.json")


def test_a_recording_that_is_running_ends_with_its_call_and_lasts_from_its_own_beginning(
    api: Client, exchange: Exchange, leg: Leg
) -> None:
    exchange.clock.moves(seconds=20)
    made = api.post(f"/Calls/{leg.call.sid}/Recordings.json")
    exchange.clock.moves(seconds=7)
    leg.hang_up()
    exchange.clock.moves(seconds=60)
    done = api.get(f"/Recordings/{made['sid']}.json")
    assert (done["status"], done["duration"]) == ("completed", "7")


def test_a_conferences_recording_is_paused_by_its_own_name(api: Client, exchange: Exchange, leg: Leg) -> None:
    room = begin(exchange, "", "Conference", Callback(), conference_sid="CF" + "0" * 32)
    api.post(f"/Calls/{leg.call.sid}/Recordings.json")
    base = f"/Conferences/{room.conference_sid}/Recordings"
    paused = api.raw("POST", f"{api.base}{base}/Twilio.CURRENT.json", {"Status": "paused"})
    assert paused.status == 200
    shown = api.get(f"{base}/{room.sid}.json")
    assert (shown["status"], shown["conference_sid"]) == ("paused", room.conference_sid)
    assert api.post(f"{base}/{room.sid}.json", Status="in-progress")["status"] == "in-progress"
    elsewhere = f"{api.base}/Conferences/CF{'1' * 32}/Recordings/{room.sid}.json"
    assert api.raw("GET", elsewhere).status == 404


def test_the_running_recording_has_a_name_of_its_own(api: Client, leg: Leg) -> None:
    base = f"/Calls/{leg.call.sid}/Recordings"
    made = api.post(f"{base}.json")
    answer = api.raw("POST", f"{api.base}{base}/Twilio.CURRENT.json", {"Status": "paused"})
    assert answer.status == 200
    assert api.get(f"{base}/{made['sid']}.json")["status"] == "paused"


def test_the_sound_is_there_once_it_is_ready_and_lasts_as_long(
    api: Client, exchange: Exchange, leg: Leg
) -> None:
    made = api.post(f"/Calls/{leg.call.sid}/Recordings.json")
    media = f"/Recordings/{made['sid']}"
    assert api.refused("GET", media + ".wav") == (404, 20404)
    stop_after_4_seconds(api, exchange, made)
    answer = api.raw("GET", api.base + media + ".wav")
    assert answer.headers["content-type"] == "audio/x-wav"
    with wave.open(io.BytesIO(answer.body)) as sound:
        assert sound.getnframes() == 4 * sound.getframerate()
    compressed = api.raw("GET", api.base + media + ".mp3")
    assert compressed.headers["content-type"] == "audio/mpeg"
    assert len(compressed.body) == 104 * 154
    assert api.raw("GET", api.base + media).body == answer.body


def test_sound_is_not_given_to_strangers(api: Client, exchange: Exchange, leg: Leg) -> None:
    made = api.post(f"/Calls/{leg.call.sid}/Recordings.json")
    stop_after_4_seconds(api, exchange, made)
    api.secret = ("", "")
    assert api.refused("GET", f"/Recordings/{made['sid']}.mp3") == (401, 20003)


def test_recordings_are_listed_by_call_and_gone_when_deleted(
    api: Client, exchange: Exchange, leg: Leg
) -> None:
    made = api.post(f"/Calls/{leg.call.sid}/Recordings.json")
    stop_after_4_seconds(api, exchange, made)
    assert [one["sid"] for one in api.get("/Recordings.json", CallSid=leg.call.sid)["recordings"]] == [
        made["sid"]
    ]
    assert api.get("/Recordings.json", CallSid="CA" + "0" * 32)["recordings"] == []
    assert len(api.get(f"/Calls/{leg.call.sid}/Recordings.json")["recordings"]) == 1
    api.delete(f"/Recordings/{made['sid']}.json")
    assert api.get("/Recordings.json")["recordings"] == []
    assert api.refused("GET", f"/Recordings/{made['sid']}.json") == (404, 20404)
    assert api.refused("GET", f"/Recordings/{made['sid']}.wav") == (404, 20404)


def test_a_call_that_is_not_there_is_not_recorded(api: Client, leg: Leg) -> None:
    assert api.refused("POST", f"/Calls/CA{'0' * 32}/Recordings.json") == (404, 20404)
    made = api.post(f"/Calls/{leg.call.sid}/Recordings.json")
    path = f"/Calls/{leg.call.sid}/Recordings/{made['sid']}.json"
    assert api.refused("POST", path, Status="louder") == (400, 21475)
    assert api.refused("POST", path) == (400, 21475)
