"""From an agent's accept to the caller's redirect: the whole of it on loopback, at a steady pace of calls.

Agents accept an offer as soon as the one open stream, a supervisor's, tells of it; what many streams cost is
feed.py's to say. What stands for Twilio notes when it is asked to redirect a caller, then sends the webhooks
that follow.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from commands.settings import Settings
from ivr.call import Call
from routing.floor.events import LinkChanged, PresenceChosen
from routing.floor.needs import Demand, Needs
from storage.live.calls import Asks, Commit
from switchboard.agent import obey
from switchboard.services import Services
from tests.bench.desk import Desk, command, exchange, open_desk
from tests.bench.network import Network
from tests.bench.people import TENANT, Person, people, services_of

DEMAND = Demand(queue="support")
#: After the last call, for what is still under way.
WAITS_S = 10.0
#: Within which the first caller is accepted.
BEGINS_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Each agent takes one call and goes on talking."""

    calls_a_second: int = 20
    seconds: int = 20

    @property
    def calls(self) -> int:
        return self.calls_a_second * self.seconds


@dataclass(kw_only=True)
class Told:
    """What came of it: milliseconds, in no order."""

    to_redirect_ms: list[float]
    to_reply_ms: list[float]
    to_offer_ms: list[float]
    #: Of as many requests that do nothing, at the same pace meanwhile: what the machine itself takes.
    nothing_ms: list[float]
    #: Calls of which something was refused or missed.
    lost: int


@dataclass(kw_only=True)
class Running:
    """One run. By call, an instant of `time.perf_counter`: when it came to wait, was accepted, replied to."""

    port: int
    services: Services
    network: Network
    came: dict[str, float] = field(default_factory=dict)
    accepted: dict[str, float] = field(default_factory=dict)
    replied: dict[str, float] = field(default_factory=dict)
    nothing_ms: list[float] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    def told(self, sizes: Sizes) -> Told:
        calls = [_call(index) for index in range(sizes.calls)]
        redirected = self.network.redirected
        return Told(
            to_redirect_ms=_between(calls, self.accepted, redirected),
            to_reply_ms=_between(calls, self.accepted, self.replied),
            to_offer_ms=_between(calls, self.came, self.accepted),
            nothing_ms=self.nothing_ms,
            lost=sum(call not in redirected or call not in self.replied for call in calls),
        )


def _call(index: int) -> str:
    return f"CA{index:032x}"


def _between(calls: list[str], since: Mapping[str, float], until: Mapping[str, float]) -> list[float]:
    """Milliseconds, of the calls of which both is known."""
    return [(until[call] - since[call]) * 1000 for call in calls if call in since and call in until]


async def measure(port: int, settings: Settings, network: Network, sizes: Sizes) -> Told:
    """Let calls come while agents accept them, on a server that knows `network` as its carrier."""
    now = datetime.now(UTC)  # noqa: TID251 - the server that is measured goes by the real clock
    supervisor, *agents = people(settings, now, ["supervisor", *["agent"] * sizes.calls])
    run = Running(port=port, services=services_of(settings, now), network=network)
    run.services.books.follow()
    try:
        for agent in agents:
            _comes(run, agent)
        desk = await open_desk(port, supervisor, asyncio.Semaphore())
        await _measure(run, desk, {agent.id: agent for agent in agents}, sizes)
    finally:
        run.services.record.close()
    return run.told(sizes)


async def _measure(run: Running, desk: Desk, agents: Mapping[str, Person], sizes: Sizes) -> None:
    beats = asyncio.create_task(desk.beats())
    accepting = asyncio.create_task(_accept_all(run, desk.news, agents))
    nothing = []
    # The pace begins when the first caller has been accepted: by then `follow` has seen all agents come.
    await asyncio.to_thread(_waits, run, _call(0))
    async with asyncio.timeout(BEGINS_S):
        await run.begun.wait()
    began = time.perf_counter()
    for index in range(1, sizes.calls):
        await asyncio.sleep(max(0.0, began + index / sizes.calls_a_second - time.perf_counter()))
        await asyncio.to_thread(_waits, run, _call(index))
        nothing.append(asyncio.create_task(_ask_nothing(run)))
    await asyncio.wait([accepting, *nothing], timeout=WAITS_S)
    for task in (accepting, beats):
        task.cancel()
    desk.close()


