"""Every recorded webhook, signed for our addresses, is answered properly wherever it is sent."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

import pytest

from tests.house import HOMEIKA_SUPPORT
from tests.web.twilio import ARRIVAL, PAYLOADS, Answer, Twilio

PLAIN = [
    "/twilio/voice",
    "/twilio/sms",
    "/twilio/status",
    "/twilio/recording",
    "/twilio/recording?to=%2B18005551820",
    "/twilio/whisper",
    "/twilio/accept",
    "/twilio/last-resort/whisper",
    "/twilio/last-resort/accept",
    "/twilio/last-resort/unanswered",
    "/twilio/last-resort/message",
    "/twilio/client",
    "/twilio/conference?tenant=homeika",
    "/twilio/conference/recording?of=homeika.CA1",
    "/twilio/wait",
    "/twilio/desk/whisper?s=x",
    "/twilio/desk/accept?s=x.y",
    "/twilio/desk/status",
]
TURNS = ["gather", "next", "dial", "record"]

ODD = [
    ("Digits", "5" * 5_000),
    ("Digits", "\x00"),
    ("Digits", "\uff11\uff12"),
    ("SpeechResult", ""),
    ("SpeechResult", "fire " * 1_000),
    ("SpeechResult", "größer 火 🔥"),
    ("SpeechResult", "\x00\x08"),
    ("RecordingDuration", "9" * 5_000),
    ("DialCallStatus", "no such thing"),
    ("Confidence", "nan"),
]
HUNG_UP = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup /></Response>'


def test_all_31_recorded_webhooks_are_there() -> None:
    assert len(PAYLOADS) == 31


@pytest.mark.parametrize("path", [*PLAIN, *(f"/twilio/turn/{kind}" for kind in TURNS)])
def test_a_recorded_webhook_as_it_came_is_answered_properly(twilio: Twilio, path: str) -> None:
    for payload in PAYLOADS.values():
        twilio.posts(path, payload).is_proper()


@pytest.mark.parametrize("path", PLAIN)
def test_a_recorded_webhook_to_one_of_our_lines_is_answered_properly(twilio: Twilio, path: str) -> None:
    for payload in PAYLOADS.values():
        twilio.posts(path, payload | {"To": HOMEIKA_SUPPORT}).is_proper()


@pytest.mark.parametrize("kind", TURNS)
def test_a_recorded_webhook_in_a_call_under_way_is_answered_properly(twilio: Twilio, kind: str) -> None:
    """Each takes the first turn of a call of its own, with the capsule that this call was given."""
    for name, payload in PAYLOADS.items():
        sid = f"CA{uuid5(NAMESPACE_URL, f'{kind}/{name}').hex}"
        query = twilio.arrives(CallSid=sid).next.partition("?")[2]
        sent = payload | {"CallSid": sid, "To": HOMEIKA_SUPPORT}
        answer = twilio.posts(f"/twilio/turn/{kind}?{query}", sent).is_proper()
        assert answer.verbs
        again = twilio.posts(f"/twilio/turn/{kind}?{query}", sent)
        assert again == answer


def test_a_recorded_arrival_at_our_line_is_greeted(twilio: Twilio) -> None:
    arrivals = {name: one for name, one in PAYLOADS.items() if "inbound" in name and "CallSid" in one}
    ringing = {name: one for name, one in arrivals.items() if one.get("CallStatus") == "ringing"}
    assert len(ringing) >= 5
    for payload in ringing.values():
        answer = twilio.posts("/twilio/voice", payload | {"To": HOMEIKA_SUPPORT}).is_proper()
        assert "Thank you for calling Homeika" in answer.words


@pytest.mark.parametrize("path", ["/twilio/voice", "/twilio/turn/gather", "/twilio/status", "/twilio/sms"])
def test_f43_an_empty_form_is_answered_properly_and_changes_nothing(twilio: Twilio, path: str) -> None:
    before = twilio.changes()
    twilio.posts(path, {}).is_proper()
    assert twilio.changes() == before


@pytest.mark.parametrize("name", sorted(ARRIVAL))
def test_f43_an_arrival_without_one_of_its_parameters_is_answered_properly(twilio: Twilio, name: str) -> None:
    sent = {key: value for key, value in ARRIVAL.items() if key != name}
    answer = twilio.posts("/twilio/voice", sent).is_proper()
    assert ("Thank you for calling Homeika" in answer.words) is (name not in {"CallSid", "To"})


@pytest.mark.parametrize(
    "number", ["anonymous", "+266696687", "sip:a@b.example", "", "Ünïcödé", "\u202e☎", "7" * 5_000]
)
def test_f43_a_caller_with_an_odd_number_is_greeted(twilio: Twilio, number: str) -> None:
    assert "Thank you for calling Homeika" in twilio.arrives(From=number).words


def test_f43_parameters_that_nobody_knows_change_nothing(twilio: Twilio) -> None:
    plain = twilio.arrives(CallSid="CA" + "1" * 32)
    odd = twilio.arrives(CallSid="CA" + "2" * 32, Novel="x", Ünï="cödé", StirVerstat="perhaps", A="\x00")
    assert odd.words == plain.words


@pytest.mark.parametrize("kind", TURNS)
def test_f42_an_odd_entry_keeps_the_caller(twilio: Twilio, kind: str) -> None:
    for number, (name, value) in enumerate(ODD):
        sid = f"CA{number:032x}"
        query = twilio.arrives(CallSid=sid).next.partition("?")[2]
        sent = ARRIVAL | {"CallSid": sid, "CallStatus": "in-progress", name: value}
        answer = twilio.posts(f"/twilio/turn/{kind}?{query}", sent).is_proper()
        assert answer.verbs[-1] != "Hangup"


@pytest.mark.parametrize("path", ["/twilio/turn/gather", "/twilio/whisper", "/twilio/accept"])
def test_c03_a_request_without_a_capsule_of_ours_is_ended_and_changes_nothing(
    twilio: Twilio, path: str
) -> None:
    twilio.arrives()
    before = twilio.changes()
    for query in ("", "?c=", "?c=%C3%A9", "?c=.", "?c=%00", f"?c={'a' * 3_000}", "?c=a&c=b"):
        assert twilio.posts(path + query, ARRIVAL | {"Digits": "1"}) == Answer(status=200, body=HUNG_UP)
    assert twilio.changes() == before
