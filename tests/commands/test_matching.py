"""commands/matching.py: the router's rounds of a real process, in real time, against a real Redis."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from twilio.http import HttpClient
from twilio.http.response import Response

from commands.assembling import Outside, assemble
from commands.matching import match_on
from commands.settings import read_settings
from ivr.call import Call
from routing.floor.events import LinkChanged, PresenceChosen
from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile
from storage.breaker import Breaker
from storage.live.calls import Asks, Commit
from storage.live.client import LiveClient
from storage.live.facts import Consumer, read_new
from storage.live.server import start_redis
from storage.record.staff import Member, staff_id
from switchboard.agent import obey
from switchboard.services import Services
from telephony.carrier import Account, Carrier
from tests.house import ACCOUNT, PUBLIC_URL, TOKEN

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
DEMAND = Demand(queue="support").key
ANN = Profile(id=staff_id("toy", "ann"), login="ann", name="Ann", queues=("support",))
SOON_S = 10.0


class Hanging(HttpClient):  # type: ignore[misc]  # twilio has no type marker
    """A phone network whose answers hang until it is told to go on."""

    def __init__(self) -> None:
        super().__init__(None, False, None)  # noqa: FBT003 - the SDK's own signature
        self.asked, self.goes_on = threading.Event(), threading.Event()

    def request(self, *_args: object, **_named: object) -> Response:
        self.asked.set()
        self.goes_on.wait(SOON_S)
        return Response(503, '{"code": 20503}')


@pytest.fixture
def network() -> Hanging:
    return Hanging()


@pytest.fixture
def services(tmp_path: Path, network: Hanging) -> Iterator[Services]:
    with start_redis(tmp_path / "redis") as server:
        settings = read_settings(
            {
                "PUBLIC_URL": PUBLIC_URL,
                "TWILIO_ACCOUNT_SID": ACCOUNT,
                "TWILIO_AUTH_TOKEN": TOKEN,
                "SECRET_KEY": "a-key-for-tests-of-no-worth",
                "REDIS_URL": server.url,
                "DATABASE_URL": f"sqlite:///{tmp_path / 'record.sqlite'}",
                "RINGDOWN_DATA": str(tmp_path / "data"),
            }
        )
        account = Account(sid=ACCOUNT, key=ACCOUNT, secret=TOKEN)
        carrier = Carrier(account, Breaker(time.monotonic), network)
        made = assemble(settings, Outside(clock=lambda: NOW, tenants=["toy", "other"], carrier=carrier))
        made.record.migrate()
        yield made
        made.record.close()
        made.live.close()
        made.journal.close()


@pytest.fixture
def leads(services: Services) -> Iterator[threading.Event]:
    """A follower that matches for as long as this is set."""
    leading, stopping = threading.Event(), threading.Event()
    matching = threading.Thread(target=match_on, args=(services, leading, stopping))
    matching.start()
    yield leading
    stopping.set()
    matching.join(SOON_S)
    assert not matching.is_alive()


def waits(services: Services, call: str, facts: tuple[str, ...]) -> None:
    needs = Needs(call=call, demand=DEMAND, score=NOW_MS, priority=0, joined_ms=NOW_MS)
    asks = Asks(needs=needs.to_json(), demands=(DEMAND,), score=NOW_MS)
    state = Call(
        id=call, tenant="toy", release="r1", flow="line", step="line", dialled="+442079460900"
    ).to_json()
    turn = Commit(call_id=call, turn_read=0, turn=1, state=state, reply="", now_ms=NOW_MS, asks=asks)
    services.tenants["toy"].calls.commit(replace(turn, facts=facts))


def comes(services: Services, who: Profile = ANN) -> None:
    toy = services.tenants["toy"]
    toy.staff.put([Member(profile=who)])
    obey(services, toy, LinkChanged(agent=who, up=True))
    obey(services, toy, PresenceChosen(agent=who, presence="available"))


def work(services: Services, who: Profile = ANN) -> str:
    record = services.tenants["toy"].floor.read((who.id,)).agents[who.id]
    return Agent.from_json(record.state).work


def offered(services: Services) -> bool:
    """Wait, by the stream of facts itself, until an offer was made."""
    listener, reader = LiveClient(services.live.url, timeout_s=SOON_S), Consumer(group="test", name="one")
    seen = (entry.fact for _ in range(100) for _, entry in read_new(listener, ("toy",), reader, 10, 100))
    made = any('"OfferMade"' in fact for fact in seen)
    listener.close()
    return made


def test_a_caller_who_joins_is_put_to_a_free_agent_at_once(
    services: Services, leads: threading.Event
) -> None:
    comes(services)
    leads.set()
    waits(services, "CA1", ('{"id":"CA1/1/0","call":"CA1","fact":"QueueJoined"}',))
    assert offered(services)
    assert work(services) == "ringing"


def test_a_caller_whose_fact_was_lost_is_found_by_the_next_look(
    services: Services, leads: threading.Event
) -> None:
    services.tenants["toy"].floor.register_demand(DEMAND)
    comes(services)
    waits(services, "CA1", ())
    leads.set()
    assert offered(services)


def test_a_follower_that_stands_by_matches_nobody(services: Services, leads: threading.Event) -> None:
    comes(services)
    waits(services, "CA1", ('{"id":"CA1/1/0","call":"CA1","fact":"QueueJoined"}',))
    assert not services.tenants["toy"].facts.claim("router", "other", 0, 10)
    assert work(services) == "idle"


def test_a_phone_network_that_hangs_holds_up_no_caller_and_no_timer(
    services: Services, network: Hanging, leads: threading.Event
) -> None:
    """A desk phone is ordered to ring; nobody answers the order."""
    desk = replace(ANN, id=staff_id("toy", "desk"), login="desk", number="+442079460100")
    comes(services, desk)
    leads.set()
    waits(services, "CA1", ('{"id":"CA1/1/0","call":"CA1","fact":"QueueJoined"}',))
    assert network.asked.wait(SOON_S)
    comes(services)
    waits(services, "CA2", ('{"id":"CA2/1/0","call":"CA2","fact":"QueueJoined"}',))
    assert offered(services)
    assert offered(services)
    assert (work(services), work(services, desk)) == ("ringing", "reserved")
    network.goes_on.set()
