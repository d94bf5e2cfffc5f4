"""Each kind of webhook has every parameter that recorded ones of its kind have (twilio.md 3)."""

import json
from pathlib import Path

from emulator import calls
from emulator.orders import CallOrder
from emulator.phones import Network
from tests.emulator.small_app import CALLER, DUTY, LINE, URL, SmallApp, small_network

RECORDED = {
    number: frozenset(row["keys"])
    for number, row in json.loads(
        (Path(__file__).parent / "facts" / "webhook_keys.json").read_text("utf-8")
    ).items()
}


def lacking(recorded: str, sent: dict[str, str], *, but: frozenset[str] = frozenset()) -> frozenset[str]:
    """The names that the recorded webhook has and this one has not, but those that depend on the call."""
    return RECORDED[recorded] - set(sent) - but


def network(voice: str) -> tuple[SmallApp, Network]:
    app = SmallApp({"/voice": voice, "/menu": "<Hangup/>", "/after": "<Hangup/>"})
    return app, small_network(app)


def test_the_first_request_of_an_attested_call() -> None:
    app, net = network("<Hangup/>")
    net.phone(CALLER, attestation="TN-Validation-Passed-A").calls(LINE).ends()
    sent = app.of("/voice")[0]
    assert lacking("01", sent) == frozenset()
    assert (sent["CallStatus"], sent["FromCity"]) == ("ringing", "")
    assert sent["StirVerstat"] == "TN-Validation-Passed-A"


def test_the_first_request_of_a_call_without_attestation_and_with_a_name() -> None:
    app, net = network("<Hangup/>")
    net.exchange.numbers[LINE].hooks.caller_id_lookup = True
    net.phone(CALLER).calls(LINE).ends()
    sent = app.of("/voice")[0]
    assert lacking("03", sent) == lacking("05", sent) == frozenset()
    assert (sent["CallerName"], "StirVerstat" in sent) == ("", False)


def test_the_status_callback_of_a_line() -> None:
    app, net = network("<Pause length='34'/><Hangup/>")
    net.exchange.numbers[LINE].hooks.caller_id_lookup = True
    net.phone(CALLER).calls(LINE).ends()
    sent = app.of("/status")[0]
    assert lacking("07", sent) == frozenset()
    assert (sent["SequenceNumber"], sent["CallbackSource"]) == ("0", "call-progress-events")
    assert sent["Timestamp"] == "Mon, 02 Mar 2026 12:00:34 +0000"


def test_the_callbacks_of_a_dialled_leg_have_no_geography() -> None:
    app, net = network(
        f'<Dial><Number statusCallback="/leg" statusCallbackEvent="answered completed">{DUTY}</Number></Dial>'
    )
    net.phone(DUTY).will("answer")
    net.phone(CALLER).calls(LINE).talks_to(DUTY).hangs_up()
    answered = app.of("/leg")[0]
    assert set(answered) == RECORDED["06"]
    assert (answered["CallStatus"], answered["SequenceNumber"]) == ("in-progress", "0")
    assert answered["ForwardedFrom"] == LINE


def test_the_requests_of_a_call_that_rest_made() -> None:
    app, net = network("<Gather numDigits='1' action='/menu'/>")
    net.phone(DUTY).will("answer")
    order = CallOrder(
        to=DUTY,
        from_=LINE,
        url=f"{URL}/voice",
        status_callback=f"{URL}/status",
        status_callback_events=frozenset({"initiated", "ringing", "answered", "completed"}),
        machine_detection="Enable",
    )
    sid = calls.create_call(net.exchange, order).sid
    net.settles(seconds=12)
    net.exchange.legs[sid].presses("1")
    net.settles()
    first, menu, told = app.of("/voice")[0], app.of("/menu")[0], app.of("/status")
    assert lacking("14", first) == lacking("23", menu) == frozenset()
    assert (first["CallStatus"], first["AnsweredBy"], first["Direction"]) == (
        "in-progress",
        "human",
        "outbound-api",
    )
    assert lacking("09", told[0]) == lacking("13", told[3]) == frozenset()
    assert [one["CallStatus"] for one in told] == ["initiated", "ringing", "in-progress", "completed"]
    assert [one["SequenceNumber"] for one in told] == ["0", "1", "2", "3"]


def test_a_busy_call_that_rest_made() -> None:
    app, net = network("<Hangup/>")
    net.phone(DUTY).will("busy")
    calls.create_call(
        net.exchange, CallOrder(to=DUTY, from_=LINE, url=f"{URL}/voice", status_callback=f"{URL}/status")
    )
    net.settles()
    sent = app.of("/status")[0]
    assert lacking("11", sent) == frozenset()
    assert (sent["CallStatus"], sent["Duration"], sent["SipResponseCode"]) == ("busy", "0", "486")


def test_gather_and_record_and_dial_actions() -> None:
    app, net = network("<Gather numDigits='1' action='/menu'/>")
    net.phone(CALLER).calls(LINE, forwarded_from="+492214710130").presses("1").ends()
    assert lacking("21", app.of("/menu")[0]) == lacking("22", app.of("/menu")[0]) == frozenset()
    app, net = network("<Record action='/after' recordingStatusCallback='/rec'/>")
    net.phone(CALLER).calls(LINE).leaves_message("Hello", seconds=5).hangs_up()
    net.settles()
    assert lacking("19", app.of("/after")[0], but=frozenset({"ApplicationSid"})) == frozenset()
    assert lacking("18", app.of("/rec")[0]) == frozenset()
    app, net = network(f"<Dial record='record-from-answer' action='/after'>{DUTY}</Dial>")
    net.phone(DUTY).will("answer")
    net.phone(CALLER).calls(LINE).talks_to(DUTY).hangs_up()
    assert lacking("15", app.of("/after")[0]) == frozenset()


def test_a_softphone_call_has_no_geography_and_its_own_parameters_flat() -> None:
    app, net = network("<Dial record='true' action='/after' callerId='+18005551820'>+442079460990</Dial>")
    hooks = net.exchange.numbers[LINE].hooks
    application = net.add_application("softphone", hooks)
    net.phone(DUTY).will("answer")
    net.phone("client:SampleIdentity").dials_app(application.sid, Join="false").talks_to(DUTY).hangs_up()
    first, after = app.of("/voice")[0], app.of("/after")[0]
    expected = RECORDED["24"] - {"CallerID", "LeadNoteID", "Phone", "Record", "Status", "Stream"}
    assert set(first) == expected
    assert (first["To"], first["From"], first["Join"]) == ("", "client:SampleIdentity", "false")
    assert lacking("17", after) == frozenset()


def test_an_incoming_text_message() -> None:
    app, net = network("<Hangup/>")
    net.phone(CALLER).sends_sms(LINE, "Hi")
    assert set(app.of("/sms")[0]) == RECORDED["28"] == RECORDED["30"]
