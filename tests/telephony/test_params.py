"""Twilio signs names and values without separators: what could have been split is refused (C1)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from telephony.params import READ, run_together

PAYLOADS = json.loads((Path(__file__).parents[1] / "web" / "facts" / "webhooks.json").read_text("utf-8"))


def test_no_recorded_webhook_is_refused() -> None:
    assert {name: run_together(one) for name, one in PAYLOADS.items() if run_together(one)} == {}


@pytest.mark.parametrize("name", READ)
def test_c01_a_name_that_we_read_with_some_of_its_value_is_refused(name: str) -> None:
    value = "CA+12#x"
    for cut in range(1, len(value) + 1):
        assert run_together([name + value[:cut]]) is not None


@pytest.mark.parametrize("name", READ)
def test_a_name_that_we_read_is_not_refused(name: str) -> None:
    assert run_together([name]) is None


@pytest.mark.parametrize(
    "name",
    [
        "FromCity",
        "ToCountry",
        "CallerName",
        "CallToken",
        "CalledVia",
        "ForwardedFrom",
        "StirPassportToken",
        "SequenceNumber",
        "RecordingUrl",
        "RecordingStatus",
        "DialCallSid",
        "DialBridged",
        "SmsMessageSid",
        "NumMedia",
        "Timestamp",
        "ErrorUrl",
        "AddOns",
        "Novel",
    ],
)
def test_a_name_that_twilio_sends_or_may_send_one_day_is_not_refused(name: str) -> None:
    assert run_together([name]) is None
