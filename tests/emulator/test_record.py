"""Record: how it ends, and that its action is always requested (twilio.md 1.3, 3.2, 13)."""

import pytest

from emulator.faults import Switches
from emulator.phones import Network
from tests.emulator.small_app import ACCOUNT, CALLER, LINE, SmallApp, small_network

CALLBACK = 'recordingStatusCallback="/recorded" recordingStatusCallbackEvent="in-progress completed absent"'


def records(attributes: str = "") -> tuple[SmallApp, Network]:
    record = f'<Say>Leave a message.</Say><Record action="/done" {attributes} {CALLBACK}/><Say>Never.</Say>'
    app = SmallApp({"/voice": record, "/done": "<Say>Thank you.</Say>"})
    return app, small_network(app)


def test_a_message_ends_with_silence_and_is_as_long_as_its_sound() -> None:
    app, net = records()
    call = net.phone(CALLER).calls(LINE).leaves_message("My roof leaks", seconds=8).hears("Thank you").ends()
    sent = app.of("/done")[0]
    assert (sent["RecordingDuration"], sent["Digits"], sent["CallStatus"]) == ("8", "", "in-progress")
    assert sent["RecordingUrl"].endswith(f"/Accounts/{ACCOUNT}/Recordings/{sent['RecordingSid']}")
    assert call.transcript.count("Never") == 0
    assert net.exchange.recordings[sent["RecordingSid"]].words == ["My roof leaks"]


def test_a_key_ends_it_and_is_named() -> None:
    app, net = records()
    net.phone(CALLER).calls(LINE).leaves_message("Hello", seconds=3).presses("5").hears("Thank you")
    assert app.of("/done")[0]["Digits"] == "5"


def test_a_key_that_is_no_finish_key_does_not_end_it() -> None:
    app, net = records('finishOnKey="#"')
    net.phone(CALLER).calls(LINE).leaves_message("Hello", seconds=3).presses("5").waits(seconds=1)
    assert app.of("/done") == []


def test_a_hang_up_ends_it_and_the_action_says_so() -> None:
    app, net = records()
    call = net.phone(CALLER).calls(LINE).leaves_message("Hello there", seconds=12).hangs_up()
    net.settles()
    sent = app.of("/done")[0]
    assert (sent["Digits"], sent["CallStatus"], sent["RecordingDuration"]) == ("hangup", "completed", "12")
    assert call.status == "completed"


def test_the_longest_length_ends_it() -> None:
    app, net = records('maxLength="10"')
    net.phone(CALLER).calls(LINE).leaves_message("On and on", seconds=60).hears("Thank you")
    assert app.of("/done")[0]["RecordingDuration"] == "10"


def test_nothing_said_still_runs_the_action_with_no_duration() -> None:
    app, net = records('timeout="4"')
    net.phone(CALLER).calls(LINE).stays_silent().hears("Thank you").ends()
    net.settles()
    assert app.of("/done")[0]["RecordingDuration"] == "0"
    assert [one["RecordingStatus"] for one in app.of("/recorded")] == ["in-progress", "absent"]


def test_nothing_said_falls_through_by_a_switch() -> None:
    app, net = records()
    net.exchange.switches = Switches(silent_record_runs_action=False, recording_says_failed=True)
    net.phone(CALLER).calls(LINE).stays_silent().hears("Never").ends()
    net.settles()
    assert app.of("/done") == []
    assert app.of("/recorded")[-1]["RecordingStatus"] == "failed"


def test_its_callback_tells_when_the_file_is_there_and_not_before() -> None:
    app, net = records()
    net.phone(CALLER).calls(LINE).leaves_message("Hello", seconds=5).presses("#")
    recording = next(iter(net.exchange.recordings.values()))
    was_ready = recording.media_ready
    net.settles()
    assert (was_ready, recording.status) == (None, "completed")
    told = app.of("/recorded")[-1]
    assert (told["RecordingStatus"], told["RecordingSource"], told["RecordingChannels"]) == (
        "completed",
        "RecordVerb",
        "1",
    )
    assert "From" not in told


def test_without_an_action_the_current_document_is_asked_for_again() -> None:
    app = SmallApp({"/voice": '<Record maxLength="2" playBeep="false"/>'})
    call = small_network(app).phone(CALLER).calls(LINE).leaves_message("Hello", seconds=2)
    call.waits(seconds=3).hangs_up()
    assert "RecordingUrl" in app.of("/voice")[1]


@pytest.mark.parametrize("path", ["/done", "/status"])
def test_after_a_hang_up_the_action_or_the_callback_may_come_first(path: str) -> None:
    app, net = records()
    net.exchange.switches = Switches(action_before_callback=path == "/done")
    net.phone(CALLER).calls(LINE).leaves_message("Hello", seconds=3).hangs_up()
    net.settles()
    assert next(one.path for one in app.asked if one.path in {"/done", "/status"}) == path
