"""Robots over real sockets: an agent at a desk with a softphone, and callers on an emulated network."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import jwt
import pytest

from commands.robots.agent import Agent, Desk
from commands.robots.chance import chance_of
from commands.robots.crew import Crew
from commands.robots.plan import Account, Company, Customer, Plan, read_plan
from tests.commands.toy_desk import PASSWORD, ToyDesk, toy_desk
from tests.emulator.live import ALICE, APP, DUTY, KEY, LINE, SECRET, SID, Live, live

#: A robot's day goes by so much faster here.
FASTER = 60.0
#: While one thing must not come before another is seen.
LESS_FAST = 20.0
ENDS_WITHIN_S = 15.0
#: A source of chance by which the first caller is handed on after a consult.
CONSULTS = "asks a colleague 24"


def quick() -> float:
    return time.monotonic() * FASTER


@pytest.fixture(scope="module")
def network() -> Iterator[Live]:
    with live() as one:
        yield one


@pytest.fixture
def desk(network: Live) -> Iterator[ToyDesk]:
    def token() -> str:
        expires = int(network.emulator.exchange.now.timestamp()) + 600
        grants = {"identity": "agt_3", "voice": {"outgoing": {"application_sid": APP}}}
        claims = {"iss": KEY, "sub": SID, "exp": expires, "grants": grants}
        return jwt.encode(claims, SECRET, "HS256", headers={"cty": "twilio-fpa;v=1"})

    with toy_desk(token) as one:
        yield one


@contextmanager
def working(
    network: Live,
    desk: ToyDesk,
    chance: str = "takes the first",
    stopwatch: Callable[[], float] = quick,
) -> Iterator[None]:
    """An agent who takes the first offer, by these sources of chance."""
    stopping = Event()
    place = Desk(
        web_url=desk.url,
        phones_url=network.emulator.url,
        company="homeika",
        account=Account(login="agent3", password=PASSWORD),
    )
    agent = Agent(place, chance_of(chance), stopwatch, stopping)
    thread = Thread(target=agent.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(ENDS_WITHIN_S)
        assert not thread.is_alive()


def test_an_agent_goes_available_takes_a_call_talks_ends_and_wraps_up(network: Live, desk: ToyDesk) -> None:
    with working(network, desk):
        assert desk.waits_for("presence")["presence"] == "available"
        assert desk.waits_for("accept")["offer"] == "off_1"
        assert network.service.waits_for("/client")["From"] == "client:agt_3"
        desk.becomes(call={"id": "CA1", "phase": "talking"})
        desk.waits_for("end")
        assert desk.waits_for("wrap")["disposition"] == "solved"
    assert desk.sign_ins == 1
    assert len({one["id"] for one in desk.did}) == len(desk.did)


def test_an_agent_asks_a_colleague_and_hands_the_caller_over(network: Live, desk: ToyDesk) -> None:
    with working(network, desk, CONSULTS, lambda: time.monotonic() * LESS_FAST):
        desk.waits_for("accept")
        desk.becomes(call={"id": "CA1", "phase": "talking"})
        asked = desk.waits_for("transfer")
        assert (asked["mode"], asked["kind"], asked["to"]) == ("consult", "agent", "agt_4")
        desk.waits_for("complete")


def test_a_command_that_comes_too_late_disturbs_nobody(network: Live, desk: ToyDesk) -> None:
    desk.refuses = 1
    with working(network, desk):
        desk.waits_for("presence")
        desk.becomes(presence="available", offers=[{"id": "off_1"}])
        desk.waits_for("accept")
    assert desk.sign_ins == 1


def test_an_agent_whose_sign_in_is_refused_tries_again_and_stops_when_told(network: Live) -> None:
    with toy_desk(lambda: "") as other:
        stopping = Event()
        account = Account(login="agent3", password="wrong")  # noqa: S106 - wrong on purpose
        place = Desk(web_url=other.url, phones_url=network.emulator.url, company="homeika", account=account)
        thread = Thread(target=Agent(place, chance_of("x"), quick, stopping).run, daemon=True)
        thread.start()
        stopping.set()
        thread.join(ENDS_WITHIN_S)
        assert not thread.is_alive()
        assert other.sign_ins == 0


def test_callers_come_once_the_service_answers_and_all_stop_together(network: Live, desk: ToyDesk) -> None:
    plan = Plan(
        web_url=desk.url,
        phones_url=network.emulator.url,
        seed="tests",
        gap_s=0.05,
        most_live=2,
        companies=(Company(name="homeika", lines=(LINE,), customers=(Customer(number=ALICE),), agents=()),),
    )
    stopping = Event()
    crew = Crew(plan=plan, stopwatch=time.monotonic, stopping=stopping)
    thread = Thread(target=crew.run, daemon=True)
    thread.start()
    sent = network.service.waits_for("/voice", From=ALICE)
    calls = network.emulator.exchange.calls
    live_ones = [call for call in list(calls.values()) if call.status == "in-progress"]
    assert len(live_ones) <= plan.most_live
    stopping.set()
    thread.join(ENDS_WITHIN_S)
    assert not thread.is_alive()
    assert network.service.waits_for("/status", CallSid=sent["CallSid"], CallStatus="completed")


def test_nobody_rings_a_service_that_is_not_there(network: Live) -> None:
    company = Company(name="homeika", lines=(LINE,), customers=(Customer(number=DUTY),), agents=())
    plan = Plan(
        web_url="http://127.0.0.1:1",
        phones_url=network.emulator.url,
        seed="x",
        gap_s=0.01,
        companies=(company,),
    )
    stopping = Event()
    thread = Thread(target=Crew(plan=plan, stopwatch=time.monotonic, stopping=stopping).run, daemon=True)
    thread.start()
    thread.join(1.0)
    stopping.set()
    thread.join(ENDS_WITHIN_S)
    assert not [call for call in network.emulator.exchange.calls.values() if call.from_ == DUTY]


def test_a_plan_is_read_as_it_was_written() -> None:
    given = {
        "web_url": "http://127.0.0.1:8000",
        "phones_url": "http://127.0.0.1:8010",
        "seed": "one",
        "companies": [
            {
                "name": "homeika",
                "lines": [LINE],
                "customers": [{"number": ALICE, "order": "91000001"}],
                "agents": [{"login": "agent3", "password": PASSWORD}],
            }
        ],
    }
    plan = read_plan(given)
    assert plan.companies[0].customers == (Customer(number=ALICE, order="91000001"),)
    assert plan.most_live == 12
    with pytest.raises(KeyError):
        read_plan({"companies": [{}]})
