"""Twilio's own Python client takes the emulator for Twilio: an independent reader of every reply."""

import base64
import logging
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client as Twilio

from emulator.calls import Arrival, arrive
from emulator.exchange import Exchange, Nobody
from emulator.fetch import Request
from emulator.model import Hooks
from emulator.rest import rest_app
from emulator.rest.in_process import ask
from emulator.serverless.app import serverless_app
from emulator.serverless.store import Serverless
from tests.emulator.rest.conftest import ALICE, LINE, SID, TOKEN

URL = "https://ringdown.example/voice"


class InProcess(HttpClient):  # type: ignore[misc]  # twilio has no type markers
    """Carries the client's requests to the emulator's apps instead of over the network."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=False)
        self._apps = {
            "api.twilio.com": rest_app(exchange),
            "serverless.twilio.com": serverless_app(Serverless(exchange)),
        }

    def request(self, method: str, url: str, **given: Any) -> Response:
        """Send it; `auth` is a pair for HTTP Basic."""
        params = given.get("params")
        query = "?" + urlencode(params, doseq=True) if params else ""
        headers = dict(given.get("headers") or {})
        if given.get("auth"):
            pair = base64.b64encode(":".join(given["auth"]).encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        body = urlencode(given.get("data") or {}, doseq=True).encode()
        request = Request(method=method, url=url + query, headers=headers, body=body)
        answer = ask(self._apps[urlsplit(url).hostname or ""], request, patience_s=5)
        return Response(answer.status, answer.body.decode(), answer.headers)


@pytest.fixture
def client(exchange: Exchange) -> Twilio:
    return Twilio(SID, TOKEN, http_client=InProcess(exchange))


def test_calls_are_created_read_listed_and_ended(client: Twilio, exchange: Exchange) -> None:
    call = client.calls.create(to=ALICE, from_=LINE, url=URL, status_callback_event=["initiated", "answered"])
    assert (call.status, call.date_created) == ("queued", datetime(2026, 3, 2, 12, tzinfo=UTC))
    exchange.clock.moves(seconds=3)
    assert client.calls(call.sid).fetch().status == "ringing"
    assert client.calls(call.sid).update(status="completed").status in {"canceled", "completed"}
    since = datetime(2026, 3, 2, tzinfo=UTC)
    assert [one.sid for one in client.calls.list(to=ALICE, start_time_after=since)] == [call.sid]


def test_lists_are_walked_through_all_pages(client: Twilio) -> None:
    sent = [client.messages.create(to=ALICE, from_=LINE, body=str(number)).sid for number in range(7)]
    assert [one.sid for one in client.messages.stream(page_size=3)] == sent[::-1]


def test_a_refusal_is_the_clients_own_exception(client: Twilio) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.calls.create(to="12", from_=LINE, url=URL)
    assert (refused.value.status, refused.value.code) == (400, 21211)
    with pytest.raises(TwilioRestException) as missing:
        client.calls("CA" + "0" * 32).fetch()
    assert (missing.value.status, missing.value.code) == (404, 20404)


def test_conferences_and_participants_are_directed(client: Twilio, exchange: Exchange) -> None:
    exchange.add_number("+18005551899", Hooks(voice_url="https://ringdown.example/room.xml"))
    for number in (ALICE, "+442079460123"):
        arrive(exchange, Nobody(), Arrival(from_=number, to="+18005551899"))
        exchange.clock.moves(seconds=2)
    [room] = client.conferences.list(status="in-progress")
    alice, bob = client.conferences(room.sid).participants.list()
    held = client.conferences(room.sid).participants(alice.call_sid).update(hold=True, hold_url=URL)
    assert held.hold is True
    assert client.conferences(room.sid).participants(bob.call_sid).delete()
    exchange.clock.moves(seconds=1)
    assert len(client.conferences(room.sid).participants.list()) == 1
    assert client.conferences(room.sid).update(status="completed").status == "completed"


def test_recordings_are_started_and_deleted(client: Twilio, exchange: Exchange) -> None:
    leg = arrive(exchange, Nobody(), Arrival(from_=ALICE, to=LINE))
    exchange.clock.moves(seconds=1)
    recording = client.calls(leg.call.sid).recordings.create(recording_channels="dual")
    exchange.clock.moves(seconds=5)
    client.calls(leg.call.sid).recordings("Twilio.CURRENT").update(status="stopped")
    exchange.clock.moves(seconds=10)
    assert client.recordings(recording.sid).fetch().duration == "5"
    assert client.recordings(recording.sid).delete()
    assert client.recordings.list() == []


def test_numbers_applications_and_serverless_are_provisioned(client: Twilio, exchange: Exchange) -> None:
    [number] = client.incoming_phone_numbers.list(phone_number=LINE)
    number.update(voice_fallback_url="https://a.twil.io/e2.xml", voice_fallback_method="GET")
    assert exchange.numbers[LINE].hooks.voice_fallback_url == "https://a.twil.io/e2.xml"
    assert client.applications.create(friendly_name="Desk", voice_url=URL).voice_url == URL
    assert client.api.accounts(SID).fetch().status == "active"
    service = client.serverless.v1.services.create(unique_name="ringdown", friendly_name="Ringdown")
    environment = client.serverless.v1.services(service.sid).environments.create(unique_name="production")
    assert environment.domain_name.endswith(".twil.io")
    build = client.serverless.v1.services(service.sid).builds.create(asset_versions=[])
    status = client.serverless.v1.services(service.sid).builds(build.sid).build_status().fetch()
    assert status.status == "completed"
    assert [one.sid for one in client.serverless.v1.services.list()] == [service.sid]
