"""What it costs to put a caller to a free agent, as the product does it; beside a bare one-line script.

`match_agent` and `match_call`, through `obey` to the commit. They and the bare script run in turn on one
connection of one server, set up as the product's own: append-only file, fsync always. The bare script writes
one key, since a claim that did not write would be none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from redis import Redis

from storage.live.client import LiveClient
from storage.live.server import start_redis
from switchboard.routing import match_agent, match_call
from tests.bench.waiting import SKILLS, Waiting
from tests.matching import PATIENT_S

SKILLS_EACH = 5
#: One line: what the least thing costs that is done, and kept, in one trip.
BARE = 'return redis.call("SET", KEYS[1], ARGV[1])'

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Each number of waiting callers times each number of agents; rounds: assignments measured of each."""

    waiting: tuple[int, ...] = (100, 1_000, 10_000, 100_000)
    agents: tuple[int, ...] = (10, 100, 1_000, 10_000)
    rounds: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Of each assignment: seconds of all of it, seconds of it until the store had answered, trips there."""

    all_s: tuple[float, ...]
    store_s: tuple[float, ...]
    trips: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One size. freed: an agent is put the next caller; joined: a call is put to an agent.

    bare_s: seconds of the bare scripts that ran in turn with them.
    """

    waiting: int
    agents: int
    skills_each: int
    freed: Spent
    joined: Spent
    bare_s: tuple[float, ...]

    def ratio(self, spent: tuple[float, ...]) -> float:
        """Return how many such things are done a second by bare scripts a second."""
        return mean(self.bare_s) / mean(spent)

    @property
    def per_second(self) -> float:
        """Whole assignments of one process, one after the other."""
        return 1 / mean(self.freed.all_s)


def measure(sizes: Sizes) -> Iterator[Cell]:
    """Measure every cell, and the middle one again with agents who have all the skills."""
    with TemporaryDirectory(prefix="ringdown-bench-") as folder, start_redis(Path(folder)) as server:
        client = Timed(server.url, timeout_s=PATIENT_S)
        floor = Waiting(client, Path(folder), SKILLS_EACH)
        for index, waiting in enumerate(sizes.waiting):
            # Up and down by turns: agents who are there already need not come again.
            for agents in sizes.agents if index % 2 == 0 else sizes.agents[::-1]:
                floor.becomes(waiting, agents)
                yield _cell(client, floor, sizes.rounds)
        floor.close()
        client.run(lambda redis: redis.flushall())
        floor = Waiting(client, Path(folder), len(SKILLS))
        floor.becomes(sizes.waiting[-2], sizes.agents[-2])
        yield _cell(client, floor, sizes.rounds, len(SKILLS))
        floor.close()
        client.close()


class Timed(LiveClient):
    """Knows how long it has waited for the store, and how often."""

    store_s = 0.0
    trips = 0

    def run(self, command: Callable[[Redis], Answer]) -> Answer:
        self.trips += 1
        began = time.perf_counter()
        try:
            return super().run(command)
        finally:
            self.store_s += time.perf_counter() - began


def _cell(client: Timed, floor: Waiting, rounds: int, skills_each: int = SKILLS_EACH) -> Cell:
    services, tenant = floor.matching.services, floor.matching.tenant
    bare, freed, joined = _Meter(client), _Meter(client), _Meter(client)
    script = _script(client)
    for _ in range(rounds):
        bare.times(script)
        profile = floor.random.choice(floor.agents)
        freed.times(partial(match_agent, services, tenant, profile))
        floor.is_over(profile.id)
        call = floor.next_call()
        joined.times(partial(match_call, services, tenant, call))
        floor.is_over(floor.agent_of(call))
    return Cell(
        waiting=floor.waiting,
        agents=len(floor.agents),
        skills_each=skills_each,
        freed=freed.spent(),
        joined=joined.spent(),
        bare_s=bare.spent().all_s,
    )


class _Meter:
    def __init__(self, client: Timed) -> None:
        self._client = client
        self._spent: list[tuple[float, float, int]] = []

    def times(self, action: Callable[[], object]) -> None:
        store_s, trips = self._client.store_s, self._client.trips
        began = time.perf_counter()
        done = action()
        all_s = time.perf_counter() - began
        if not done:
            raise AssertionError("nothing was done: its speed means nothing")
        self._spent.append((all_s, self._client.store_s - store_s, self._client.trips - trips))

    def spent(self) -> Spent:
        all_s, store_s, trips = zip(*self._spent, strict=True)
        return Spent(all_s=all_s, store_s=store_s, trips=trips)


def _script(client: LiveClient) -> Callable[[], object]:
    sha: Any = client.run(lambda redis: redis.script_load(BARE))
    keys = ("{homewise}:bare", "x" * 100)
    return lambda: client.run(lambda redis: redis.evalsha(sha, 1, *keys))
