"""The whole product in one process, for whole-call scripts: real Redis and SQL, an emulated Twilio."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from twilio.http import HttpClient
from twilio.http.response import Response
from werkzeug.test import Client

from commands.assembling import Outside, assemble
from commands.settings import read_settings
from emulator.phone_call import PhoneCall
from emulator.phones import Network
from emulator.rest import rest_app
from storage.record.promises import Promise
from switchboard import errands
from switchboard.books import Books
from switchboard.replaying import replay
from switchboard.services import Services, Tenant
from switchboard.tracing import path_of
from telephony.carrier import Account, Carrier
from telephony.signature import Signatures
from web.app import create_app

PUBLIC_URL = "https://ringdown.example"
ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "f" * 32
TENANTS = ("homeika", "homewise")
#: A Monday morning in both companies' hours.
MONDAY = datetime.fromisoformat("2026-11-23T18:00:00+00:00")

HOMEIKA_SUPPORT = "+18005551820"
HOMEIKA_EMERGENCY = "+18885551821"
HOMEWISE_MAIN = "+442071234567"
HOMEWISE_SUPPORT = "+443456789012"
LINES = (HOMEIKA_SUPPORT, HOMEIKA_EMERGENCY, HOMEWISE_MAIN, HOMEWISE_SUPPORT)


class EmulatedRest(HttpClient):  # type: ignore[misc]  # twilio has no type marker
    """Carries the SDK's requests to the emulator's REST API, in process."""

    def __init__(self) -> None:
        super().__init__(None, False, None)  # noqa: FBT003 - the SDK's own signature
        self.network: Network | None = None
        #: (method, url, form, reply status, reply body) of each request, for tests of the contract.
        self.sent: list[tuple[str, str, Mapping[str, str], int, str]] = []

    def request(  # noqa: PLR0917 - the SDK's own signature
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,  # noqa: FBT001, FBT002 - the SDK's own signature
    ) -> Response:
        assert self.network is not None
        client = Client(rest_app(self.network.exchange))
        there = urlsplit(url)
        reply = client.open(
            there.path,
            base_url=f"{there.scheme}://{there.netloc}",
            method=method,
            query_string=dict(params or {}),
            data=dict(data or {}),
            headers=dict(headers or {}),
            auth=auth,
        )
        self.sent.append((method, url, dict(data or {}), reply.status_code, reply.text))
        return Response(reply.status_code, reply.text)


@dataclass(kw_only=True)
class House:
    """One house at one moment. Time moves only in the network's clock."""

    net: Network
    app: Flask
    services: Services
    rest: EmulatedRest

    def dials(self, line: str, *, number: str | None = None, attestation: str = "") -> PhoneCall:
        """Call a line; number None is a caller who withholds it."""
        return self.net.phone(number, attestation=attestation).calls(line)

    def path(self, call: PhoneCall) -> list[str]:
        """The ids of the steps a call has been at, in order, the present one last."""
        return [step["step"] for step in path_of(self.services, call.sid)]

    def level(self, call: PhoneCall) -> str:
        return str(self.state(call)["level"])

    def state(self, call: PhoneCall) -> dict[str, Any]:
        """What the live store holds of the call."""
        for tenant in self.services.tenants.values():
            stored = tenant.calls.read(call.sid)
            if stored is not None:
                found: dict[str, Any] = json.loads(stored.state)
                return found
        raise AssertionError(f"no store knows {call.sid}")

    def facts(self, tenant: str) -> list[dict[str, Any]]:
        """Every fact of a company so far that was not asked for before, oldest first."""
        entries = self.services.tenants[tenant].facts.read("tests", "reader", count=100_000, block_ms=1)
        return [json.loads(entry.fact) for entry in entries]

    def tenant(self, name: str) -> Tenant:
        return self.services.tenants[name]

    def promises(self, call: PhoneCall) -> tuple[Promise, ...]:
        found: tuple[Promise, ...] = ()
        for tenant in self.services.tenants.values():
            found += tenant.promises.open_of(call.sid)
        return found

    def runs_errands(self) -> None:
        """Do what a follower and a worker would do now, without RQ between them."""
        replay(self.services)
        for name, tenant in self.services.tenants.items():
            for row in tenant.promises.due(self.services.clock(), 100, ("alert", "text")):
                errands.keep(self.services, f"{name}:{row.id}")


@contextmanager
def a_house(*, redis_url: str, database: Path, folder: Path, books: Books, at: datetime) -> Iterator[House]:
    """Put the product together around one WSGI app, at a moment. database: migrated and filled."""
    env = {
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SECRET_KEY": "a-key-for-tests-of-no-worth",
        "REDIS_URL": redis_url,
        "DATABASE_URL": f"sqlite:///{database}",
        "RINGDOWN_DATA": str(folder),
    }
    settings = read_settings(env)
    rest = EmulatedRest()
    account = Account(sid=ACCOUNT, key=ACCOUNT, secret=TOKEN)
    clock: list[Network] = []
    outside = Outside(
        clock=lambda: clock[0].now if clock else at, tenants=TENANTS, carrier=Carrier(account, rest)
    )
    services = replace(assemble(settings, outside), books=books)
    app = create_app(services, Signatures(settings.twilio_auth_tokens, PUBLIC_URL), demo=True)
    net = Network(app=app, public_url=PUBLIC_URL, account_sid=ACCOUNT, auth_token=TOKEN, now=at)
    clock.append(net)
    rest.network = net
    for line in LINES:
        net.number(
            line,
            voice_url=f"{PUBLIC_URL}/twilio/voice",
            status_url=f"{PUBLIC_URL}/twilio/status",
            sms_url=f"{PUBLIC_URL}/twilio/sms",
        )
    try:
        yield House(net=net, app=app, services=services, rest=rest)
    finally:
        services.record.close()
        services.live.close()
        services.journal.close()


def later(at: datetime, **delta: float) -> datetime:
    return at + timedelta(**delta)
