"""One company with a real Redis, a real record, and an account at a carrier that fails every request."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from twilio.http import HttpClient
from twilio.http.response import Response

from commands.assembling import Outside, assemble
from commands.settings import read_settings
from ivr.call import Call
from routing.floor.events import LinkChanged, PresenceChosen
from routing.floor.needs import Demand, Needs
from routing.floor.people import Profile
from storage.breaker import Breaker
from storage.live.calls import Asks, Commit
from storage.live.client import LiveClient
from storage.live.server import RunningRedis, start_redis
from storage.record.staff import Member, staff_id
from switchboard.agent import obey
from switchboard.services import Services, Tenant
from telephony.carrier import Account, Carrier
from tests.house import ACCOUNT, PUBLIC_URL, TOKEN

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
DEMAND = Demand(queue="support").key
CALL = "CA" + "1" * 32


class Refusing(HttpClient):  # type: ignore[misc]  # twilio has no type marker
    """A carrier that answers 503 to everything."""

    def __init__(self) -> None:
        super().__init__(None, False, None)  # noqa: FBT003 - the SDK's own signature

    def request(self, *_args: object, **_named: object) -> Response:
        return Response(503, '{"code": 20503}')


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRedis]:
    with start_redis(tmp_path_factory.mktemp("redis")) as running:
        yield running


@pytest.fixture
def services(redis_server: RunningRedis, tmp_path: Path) -> Iterator[Services]:
    client = LiveClient(redis_server.url, timeout_s=5.0)
    client.run(lambda redis: redis.flushall())
    client.close()
    settings = read_settings(
        {
            "PUBLIC_URL": PUBLIC_URL,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "SECRET_KEY": "a-key-for-tests-of-no-worth",
            "REDIS_URL": redis_server.url,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'record.sqlite'}",
            "RINGDOWN_DATA": str(tmp_path / "data"),
        }
    )
    carrier = Carrier(Account(sid=ACCOUNT, key=ACCOUNT, secret=TOKEN), Breaker(time.monotonic), Refusing())
    made = assemble(settings, Outside(clock=lambda: NOW, tenants=["toy"], carrier=carrier))
    made.record.migrate()
    yield made
    made.record.close()
    made.live.close()
    made.journal.close()


@pytest.fixture
def toy(services: Services) -> Tenant:
    return services.tenants["toy"]


def hired(toy: Tenant, login: str, *, number: str = "") -> Profile:
    profile = Profile(
        id=staff_id("toy", login), login=login, name=login.title(), queues=("support",), number=number
    )
    toy.staff.put([Member(profile=profile)])
    return profile


def comes(services: Services, toy: Tenant, profile: Profile) -> None:
    obey(services, toy, LinkChanged(agent=profile, up=True))
    obey(services, toy, PresenceChosen(agent=profile, presence="available"))


def waits(toy: Tenant, call: str = CALL, *, score: int = NOW_MS) -> Needs:
    """Let a call stand in the order of the one demand there is."""
    needs = Needs(call=call, demand=DEMAND, score=score, priority=0, joined_ms=NOW_MS)
    asks = Asks(needs=needs.to_json(), demands=(DEMAND,), score=score)
    queued = (("support", float(score)),)
    state = Call(id=call, tenant="toy", release="r1", flow="line", step="line", dialled="+442079460900")
    turn = Commit(
        call_id=call,
        turn_read=0,
        turn=1,
        state=state.to_json(),
        reply="",
        now_ms=NOW_MS,
        asks=asks,
        joins=queued,
    )
    toy.calls.commit(turn)
    return needs
