"""What it costs to put the next caller to a free agent: look, decide, claim; beside a bare one-line script.

Both run in turn on one connection of one server, set up as the product's own: append-only file, fsync always.
The bare script writes one key, since a claim that did not write would be none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from redis import Redis

from routing.floor.match import Chooser, pools
from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile
from storage.live.calls import Asks, Calls, Commit
from storage.live.client import LiveClient
from storage.live.floor import Floor
from storage.live.floor_commit import ConversationRecord, FloorCommit
from storage.live.keys import Keys
from storage.live.server import start_redis
from switchboard.choosing import next_caller
from tests.matching import Read, claim, place, record

TENANT, QUEUE = "homewise", "support"
SKILLS = tuple(f"skill{number}" for number in range(20))
DEMANDS = tuple(Demand(queue=QUEUE, skills=(skill,)) for skill in SKILLS)
SKILLS_EACH = 5
NOW_MS = 1_790_000_000_000
LONG_AGO_MS = NOW_MS - 10**9  #: everybody has waited long: all rings are open
PATIENT_S = 30.0
PIECE = 200  #: callers or agents who come at once
#: One line: what the least thing costs that is done, and kept, in one trip.
BARE = 'return redis.call("SET", KEYS[1], ARGV[1])'
READING = "return 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Each number of waiting callers times each number of agents; rounds: assignments measured of each."""

    waiting: tuple[int, ...] = (100, 1_000, 10_000, 100_000)
    agents: tuple[int, ...] = (10, 100, 1_000, 10_000)
    rounds: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One size. Seconds of each assignment, and of the bare scripts that ran in turn with them."""

    waiting: int
    agents: int
    skills_each: int
    assignments_s: tuple[float, ...]
    bare_s: tuple[float, ...]
    reading_s: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Assignments a second by bare scripts a second."""
        return sum(self.bare_s) / sum(self.assignments_s)

    @property
    def ratio_to_reading(self) -> float:
        return sum(self.reading_s) / sum(self.assignments_s)

    @property
    def per_second(self) -> float:
        return len(self.assignments_s) / sum(self.assignments_s)


def measure(sizes: Sizes) -> Iterator[Cell]:
    """Measure every cell, and the middle one again with agents who have all the skills."""
    with TemporaryDirectory(prefix="ringdown-bench-") as folder, start_redis(Path(folder)) as server:
        client = LiveClient(server.url, timeout_s=PATIENT_S)
        ground = Ground(client, SKILLS_EACH)
        for index, waiting in enumerate(sizes.waiting):
            # Up and down by turns: agents who are there already need not come again.
            for agents in sizes.agents if index % 2 == 0 else sizes.agents[::-1]:
                ground.becomes(waiting, agents)
                yield ground.measure(sizes.rounds)
        client.run(lambda redis: redis.flushall())
        ground = Ground(client, len(SKILLS))
        ground.becomes(sizes.waiting[-2], sizes.agents[-2])
        yield ground.measure(sizes.rounds)
        client.close()