def _comes(run: Running, agent: Person) -> None:
    """Let an agent be at the desk and free, as their stream and their command would."""
    tenant = run.services.tenants[TENANT]
    profile = tenant.staff.profile(agent.id)
    if profile is None:
        raise LookupError(agent.id)
    obey(run.services, tenant, LinkChanged(agent=profile, up=True))
    obey(run.services, tenant, PresenceChosen(agent=profile, presence="available"))


def _waits(run: Running, call_id: str) -> None:
    """Let a call come to wait in the queue, as the turn that it joins with does."""
    now = datetime.now(UTC)  # noqa: TID251 - as above
    now_ms = int(now.timestamp() * 1000)
    needs = Needs(call=call_id, demand=DEMAND.key, score=now_ms, priority=0, joined_ms=now_ms)
    call = Call(
        id=call_id,
        tenant=TENANT,
        release=run.services.books.live(TENANT).version,
        flow="homeika-support",
        step="support_queue",
        dialled="+18005551820",
        number="+12125550100",
        turn=1,
        began_ms=now_ms,
        step_began_ms=now_ms,
        language="en-US",
        queues=(DEMAND.queue,),
        place=now_ms,
        scratch={"joined_ms": str(now_ms)},
        visits={"homeika-support/support_queue": 1},
    )
    fact = {"id": f"{call_id}/1/0", "at": now.isoformat(), "tenant": TENANT, "call": call_id, "turn": 1}
    joined = {"fact": "QueueJoined", "queue": DEMAND.queue, "priority": 0, "skills": [], "prefers": ""}
    run.came[call_id] = time.perf_counter()
    run.services.tenants[TENANT].calls.commit(
        Commit(
            call_id=call_id,
            turn_read=0,
            turn=1,
            state=call.to_json(),
            reply="<Response/>",
            now_ms=now_ms,
            joins=((DEMAND.queue, float(now_ms)),),
            asks=Asks(needs=needs.to_json(), demands=(DEMAND.key,), score=float(now_ms)),
            facts=(json.dumps({**fact, **joined, "prefer_wait_s": 0, "objective_s": 45}),),
        )
    )


async def _ask_nothing(run: Running) -> None:
    line = await asyncio.open_connection("127.0.0.1", run.port)
    asked = time.perf_counter()
    await exchange(*line, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    run.nothing_ms.append((time.perf_counter() - asked) * 1000)
    line[1].close()


async def _accept_all(run: Running, news: asyncio.StreamReader, agents: Mapping[str, Person]) -> None:
    """Let each agent accept their first offer; ends when all have, or were refused."""
    accepting = []
    for _ in agents:
        offer = await _offer(news)
        accepting.append(asyncio.create_task(_accept(run, agents[offer["agent_id"]], offer)))
    await asyncio.wait(accepting)


async def _accept(run: Running, agent: Person, offer: Mapping[str, str]) -> None:
    call = offer["call_id"]
    line = await asyncio.open_connection("127.0.0.1", run.port)
    run.accepted[call] = time.perf_counter()
    await exchange(*line, command(agent, do="accept", offer=offer["offer_id"]))
    run.replied[call] = time.perf_counter()
    run.begun.set()
    line[1].close()
    await run.network.dials_in(agent.id, call)


async def _offer(news: asyncio.StreamReader) -> dict[str, str]:
    """Read on until the stream tells of an offer."""
    while await news.readuntil(b"\n") != b"event: offer.created\n":
        pass
    line = await news.readuntil(b"\n")
    data: dict[str, str] = json.loads(line.removeprefix(b"data: "))["data"]
    return data
