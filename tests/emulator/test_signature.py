"""The signature, against Twilio's published vectors (twilio.md 4)."""

import json
from pathlib import Path

import pytest

from emulator.signature import sign, signed_url
from tests.emulator.small_app import CALLER, LINE, TOKEN, SmallApp, small_network

VECTORS = json.loads((Path(__file__).parent / "facts" / "signature_vectors.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=["library", "documentation", "third party"])
def test_the_published_vectors_come_out(vector: dict[str, str]) -> None:
    assert sign(vector["auth_token"], vector["url"], vector["params"]) == vector["signature"]  # type: ignore[arg-type]  # its params are an object


@pytest.mark.parametrize(
    ("url", "signed"),
    [
        ("https://a.example/x?b=1", "https://a.example/x?b=1"),
        ("https://a.example:8443/x", "https://a.example/x"),
        ("http://a.example:8080/x", "http://a.example:8080/x"),
        ("https://user:pass@a.example/x#rc=2", "https://a.example/x"),
        ("https://[::1]:8443/x", "https://[::1]/x"),
    ],
)
def test_a_voice_url_is_signed_without_user_fragment_and_https_port(url: str, signed: str) -> None:
    assert signed_url(url) == signed


def test_an_https_message_url_keeps_its_port() -> None:
    assert signed_url("https://a.example:8443/x", voice=False) == "https://a.example:8443/x"


def test_of_a_repeated_parameter_the_unique_values_are_signed_in_order() -> None:
    assert sign("t", "https://a.example", {"A": ["2", "1", "2"]}) == sign("t", "https://a.exampleA1A2", {})


def test_every_request_carries_a_signature_over_what_was_sent() -> None:
    app = SmallApp(
        {"/voice": '<Gather method="GET" action="/menu?x=1" numDigits="1"/>', "/menu": "<Hangup/>"}
    )
    small_network(app).phone(CALLER).calls(LINE).presses("1").ends()
    posted, got = app.asked[0], app.asked[1]
    assert posted.headers["HTTP_X_TWILIO_SIGNATURE"] == sign(
        TOKEN, "https://small.example/voice", posted.params
    )
    assert got.method == "GET"
    assert got.params["Digits"] == "1"
    assert posted.headers["HTTP_USER_AGENT"] == "TwilioProxy/1.1"
    assert posted.headers["CONTENT_TYPE"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert posted.headers["HTTP_I_TWILIO_IDEMPOTENCY_TOKEN"]
