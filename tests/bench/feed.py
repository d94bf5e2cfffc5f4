"""From a fact to what pages show: many open streams, facts at a steady pace, and webhooks beside them.

An agent's page shows a fact once it has read its state anew, which it does at once. A supervisor's draws the
floor from the event itself, and reads the state anew once a second (web/assets/desk/main.js).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from commands.settings import Settings
from switchboard.services import Services
from tests.bench import calls
from tests.bench.desk import Desk, open_desk
from tests.bench.load import length_of
from tests.bench.people import TENANT, Person, people, services_of

OPENED_AT_ONCE = 20
SUPERVISORS_LOOK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """streams: one an agent, and `supervisors` of them see everything. A second: facts and webhooks."""

    streams: int = 500
    supervisors: int = 10
    facts_a_second: int = 40
    webhooks_a_second: int = 40
    seconds: int = 20


@dataclass(kw_only=True)
class Told:
    """What came of it. Latencies in milliseconds, in no order; missed: facts that no stream showed.

    to_agents_ms: until the state was read; to_supervisors_ms: until the event was; looks_ms: of a reading.
    """

    to_agents_ms: list[float] = field(default_factory=list)
    to_supervisors_ms: list[float] = field(default_factory=list)
    looks_ms: list[float] = field(default_factory=list)
    webhooks_ms: list[float] = field(default_factory=list)
    open_streams: int = 0
    missed: int = 0
    #: Readings and beats that a busy server refused; a reading took until it was answered after all.
    refused: int = 0


def measure(port: int, settings: Settings, now: datetime, sizes: Sizes) -> Told:
    """Open the streams, then let facts become true while webhooks are answered."""
    roles = ["supervisor" if index < sizes.supervisors else "agent" for index in range(sizes.streams)]
    everybody = people(settings, now, roles)
    services = services_of(settings, now)
    webhooks = calls.ringdown_requests(settings, now, sizes.webhooks_a_second * sizes.seconds)
    try:
        return asyncio.run(_measure(port, services, everybody, (sizes, webhooks)))
    finally:
        services.record.close()


async def _measure(
    port: int, services: Services, everybody: Sequence[Person], load: tuple[Sizes, list[bytes]]
) -> Told:
    sizes, webhooks = load
    told = Told()
    sent: dict[str, float] = {}
    gate = asyncio.Semaphore(OPENED_AT_ONCE)
    desks = await asyncio.gather(*(_open(port, person, gate) for person in everybody))
    told.open_streams = len(desks)
    readers = [asyncio.create_task(_reads(desk, sent, told)) for desk, _ in desks[sizes.supervisors :]]
    readers += [asyncio.create_task(_watches(desk, sent, told)) for desk, _ in desks[: sizes.supervisors]]
    await asyncio.sleep(2)
    tasks = [
        asyncio.create_task(_webhook(port, request, at / sizes.webhooks_a_second, told))
        for at, request in enumerate(webhooks)
    ]
    agents = everybody[sizes.supervisors :]
    began = time.perf_counter()
    for index in range(sizes.facts_a_second * sizes.seconds):
        await asyncio.sleep(max(0.0, began + index / sizes.facts_a_second - time.perf_counter()))
        mark = f"mark{index}"
        sent[mark] = time.perf_counter()
        await asyncio.to_thread(
            services.tenants[TENANT].facts.append, [_fact(mark, agents[index % len(agents)].id)]
        )
    await asyncio.gather(*tasks)
    await asyncio.sleep(2)
    shown = len(told.to_agents_ms) + len(told.to_supervisors_ms)
    told.missed = sizes.facts_a_second * sizes.seconds * (1 + sizes.supervisors) - shown
    for task in readers:
        task.cancel()
    for desk, beats in desks:
        told.refused += desk.refused
        beats.cancel()
        desk.close()
    return told


async def _open(port: int, person: Person, gate: asyncio.Semaphore) -> tuple[Desk, asyncio.Task[None]]:
    desk = await open_desk(port, person, gate)
    return desk, asyncio.create_task(desk.beats())


async def _reads(desk: Desk, sent: dict[str, float], told: Told) -> None:
    """Do as an agent's page: read the state at each news, and only then show it."""
    async for mark in _marks(desk.news):
        await _looks(desk, told)
        told.to_agents_ms.append((time.perf_counter() - sent[mark]) * 1000)


async def _watches(desk: Desk, sent: dict[str, float], told: Told) -> None:
    """Do as a supervisor's page: draw each event, and read the state now and then."""
    looking, looked = None, 0.0
    async for mark in _marks(desk.news):
        now = time.perf_counter()
        told.to_supervisors_ms.append((now - sent[mark]) * 1000)
        if now - looked >= SUPERVISORS_LOOK_EVERY_S and (looking is None or looking.done()):
            looked, looking = now, asyncio.create_task(_looks(desk, told))


async def _looks(desk: Desk, told: Told) -> None:
    began = time.perf_counter()
    await desk.looks()
    told.looks_ms.append((time.perf_counter() - began) * 1000)


async def _marks(news: asyncio.StreamReader) -> AsyncIterator[str]:
    """Yield the marks of the facts that are told, as they come."""
    while True:
        line = await news.readuntil(b"\n")
        if line.startswith(b"data: ") and b'"reason":"mark' in line:
            yield json.loads(line[6:])["data"]["reason"]


async def _webhook(port: int, request: bytes, after_s: float, told: Told) -> None:
    await asyncio.sleep(after_s)
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(length_of(head))
    told.webhooks_ms.append((time.perf_counter() - began) * 1000)
    writer.close()
    if b" 200 " not in head[:20]:
        raise ConnectionError(f"{head!r}")


def _fact(mark: str, agent: str) -> str:
    return json.dumps(
        {
            "id": f"bench/{mark}",
            "at": "2026-11-23T18:15:04.221+00:00",
            "tenant": TENANT,
            "call": "",
            "fact": "PresenceChanged",
            "agent": agent,
            "was": "away",
            "now": "available",
            "by": "agent",
            "reason": mark,
            "next_presence": "",
        }
    )
