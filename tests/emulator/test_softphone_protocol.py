"""The client protocol over real sockets: a token, a leg, its events, and what a page may do with it."""

import http.client
import json
from collections.abc import Iterator
from typing import Any, Self

import jwt
import pytest

from tests.emulator.live import ALICE, APP, KEY, LINE, PATIENCE_S, SECRET, SID, Live, live


@pytest.fixture(scope="module")
def running() -> Iterator[Live]:
    with live() as one:
        yield one


def token(running: Live, **changes: object) -> str:
    expires = int(running.emulator.exchange.now.timestamp()) + 600
    grants = {"identity": "agt_1", "voice": {"outgoing": {"application_sid": APP}}}
    claims = {"iss": KEY, "sub": SID, "exp": expires, "grants": grants}
    return jwt.encode(claims | changes, SECRET, "HS256", headers={"cty": "twilio-fpa;v=1"})


def connect(running: Live, **params: str) -> str:
    status, body = running.ask("POST", "/softphone/connect", {"token": token(running), "params": params})
    assert status == 200, body
    return str(body["leg"])


def order(running: Live, leg: str, name: str, **body: str) -> int:
    return running.ask("POST", f"/softphone/{leg}/{name}", body)[0]


class Events:
    """A reader of one leg's events, one after another."""

    def __init__(self, running: Live, leg: str, last: str = "") -> None:
        host = running.emulator.url.removeprefix("http://")
        self._connection = http.client.HTTPConnection(host, timeout=PATIENCE_S)
        headers = {"Last-Event-ID": last} if last else {}
        self._connection.request("GET", f"/softphone/{leg}/events", headers=headers)
        self._reply = self._connection.getresponse()
        assert self._reply.headers.get_content_type() == "text/event-stream"
        self.last = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reply.close()
        self._connection.close()

    def next(self) -> tuple[str, dict[str, Any]] | None:
        """The next event; None: the stream has ended."""
        kind = ""
        while line := self._reply.readline().decode():
            name, _, value = line.strip().partition(": ")
            if name == "id":
                self.last = value
            elif name == "event":
                kind = value
            elif name == "data":
                return kind, json.loads(value)
        return None

    def until(self, kind: str, /, **data: object) -> None:
        while (event := self.next()) is not None:
            if event[0] == kind and data.items() <= event[1].items():
                return
        raise AssertionError(f"no {kind} {data} before the end")


def test_a_leg_rings_opens_hears_and_is_hung_up(running: Live) -> None:
    leg = connect(running, offer="off_1")
    with Events(running, leg) as events:
        assert events.next() == ("ringing", {})
        assert events.next() == ("open", {})
        events.until("hears", kind="say", words="Hello agent.")
        sent = running.service.waits_for("/client", CallSid=leg)
        assert (sent["From"], sent["To"], sent["offer"]) == ("client:agt_1", "", "off_1")
        assert order(running, leg, "hangup") == 200
        events.until("closed", cause="completed")
        assert events.next() is None
    assert order(running, leg, "hangup") == 200
    assert order(running, leg, "mute") == 409


def test_its_keys_its_words_and_its_mute_go_out(running: Live) -> None:
    leg = connect(running)
    with Events(running, leg) as events:
        events.until("asks", takes="both")
        assert order(running, leg, "mute") == 200
        events.until("muted", muted=True)
        assert order(running, leg, "words", text="Nobody hears this") == 200
        assert order(running, leg, "unmute") == 200
        events.until("muted", muted=False)
        assert order(running, leg, "digits", digits="7") == 200
        running.service.waits_for("/typed", CallSid=leg, Digits="7")
        assert order(running, leg, "digits", digits="x") == 400
        assert order(running, leg, "hangup") == 200
    assert not [
        sent for path, sent in running.service.asked if "Nobody hears" in sent.get("SpeechResult", "")
    ]


def test_a_reader_goes_on_after_the_last_event_it_has_seen(running: Live) -> None:
    leg = connect(running)
    with Events(running, leg) as first:
        first.until("open")
        with Events(running, leg, first.last) as second:
            second.until("hears", words="Hello agent.")
            order(running, leg, "hangup")
            second.until("closed")
    with Events(running, leg) as third:
        assert third.next() == ("ringing", {})


def test_a_page_that_has_gone_loses_its_leg(running: Live) -> None:
    leg = connect(running)
    with Events(running, leg) as events:
        events.until("open")
    assert running.service.waits_for("/status", CallSid=leg, CallStatus="completed")


def test_a_leg_that_nobody_ever_listens_to_is_hung_up(running: Live) -> None:
    leg = connect(running)
    assert running.service.waits_for("/status", CallSid=leg, CallStatus="completed")


def test_a_token_that_is_not_ours_opens_nothing(running: Live) -> None:
    refused = running.ask("POST", "/softphone/connect", {"token": token(running, iss="SK" + "0" * 32)})
    assert refused[0] == 401
    assert refused[1]["code"] == 20103
    assert running.ask("POST", "/softphone/connect", {})[0] == 401
    wide = {"token": token(running), "params": {"note": "x" * 1000}}
    assert running.ask("POST", "/softphone/connect", wide)[0] == 400
    deep = {"token": token(running), "params": {"note": {}}}
    assert running.ask("POST", "/softphone/connect", deep)[0] == 400
    assert order(running, "CA" + "0" * 32, "hangup") == 404


def test_pages_of_the_service_may_call_and_no_others(running: Live) -> None:
    host = running.emulator.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=PATIENCE_S)
    try:
        connection.request("OPTIONS", "/softphone/connect", headers={"Origin": "http://elsewhere.example"})
        reply = connection.getresponse()
    finally:
        connection.close()
    assert reply.status == 204
    assert reply.headers["Access-Control-Allow-Origin"] == running.public_url
    assert "Content-Type" in reply.headers["Access-Control-Allow-Headers"]


def test_a_program_can_play_a_caller(running: Live) -> None:
    status, body = running.ask("POST", "/softphone/dial", {"from": ALICE, "to": LINE})
    assert status == 200
    with Events(running, body["leg"]) as events:
        events.until("asks", takes="keys")
        events.until("hears", words="Press 1.")
        order(running, body["leg"], "hangup")
        events.until("closed", cause="completed")
    assert running.ask("POST", "/softphone/dial", {"from": ALICE, "to": "+15550000000"})[0] == 404
    assert running.ask("POST", "/softphone/dial", {"from": "x", "to": LINE})[0] == 400