class Ground:
    """A floor of agents and callers. Every agent is free whenever an assignment begins."""

    def __init__(self, client: LiveClient, skills_each: int) -> None:
        self._client = client
        self._skills_each = skills_each
        self._random = Random(skills_each)  # noqa: S311 - callers, no secrets
        self._floor, self._calls = Floor(client, TENANT), Calls(client, TENANT)
        self._agents: list[Read] = []
        self._waiting = 0
        self._made = 0

    def becomes(self, waiting: int, agents: int) -> None:
        """Let callers come, and agents come or go, until there are so many."""
        self._client.run(lambda redis: redis.config_set("appendfsync", "no"))
        while self._waiting < waiting:
            many = min(PIECE, waiting - self._waiting)
            self._come(many)
            self._waiting += many
        while len(self._agents) < agents:
            coming = range(len(self._agents), min(len(self._agents) + PIECE, agents))
            self._agents += self._changed([self._free(number) for number in coming])
        while len(self._agents) > agents:
            going = self._agents[agents:][-PIECE:]
            del self._agents[-len(going) :]
            self._changed([(read, replace(read.agent, presence="offline")) for read in going])
        self._client.run(lambda redis: redis.config_set("appendfsync", "always"))

    def measure(self, rounds: int) -> Cell:
        bare, reading = self._script(BARE), self._script(READING)
        times: dict[str, list[float]] = {"assignment": [], "bare": [], "reading": []}
        for number in range(rounds):
            times["reading"].append(_seconds(reading))
            times["bare"].append(_seconds(bare))
            chosen = self._random.randrange(len(self._agents))
            began = time.perf_counter()
            needs, commit = self._assigns(self._agents[chosen], f"c{self._made}-{number}")
            times["assignment"].append(time.perf_counter() - began)
            self._agents[chosen] = self._is_over(self._agents[chosen], needs, commit)
            self._comes()
        return Cell(
            waiting=self._waiting,
            agents=len(self._agents),
            skills_each=self._skills_each,
            assignments_s=tuple(times["assignment"]),
            bare_s=tuple(times["bare"]),
            reading_s=tuple(times["reading"]),
        )

    def _assigns(self, read: Read, commit_id: str) -> tuple[Needs, FloorCommit]:
        """Look, decide, claim: what is measured."""
        _, needs = next_caller(self._floor, Chooser.of(read.agent, read.agent.id), NOW_MS)
        if needs is None:
            raise AssertionError("there was nobody for this agent: the look's speed means nothing")
        commit = claim(commit_id, read, needs, NOW_MS)
        if not self._floor.commit(commit):
            raise AssertionError("a claim failed without a rival: its speed means nothing")
        return needs, commit

    def _is_over(self, read: Read, needs: Needs, claimed: FloorCommit) -> Read:
        """Let the caller go and the agent be free again, last in order."""
        busy = Read(version=read.version + 1, agent=Agent.from_json(claimed.agents[0].state))
        idle = replace(read.agent, idle_ms=NOW_MS + self._made)
        talk = ConversationRecord(call_id=needs.call, version=1, state="{}")
        over = FloorCommit(
            id=f"over-{needs.call}",
            agents=(record(busy, idle),),
            conversation=talk,
            place=place(needs, "taken"),
            timers=(replace(claimed.timers[0], due_ms=0),),
        )
        self._floor.commit(over)
        return Read(version=read.version + 2, agent=idle)

    def _free(self, number: int) -> tuple[Read, Agent]:
        """An agent as they were, and as they are when they come onto the floor."""
        agent_id = f"agt_{number:012x}"
        skills = self._random.sample(SKILLS, self._skills_each)
        profile = Profile(
            id=agent_id,
            login=agent_id,
            name="",
            queues=(QUEUE,),
            skills={skill: self._random.randint(1, 5) for skill in skills},
        )
        saved = self._floor.read((agent_id,)).agents.get(agent_id)
        before = Agent(id=agent_id) if saved is None else Agent.from_json(saved.state)
        free = Agent(
            id=agent_id,
            presence="available",
            link="connected",
            idle_ms=NOW_MS,
            pools=pools(profile, DEMANDS),
        )
        return Read(version=0 if saved is None else saved.version, agent=before), free

    def _changed(self, changes: list[tuple[Read, Agent]]) -> list[Read]:
        self._made += 1
        records = tuple(record(read, after) for read, after in changes)
        if not self._floor.commit(FloorCommit(id=f"a{self._made}", agents=records)):
            raise AssertionError("agents did not come or go")
        return [Read(version=read.version + 1, agent=after) for read, after in changes]

    def _come(self, many: int) -> None:
        """Put many into the orders at once: what their turns' commits would leave there."""
        callers = [self._caller() for _ in range(many)]
        keys = Keys(TENANT)

        def ask(redis: Redis) -> None:
            trip = redis.pipeline(transaction=False)
            for needs in callers:
                trip.zadd(keys.wait(needs.demand), {needs.call: needs.score})
            trip.zadd(keys.queue(QUEUE), {needs.call: needs.score for needs in callers})
            trip.hset(keys.needs, mapping={needs.call: needs.to_json() for needs in callers})
            trip.execute()

        self._client.run(ask)

    def _caller(self) -> Needs:
        self._made += 1
        arrived_ms = LONG_AGO_MS + self._made
        return Needs(
            call=f"CA{self._made:032x}",
            demand=self._random.choice(DEMANDS).key,
            score=arrived_ms,
            priority=0,
            joined_ms=arrived_ms,
        )

    def _comes(self) -> None:
        """A caller joins the queue, last in order."""
        needs = self._caller()
        asks = Asks(needs=needs.to_json(), demands=(needs.demand,), score=needs.score)
        turn = Commit(
            call_id=needs.call,
            turn_read=0,
            turn=1,
            state="{}",
            reply="",
            now_ms=NOW_MS,
            joins=((QUEUE, needs.score),),
            asks=asks,
        )
        self._calls.commit(turn)

    def _script(self, text: str) -> Callable[[], object]:
        sha: Any = self._client.run(lambda redis: redis.script_load(text))
        keys = ("{homewise}:bare", "x" * 100)
        return lambda: self._client.run(lambda redis: redis.evalsha(sha, 1, *keys))


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
