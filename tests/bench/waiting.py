"""The floor of the bench of assignments: agents who are all free, and callers who have all waited long."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

from redis import Redis

from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile
from storage.live.client import LiveClient
from storage.live.floor_commit import FloorCommit
from storage.live.keys import Keys
from switchboard.floor_keeping import new_commit_id
from tests.matching import QUEUE, TENANT, Held, Matching, free, held, is_over, joins, record

SKILLS = tuple(f"skill{number}" for number in range(20))
DEMANDS = tuple(Demand(queue=QUEUE, skills=(skill,)) for skill in SKILLS)
NOW_MS = 1_790_000_000_000
NOW = datetime.fromtimestamp(NOW_MS / 1000, UTC)
LONG_AGO_MS = NOW_MS - 10**9  #: everybody has waited long: all rings are open
PIECE = 200  #: callers or agents who come at once


class Waiting:
    """Every agent is free whenever an assignment begins. client: to a server that holds nothing else."""

    def __init__(self, client: LiveClient, folder: Path, skills_each: int) -> None:
        self._client = client
        self._skills_each = skills_each
        self.random = Random(skills_each)  # noqa: S311 - callers, no secrets
        self.matching = Matching(client, folder, NOW)
        self.matching.opens(DEMANDS)
        self.agents: list[Profile] = []
        self.waiting = 0
        self._made = 0

    def becomes(self, waiting: int, agents: int) -> None:
        """Let callers come, and agents come or go, until there are so many."""
        self._client.run(lambda redis: redis.config_set("appendfsync", "no"))
        while self.waiting < waiting:
            many = min(PIECE, waiting - self.waiting)
            self._come(many)
            self.waiting += many
        while len(self.agents) < agents:
            coming = range(len(self.agents), min(len(self.agents) + PIECE, agents))
            profiles = [self._profile(number) for number in coming]
            self._become([(profile, free(profile, DEMANDS, NOW_MS)) for profile in profiles])
            self.agents += profiles
        while len(self.agents) > agents:
            going = self.agents[agents:][-PIECE:]
            del self.agents[-len(going) :]
            self._become([(profile, Agent(id=profile.id)) for profile in going])
        self._client.run(lambda redis: redis.config_set("appendfsync", "always"))

    def next_call(self) -> str:
        """Name the caller who is next of all those whom somebody can take: whoever is free takes this one."""
        return self.matching.floor.first(self.matching.floor.pooled(), 1)[0].call_id

    def agent_of(self, call_id: str) -> str:
        """Name the agent whom a call was put to."""
        loaded = self.matching.floor.read((), call_id)
        if loaded.conversation is None or '"offers":[{"id":' not in loaded.conversation.state:
            raise AssertionError("nobody was found for this call: the look's speed means nothing")
        return loaded.conversation.state.partition('"agent":"')[2].partition('"')[0]

    def is_over(self, agent_id: str) -> None:
        """Let the caller go, the agent be free again, last in order, and another caller come."""
        self._made += 1
        is_over(self.matching.floor, agent_id, NOW_MS + self._made)
        joins(self.matching.tenant.calls, self._caller(), NOW_MS)

    def close(self) -> None:
        self.matching.close()

    def _profile(self, number: int) -> Profile:
        agent_id = f"agt_{number:012x}"
        # The same whenever this agent comes again: their profile is known by then.
        random = Random(number)  # noqa: S311 - skills, no secrets
        skills = random.sample(SKILLS, self._skills_each)
        profile = Profile(
            id=agent_id,
            login=agent_id,
            name="",
            queues=(QUEUE,),
            skills={skill: random.randint(1, 5) for skill in skills},
        )
        self.matching.knows(profile)
        return profile

    def _become(self, changes: list[tuple[Profile, Agent]]) -> None:
        befores: list[Held] = [held(self.matching.floor, profile.id) for profile, _ in changes]
        records = tuple(record(before, after) for before, (_, after) in zip(befores, changes, strict=True))
        if not self.matching.floor.commit(FloorCommit(id=new_commit_id(), agents=records)):
            raise AssertionError("agents did not come or go")

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
            demand=self.random.choice(DEMANDS).key,
            score=arrived_ms,
            priority=0,
            joined_ms=arrived_ms,
        )
