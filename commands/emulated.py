"""The product and an emulated Twilio in one process, in phone time: for `talk`, and for whole-call tests."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from requests.exceptions import ReadTimeout
from twilio.http import HttpClient
from twilio.http.response import Response
from werkzeug.test import Client

from commands.answering import pages_of
from commands.assembling import Outside, assemble
from commands.settings import Settings
from emulator.model import Hooks
from emulator.phones import Network
from emulator.rest import rest_app
from emulator.rest.dispatch import ReplyLostError
from storage.breaker import Breaker
from switchboard.books import Books
from switchboard.services import Services
from telephony.carrier import Account, Carrier
from telephony.signature import Signatures
from web.app import create_app


@dataclass(frozen=True, slots=True, kw_only=True)
class RestRequest:
    """One request of the SDK, and the reply of the emulated REST API."""

    method: str
    url: str
    #: A list is a name that is sent several times.
    form: Mapping[str, str | list[str]]
    #: Header Authorization, as HTTP Basic writes it.
    authorization: str
    status: int
    body: str


class EmulatedRest(HttpClient):  # type: ignore[misc]  # twilio has no type marker
    """Carries the SDK's requests to an emulator's REST API without a socket."""

    def __init__(self, network: Callable[[], Network]) -> None:
        super().__init__(None, False, None)  # noqa: FBT003 - the SDK's own signature
        self._network = network
        self._client: Client | None = None  #: made once: an API of many routes takes its time to build
        self.sent: list[RestRequest] = []

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        named = dict(zip(("params", "data", "headers", "auth"), args, strict=False)) | kwargs
        there = urlsplit(url)
        form = {name: _field(value) for name, value in _pairs(named.get("data"))}
        user, secret = named["auth"]
        authorization = f"Basic {b64encode(f'{user}:{secret}'.encode()).decode()}"
        self._client = self._client or Client(rest_app(self._network().exchange))
        try:
            reply = self._client.open(
                there.path,
                base_url=f"{there.scheme}://{there.netloc}",
                method=method,
                query_string=dict(_pairs(named.get("params"))),
                data=form,
                headers=dict(_pairs(named.get("headers"))) | {"Authorization": authorization},
            )
        except ReplyLostError as lost:
            raise ReadTimeout(str(lost)) from lost
        made = RestRequest(
            method=method,
            url=url,
            form=form,
            authorization=authorization,
            status=reply.status_code,
            body=reply.text,
        )
        self.sent.append(made)
        return Response(reply.status_code, reply.text)


@dataclass(kw_only=True)
class Emulated:
    """What runs in one process. `net` holds the clock that everything follows."""

    net: Network
    app: Flask
    services: Services
    rest: EmulatedRest

    def close(self) -> None:
        self.services.record.close()
        self.services.live.close()
        self.services.journal.close()
        self.services.rosters.close()


def emulate(
    settings: Settings, tenants: tuple[str, ...], at: datetime, books: Books | None = None
) -> Emulated:
    """Assemble the product around an emulated network that begins at `at`. The record is ready for use.

    books: flows that were compiled before; else those that are live in the record.
    """
    network: list[Network] = []
    rest = EmulatedRest(lambda: network[0])
    account = Account(
        sid=settings.twilio_account_sid,
        key=settings.twilio_account_sid,
        secret=settings.twilio_auth_tokens[0],
    )
    carrier = Carrier(account, Breaker(lambda: network[0].clock.elapsed), rest)
    outside = Outside(clock=lambda: network[0].now if network else at, tenants=tenants, carrier=carrier)
    services = assemble(settings, outside)
    if books is None:
        services.books.follow()
    else:
        services = replace(services, books=books)
    signatures = Signatures(settings.twilio_auth_tokens, settings.public_url)
    app = create_app(services, signatures, pages_of(settings, demo=True))
    net = Network(
        app=app,
        public_url=settings.public_url,
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_tokens[0],
        now=at,
    )
    network.append(net)
    net.add_application(
        "softphone", Hooks(voice_url=f"{settings.public_url}/twilio/client"), sid=settings.twilio_app_sid
    )
    emulated = Emulated(net=net, app=app, services=services, rest=rest)
    for tenant in tenants:
        for number in services.books.live(tenant).company.lines.values():
            _own(net, number, settings.public_url)
    return emulated


def _own(net: Network, number: str, public_url: str) -> None:
    net.number(
        number,
        voice_url=f"{public_url}/twilio/voice",
        status_url=f"{public_url}/twilio/status",
        sms_url=f"{public_url}/twilio/sms",
    )


def _field(value: object) -> str | list[str]:
    return [str(one) for one in value] if isinstance(value, list) else str(value)


def _pairs(given: object) -> list[tuple[str, object]]:
    return list(given.items()) if isinstance(given, Mapping) else []
