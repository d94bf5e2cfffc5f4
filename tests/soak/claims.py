"""Claims raced by several processes: no call with two agents, no agent with two calls, none lost.

Every process takes any agent at random and lets the next thing happen by `switchboard.agent.obey`, as the
product does: one who is free is put the next caller, by `match_agent`; one who has an offer declines it, or
its caller hangs up, and either way the agent is put the next caller. New callers come as others go. What is
checked afterwards is the stream of facts, whose numbers are the order of the commits.
"""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import UUID

from routing.floor.events import CallerGone, Declined
from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile
from storage.live.client import LiveClient
from storage.live.facts import Facts
from storage.live.floor import Floor
from storage.live.floor_commit import FloorCommit
from storage.live.queues import Queues
from storage.live.server import start_redis
from switchboard.agent import FloorBusyError, obey
from switchboard.floor_keeping import new_commit_id
from switchboard.routing import match_agent
from tests.matching import PATIENT_S, QUEUE, TENANT, Held, Matching, free, joins, record

SKILLS = ("boilers", "moves", "meters")
DEMANDS = tuple(Demand(queue=QUEUE, skills=(skill,)) for skill in SKILLS)
BEGAN_MS = 1_790_000_000_000
NOW_MS = BEGAN_MS + 10**9  #: everybody has waited long: all rings are open
NOW = datetime.fromtimestamp(NOW_MS / 1000, UTC)
#: What passes from one thing that happens to the next: who has declined is soon put the same call again.
STEP = timedelta(seconds=5)
PAGE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """claims: how many must succeed, of all processes together. callers: how many wait or are offered."""

    seed: int
    claims: int
    agents: int = 40
    callers: int = 60
    processes: int = 2


#: Some minutes on two cores.
FULL_RACE = Race(seed=20261122, claims=100_000)


@dataclass(kw_only=True)
class Raced:
    """What came of it. claims: by the facts; counts: what the processes met."""

    claims: int = 0
    calls: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def race(plan: Race) -> Raced:
    """Run it to its end on a server of its own, and check it."""
    with TemporaryDirectory(prefix="ringdown-claims-") as name, start_redis(Path(name)) as server:
        folder = Path(name)
        client = LiveClient(server.url, timeout_s=PATIENT_S)
        client.run(lambda redis: redis.config_set("appendfsync", "no"))
        racer = Racer(server.url, folder / "first", plan)
        racer.signs_in()
        for _ in range(plan.callers):
            racer.comes()
        racer.close()
        raced = Raced()
        shares = [replace(plan, seed=plan.seed + 1 + number) for number in range(plan.processes)]
        folders = [folder / str(number) for number in range(plan.processes)]
        with ProcessPoolExecutor(plan.processes, mp_context=get_context("spawn")) as processes:
            for counts in processes.map(_run, [server.url] * plan.processes, folders, shares):
                raced.counts += counts
        Check(client, raced).all()
        client.close()
    return raced


def _run(url: str, folder: Path, plan: Race) -> Counter[str]:
    """One process: race until its share of the claims has succeeded."""
    racer = Racer(url, folder, plan)
    while racer.counts["claims"] < plan.claims // plan.processes:
        racer.takes(racer.random.choice(racer.profiles))
    racer.close()
    return racer.counts


class Racing(Floor):
    """Counts what becomes of commits; now and then makes a kept one again, as after a lost reply."""

    def __init__(self, client: LiveClient, counts: Counter[str], random: Random) -> None:
        super().__init__(client, TENANT)
        self._counts = counts
        self._random = random

    def commit(self, commit: FloorCommit) -> bool:
        kept = super().commit(commit)
        if not kept:
            self._counts["commits that lost the race"] += 1
            return False
        is_claim = commit.place is not None and commit.place.change == "claimed"
        self._counts["claims" if is_claim else "other changes"] += 1
        if commit.conversation is not None and self._random.random() < 0.02:
            self._counts["kept commits made again"] += 1
            if not super().commit(commit):
                self._counts[self._why_unknown(commit)] += 1
        return True

    def _why_unknown(self, commit: FloorCommit) -> str:
        """A commit is known by its records, unless another process has changed all of them since."""
        ids = [agent.id for agent in commit.agents]
        now = self.read(ids, commit.conversation.call_id if commit.conversation else None)
        stands = [now.agents[agent.id].version == agent.version + 1 for agent in commit.agents]
        if commit.conversation and now.conversation:
            stands.append(now.conversation.version == commit.conversation.version + 1)
        return "of these, not known though they stand" if any(stands) else "of these, overwritten since"


