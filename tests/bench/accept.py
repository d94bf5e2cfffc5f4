"""From an agent's accept to the caller's redirect: the whole of it on loopback, at a steady pace of calls.

Agents have the desk's stream open, as browsers do, and accept an offer as soon as they read of it. What
stands for Twilio notes when it is asked to redirect a caller, then sends the webhooks that follow.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from commands.settings import Settings
from ivr.call import Call
from routing.floor.needs import Demand, Needs
from storage.live.calls import Asks, Commit
from switchboard.services import Services
from tests.bench.desk import Desk, open_desk
from tests.bench.network import Network
from tests.bench.people import TENANT, Person, people, services_of

DEMAND = Demand(queue="support")
#: Streams opened, and agents who go available, at the same time.
AT_ONCE = 20
#: After the last call, for what is still under way.
WAITS_S = 10.0


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
    """What came of it: milliseconds, in no order. lost: calls of which something was refused or missed."""

    to_redirect_ms: list[float] = field(default_factory=list)
    to_reply_ms: list[float] = field(default_factory=list)
    to_offer_ms: list[float] = field(default_factory=list)
    lost: int = 0


@dataclass(kw_only=True)
class Running:
    """One run. By call, an instant of `time.perf_counter`: when it came to wait, and when it was accepted."""

    port: int
    services: Services
    network: Network
    came: dict[str, float] = field(default_factory=dict)
    accepted: dict[str, float] = field(default_factory=dict)
    told: Told = field(default_factory=Told)
    beating: list[asyncio.Task[None]] = field(default_factory=list)


async def measure(port: int, settings: Settings, network: Network, sizes: Sizes) -> Told:
    """Let calls come while agents accept them, on a server that knows `network` as its carrier."""
    now = datetime.now(UTC)  # noqa: TID251 - the server that is measured goes by the real clock
    agents = people(settings, now, ["agent"] * sizes.calls)
    run = Running(port=port, services=services_of(settings, now), network=network)
    run.services.books.follow()
    try:
        await _measure(run, agents, sizes)
    finally:
        run.services.record.close()
    return run.told


async def _measure(run: Running, agents: Sequence[Person], sizes: Sizes) -> None:
    gate = asyncio.Semaphore(AT_ONCE)
    desks = await asyncio.gather(*(_work(run, agent, gate) for agent in agents))
    began = time.perf_counter()
    for index in range(sizes.calls):
        await asyncio.sleep(max(0.0, began + index / sizes.calls_a_second - time.perf_counter()))
        await asyncio.to_thread(_waits, run, f"CA{index:032x}")
    done, waiting = await asyncio.wait(desks, timeout=WAITS_S)
    for task in (*waiting, *run.beating):
        task.cancel()
    await asyncio.sleep(1)
    reached = run.network.redirected
    run.told.lost = sizes.calls - sum(desk.exception() is None for desk in done)
    run.told.to_redirect_ms = [
        (reached[call] - at) * 1000 for call, at in run.accepted.items() if call in reached
    ]


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


async def _work(run: Running, agent: Person, gate: asyncio.Semaphore) -> asyncio.Task[None]:
    """Let an agent come to the desk and go available; the task accepts the first offer."""
    desk = await open_desk(run.port, agent, gate)
    async with gate:
        await desk.does(do="presence", presence="available")
    run.beating.append(asyncio.create_task(desk.beats()))
    return asyncio.create_task(_accept(run, desk))


async def _accept(run: Running, desk: Desk) -> None:
    offer = await _offer(desk.news)
    call = offer["call_id"]
    run.accepted[call] = asked = time.perf_counter()
    run.told.to_offer_ms.append((asked - run.came[call]) * 1000)
    await desk.does(do="accept", offer=offer["offer_id"])
    run.told.to_reply_ms.append((time.perf_counter() - asked) * 1000)
    await run.network.dials_in(desk.person.id, call)


async def _offer(news: asyncio.StreamReader) -> dict[str, str]:
    """Read on until the desk is told of an offer."""
    while await news.readuntil(b"\n") != b"event: offer.created\n":
        pass
    line = await news.readuntil(b"\n")
    data: dict[str, str] = json.loads(line.removeprefix(b"data: "))["data"]
    return data
