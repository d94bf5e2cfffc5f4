"""Twilio signs names and values without separators: a value that was moved into its name is refused (C1)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from telephony.params import READ, run_together

PAYLOADS = json.loads((Path(__file__).parents[1] / "web" / "facts" / "webhooks.json").read_text("utf-8"))
SID = "0123456789abcdef" * 2
#: Values as they come, of every parameter that is read.
VALUES = {
    "AccountSid": [f"AC{SID}"],
    "Body": ["OK", "ok, on my way", "Ok", "1", "OKAY\nthanks"],
    "CallSid": [f"CA{SID}"],
    "CallStatus": ["ringing", "in-progress", "completed", "no-answer"],
    "ConferenceSid": [f"CF{SID}"],
    "Confidence": ["0.92", "1"],
    "DialCallStatus": ["completed", "no-answer"],
    "Digits": ["9", "12345678", "*", "#", "A12"],
    "Direction": ["inbound", "outbound-api", "outbound-dial"],
    "ErrorCode": ["11200"],
    "ErrorUrl": ["https://ringdown.example/twilio/voice"],
    "FinishedOnKey": ["#", "timeout"],
    "FriendlyName": [f"CA{SID}"],
    "From": ["+14155550133", "client:ana", "sip:ana@example.com"],
    "MessageSid": [f"SM{SID}"],
    "ParticipantLabel": [f"agt_0123456789ab.CA{SID}", "customer", f"outside.CA{SID}"],
    "RecordingDuration": ["12"],
    "RecordingSid": [f"RE{SID}"],
    "RecordingStatus": ["completed", "in-progress"],
    "SequenceNumber": ["0", "12"],
    "SpeechResult": ["fire", "it is on fire", "9", "I smell gas"],
    "StatusCallbackEvent": ["participant-join", "participant-leave"],
    "StirVerstat": ["TN-Validation-Passed-A", "No-TN-Validation"],
    "To": ["+18005551820", "client:ana"],
}
#: As Twilio sends them, or may one day: an unknown name must never cost a call.
HONEST = [
    ("Topic", "outage"),
    ("ToSomething", "+18005551820"),
    ("ToNumberType", "toll-free"),
    ("FromRegion", "us1"),
    ("FromDisplayName", "ANA EXAMPLE"),
    ("DigitsCount", "3"),
    ("DirectionHint", "inbound"),
    ("BodyLanguage", "en"),
    ("SpeechResultLanguage", "en-US"),
    ("ConfidenceScore", "0.5"),
    ("CallStatusReason", "normal"),
    ("CallSidLegacy", "x"),
    ("StirVerstatLevel", "TN-Validation-Passed-A"),
    ("RecordingDurationMs", "12000"),
    ("ErrorUrlMethod", "POST"),
    ("Novel", ""),
    ("CallerName", "ANA"),
    ("SequenceNumber", "0"),
]


def test_the_values_are_those_of_every_parameter_that_is_read() -> None:
    assert VALUES.keys() == READ.keys()


def test_no_recorded_webhook_is_refused() -> None:
    refused = {name: run_together(MultiDict(one)) for name, one in PAYLOADS.items()}
    assert {name: found for name, found in refused.items() if found} == {}


def test_no_recorded_webhook_is_refused_for_a_parameter_that_it_lacks() -> None:
    """A name of Twilio's that begins with one that is missing, such as FromCity without From."""
    for payload in PAYLOADS.values():
        for name in READ:
            assert (
                run_together(MultiDict({key: value for key, value in payload.items() if key != name})) is None
            )


@pytest.mark.parametrize("name", READ)
def test_c01_a_name_that_holds_some_of_its_value_is_refused(name: str) -> None:
    others = MultiDict({other: values[0] for other, values in VALUES.items() if other != name})
    for value in VALUES[name]:
        for cut in range(1, len(value) + 1):
            forged = MultiDict([*others.items(), (name + value[:cut], value[cut:])])
            assert run_together(forged) == name + value[:cut]


@pytest.mark.parametrize(("name", "value"), HONEST, ids=[name for name, _ in HONEST])
def test_a_name_that_twilio_may_send_one_day_costs_no_call(name: str, value: str) -> None:
    whole = {other: values[0] for other, values in VALUES.items()}
    assert run_together(MultiDict(whole | {name: value})) is None
    assert run_together(MultiDict({"CallSid": f"CA{SID}", name: value})) is None


def test_a_name_beside_the_one_that_it_begins_with_is_not_refused() -> None:
    """Nothing was moved: what we read is there."""
    assert (
        run_together(MultiDict({"Digits": "1", "Digits2": "3", "To+1": ""} | {"To": "+18005551820"})) is None
    )