class Racer:
    """One process on the floor, with a clock of its own."""

    def __init__(self, url: str, folder: Path, plan: Race) -> None:
        self._client = LiveClient(url, timeout_s=PATIENT_S)
        self.random = Random(plan.seed)  # noqa: S311 - a course of events, no secret
        self.counts: Counter[str] = Counter()
        self._matching = Matching(self._client, folder, NOW)
        self._now = NOW
        self._services = replace(self._matching.services, clock=lambda: self._now)
        floor = Racing(self._client, self.counts, self.random)
        self._tenant = replace(self._matching.tenant, floor=floor)
        self.profiles = [_profile(number) for number in range(plan.agents)]
        for profile in self.profiles:
            self._matching.knows(profile)

    def signs_in(self) -> None:
        self._matching.opens(DEMANDS)
        for number, profile in enumerate(self.profiles):
            off = Held(version=0, agent=Agent(id=profile.id))
            agent = record(off, free(profile, DEMANDS, BEGAN_MS + number))
            self._matching.floor.commit(FloorCommit(id=new_commit_id(), agents=(agent,)))

    def comes(self) -> None:
        """A caller joins the queue, with a turn of their own."""
        arrived_ms = BEGAN_MS + self.random.randrange(10**8)
        call_id = f"CA{UUID(int=self.random.getrandbits(128)).hex}"
        demand = self.random.choice(DEMANDS).key
        needs = Needs(call=call_id, demand=demand, score=arrived_ms, priority=0, joined_ms=arrived_ms)
        self._tells("came", call_id)
        joins(self._tenant.calls, needs, NOW_MS)

    def takes(self, profile: Profile) -> None:
        """Whatever this agent is doing, the next thing happens."""
        self._now += STEP
        record = self._tenant.floor.read((profile.id,)).agents[profile.id]
        agent = Agent.from_json(record.state)
        try:
            if agent.is_free:
                if not match_agent(self._services, self._tenant, profile):
                    self.counts["looks that found nobody, or too late"] += 1
            elif self.random.random() < 0.4:
                obey(self._services, self._tenant, Declined(agent=profile, offer=agent.offer))
            else:
                self._hangs_up(agent.call)
        except FloorBusyError:
            self.counts["changes given up after five tries"] += 1

    def close(self) -> None:
        self._matching.close()
        self._client.close()

    def _hangs_up(self, call_id: str) -> None:
        """The caller of an agent who was seen with an offer is gone, whoever has the call by now."""
        gone = obey(self._services, self._tenant, CallerGone(call=call_id, why="hung_up"))
        if gone.conversation is not None and gone.conversation.phase == "ended":
            self._tells("gone", call_id)
            self.comes()

    def _tells(self, what: str, call_id: str) -> None:
        self._tenant.facts.append([json.dumps({"fact": what, "call": call_id})])


def _profile(number: int) -> Profile:
    random = Random(number)  # noqa: S311 - skills, no secrets
    who = f"agt_{number:012x}"
    skills = {skill: random.randint(1, 5) for skill in random.sample(SKILLS, 2)}
    return Profile(id=who, login=who, name="", queues=(QUEUE,), skills=skills)


class Check:
    """The facts in the order of the commits, and what stands in the store at the end."""

    def __init__(self, client: LiveClient, raced: Raced) -> None:
        self._client = client
        self._raced = raced
        self._came: set[str] = set()
        self._gone: set[str] = set()
        self._agent_of: dict[str, str] = {}
        self._call_of: dict[str, str] = {}

    def all(self) -> None:
        facts, number = Facts(self._client, TENANT), 0
        while page := facts.after(number, PAGE):
            for entry in page:
                self._fact(json.loads(entry.fact))
            number = page[-1].number
        self._raced.calls = len(self._came)
        if self._raced.counts["of these, not known though they stand"]:
            self._raced.failures.append("a commit made again was not known")
        self._left_over()

    def _fact(self, fact: dict[str, str]) -> None:
        match fact["fact"]:
            case "came":
                self._came.add(fact["call"])
            case "OfferMade":
                self._made(fact["call"], fact["agent"])
            case "OfferEnded":
                self._ended(fact["call"], fact["agent"])
                if fact["ending"] == "withdrawn":
                    self._gone.add(fact["call"])
            case "gone":
                self._gone.add(fact["call"])
            case _:
                pass  # states and presence: not what is raced for

    def _made(self, call: str, agent: str) -> None:
        self._raced.claims += 1
        if call in self._agent_of or call in self._gone:
            self._raced.failures.append(f"{call} was given to a second agent")
        if agent in self._call_of:
            self._raced.failures.append(f"{agent} was given a second call")
        self._agent_of[call], self._call_of[agent] = agent, call

    def _ended(self, call: str, agent: str) -> None:
        if self._agent_of.pop(call, "") != agent or self._call_of.pop(agent, "") != call:
            self._raced.failures.append(f"{agent} ended an offer of {call} that was not theirs")

    def _left_over(self) -> None:
        """Whoever came and has not gone is offered to one agent, or waits and can be found."""
        floor, everybody = Floor(self._client, TENANT), len(self._came)
        stays = self._came - self._gone
        wait = {head.call_id for head in floor.heads([demand.key for demand in DEMANDS], everybody)}
        queue = {one.call_id for one in Queues(self._client, TENANT).waiting(QUEUE, everybody)}
        if wait != stays - self._agent_of.keys():
            self._raced.failures.append(f"{len(wait ^ (stays - self._agent_of.keys()))} calls wait wrongly")
        if queue != stays:
            self._raced.failures.append(f"{len(queue ^ stays)} calls stand in the queue wrongly")
        if len(floor.due(2 * NOW_MS, everybody)) != len(self._call_of):
            self._raced.failures.append("timers are set which belong to no offer, or the other way round")
        for agent_id, saved in floor.agents().items():
            agent = Agent.from_json(saved.state)
            if agent.call != self._call_of.get(agent_id, ""):
                self._raced.failures.append(f"{agent_id} has {agent.call!r}, which the facts do not tell")
