"""Nothing is done for a request that Twilio did not sign; and nothing is read that is too long (C1)."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from flask import Flask
from structlog.testing import capture_logs

from emulator.signature import sign
from telephony.params import READ
from tests.house import HOMEIKA_SUPPORT, PUBLIC_URL, TOKEN, House
from tests.web.twilio import ARRIVAL, CALL, RECORDING, Twilio
from web.app import LARGEST_BODY

PATHS = [
    "/twilio/voice",
    "/twilio/turn/gather",
    "/twilio/turn/next",
    "/twilio/turn/dial",
    "/twilio/turn/record",
    "/twilio/whisper",
    "/twilio/accept",
    "/twilio/page/whisper",
    "/twilio/page/key",
    "/twilio/status",
    "/twilio/recording",
    "/twilio/sms",
    "/twilio/fallback",
    "/twilio/last-resort/whisper",
    "/twilio/last-resort/accept",
    "/twilio/last-resort/unanswered",
    "/twilio/last-resort/message",
    "/twilio/client",
    "/twilio/conference",
    "/twilio/conference/recording",
    "/twilio/wait",
    "/twilio/bridge/whisper",
    "/twilio/bridge/key",
    "/twilio/bridge/status",
    "/twilio/paging/whisper",
    "/twilio/paging/key",
    "/twilio/paging/status",
    "/twilio/paging/look",
    "/twilio/paging/back",
    "/twilio/paging/reached",
    "/twilio/paging/called",
    "/twilio/paging/again",
    "/twilio/paging/over",
    "/twilio/paging/room",
    "/twilio/paging/wait",
    "/twilio/paging/stay",
    "/twilio/paging/join",
    "/twilio/paging/left",
    "/twilio/paging/helped",
    "/twilio/desk/whisper",
    "/twilio/desk/accept",
    "/twilio/desk/status",
]
FORM = ARRIVAL | {
    "Digits": "9",
    "RecordingSid": RECORDING,
    "RecordingDuration": "12",
    "MessageSid": "SM" + "0" * 32,
    "Body": "OK",
}


def routes(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/twilio/")}


def test_c01_every_route_of_twilios_is_tried_here(house: House) -> None:
    assert routes(house.emulated.app) == set(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_c01_an_unsigned_request_is_refused_and_does_nothing(twilio: Twilio, path: str) -> None:
    query = twilio.arrives().next.partition("?")[2]
    before = twilio.changes()
    for signature in (None, "0" * 27 + "=", sign("e" * 32, PUBLIC_URL + path, FORM), "é"):
        answer = twilio.posts(f"{path}?{query}&p={CALL}&to=%2B18005551820", FORM, signature=signature)
        assert answer.status == 403
        assert CALL not in answer.body
    assert twilio.changes() == before


def test_c01_a_signature_of_another_address_is_refused(twilio: Twilio) -> None:
    for path in PATHS:
        made = sign(TOKEN, PUBLIC_URL + path + "?c=x", FORM)
        assert twilio.posts(path, FORM, signature=made).status == 403


def test_a_get_finds_no_handler(twilio: Twilio) -> None:
    """Our addresses are given out with the method POST; nothing else is ever asked with."""
    before = twilio.changes()
    for path in PATHS:
        headers = {"X-Twilio-Signature": sign(TOKEN, PUBLIC_URL + path, {})}
        assert twilio.client.get(path, base_url=PUBLIC_URL, headers=headers).status_code == 405
    assert twilio.changes() == before


@pytest.mark.parametrize("path", ["/twilio/voice", "/twilio/status", "/twilio/sms"])
def test_c01_a_body_of_64_kib_is_read_and_a_longer_one_is_not(twilio: Twilio, path: str) -> None:
    spare = LARGEST_BODY - len(urlencode(FORM | {"Pad": ""}))
    before = twilio.changes()
    for more in (1, 10_000_000):
        assert twilio.posts(path, FORM | {"Pad": "x" * (spare + more)}).status == 413
    assert twilio.changes() == before
    for less in (0, 1):
        twilio.posts(path, FORM | {"Pad": "x" * (spare - less)}).is_proper()


def test_three_refused_requests_that_look_real_raise_an_alarm(twilio: Twilio) -> None:
    """reliability.md 2: a wrong PUBLIC_URL must not pass for an attack."""
    with capture_logs() as logs:
        for _ in range(3):
            twilio.posts("/twilio/voice", ARRIVAL, signature="wrong")
    refused = [entry for entry in logs if entry["event"] == "signature_refused"]
    assert [entry["log_level"] for entry in refused] == ["warning", "warning", "error"]
    assert "PUBLIC_URL" in refused[-1]["perhaps"]


def test_a_call_to_a_number_on_no_line_hears_a_polite_sentence_and_is_logged(twilio: Twilio) -> None:
    before = twilio.changes()
    with capture_logs() as logs:
        answer = twilio.arrives(To="+18005550199")
    assert answer.words == "Sorry, this number is not in use. Please check it and call again."
    assert answer.verbs == ["Say", "Hangup"]
    assert [(entry["event"], entry["dialled"], "exc_info" in entry) for entry in logs] == [
        ("UnknownLineDialled", "+18005550199", False)
    ]
    assert twilio.changes() == before


def test_news_of_a_call_to_no_line_of_ours_changes_nothing(twilio: Twilio) -> None:
    before = twilio.changes()
    sent = ARRIVAL | {"To": "+18005550199", "CallStatus": "completed"}
    assert twilio.posts("/twilio/status", sent).status == 204
    assert twilio.changes() == before


def test_news_that_overtakes_a_call_ends_it_before_it_begins(twilio: Twilio) -> None:
    """The first request is still on its way when the caller has gone: it starts no call."""
    sent = ARRIVAL | {"To": HOMEIKA_SUPPORT, "CallStatus": "completed"}
    assert twilio.posts("/twilio/status", sent).status == 204
    ended = twilio.changes()
    assert twilio.posts("/twilio/status", sent).status == 204
    assert twilio.posts("/twilio/voice", ARRIVAL | {"To": HOMEIKA_SUPPORT}).verbs == ["Hangup"]
    assert twilio.changes() == ended
    facts = twilio.house.facts("homeika")
    assert [(fact["fact"], fact["call"], fact["step"]) for fact in facts] == [("CallEnded", CALL, "")]


@pytest.mark.parametrize("path", ["/twilio/voice", "/twilio/turn/gather", "/twilio/status", "/twilio/sms"])
def test_c01_no_part_of_a_value_can_be_moved_into_its_name(twilio: Twilio, path: str) -> None:
    """A forger has one signed request, and splits its parameters wherever the signature holds."""
    query = twilio.arrives().next.partition("?")[2]
    asked = f"{path}?{query}"
    signature = sign(TOKEN, PUBLIC_URL + asked, FORM)
    before = twilio.changes()
    forgeries = 0
    for name in sorted(set(FORM) & set(READ)):
        rest = {other: value for other, value in FORM.items() if other != name}
        for cut in range(1, len(FORM[name]) + 1):
            forged = rest | {name + FORM[name][:cut]: FORM[name][cut:]}
            if sign(TOKEN, PUBLIC_URL + asked, forged) == signature:
                forgeries += 1
                assert twilio.posts(asked, forged, signature=signature).status == 403
    assert forgeries > 100
    assert twilio.changes() == before


@pytest.mark.parametrize(
    "name", ["Topic", "ToSomething", "DigitsCount", "FromRegion", "SpeechResultLanguage"]
)
def test_a_parameter_that_twilio_has_added_costs_no_call(twilio: Twilio, name: str) -> None:
    """Twilio adds parameters without notice; those of a call are signed like all others."""
    menu = twilio.arrives(**{name: "new"})
    assert "Thank you for calling" in menu.words
    assert (
        "order number" in twilio.posts(menu.next, ARRIVAL | {name: "new", "CallStatus": "in-progress"}).words
    )
