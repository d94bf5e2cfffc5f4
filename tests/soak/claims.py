"""Claims raced by several processes: no call with two agents, no agent with two calls, none lost.

Every process takes any agent at random: one who is free is put the next caller, as the switchboard does it;
one who has an offer ends it, and the caller is gone or waits again in the old place. New callers come as
others go. What is checked afterwards is the stream of facts, whose numbers are the order of the commits.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import UUID

from routing.floor.conversation import Conversation
from routing.floor.match import Chooser, pools
from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile
from storage.live.calls import Asks, Calls, Commit
from storage.live.client import LiveClient
from storage.live.facts import Facts
from storage.live.floor import Floor
from storage.live.floor_commit import Change, ConversationRecord, Due, FloorCommit
from storage.live.queues import Queues
from storage.live.server import start_redis
from switchboard.choosing import next_caller
from tests.matching import Read, claim, place, record

TENANT, QUEUE = "homewise", "support"
SKILLS = ("boilers", "moves", "meters")
DEMANDS = tuple(Demand(queue=QUEUE, skills=(skill,)) for skill in SKILLS)
BEGAN_MS = 1_790_000_000_000
NOW_MS = BEGAN_MS + 10**9  #: everybody has waited long: all rings are open
PATIENT_S = 30.0
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
    with TemporaryDirectory(prefix="ringdown-claims-") as folder, start_redis(Path(folder)) as server:
        client = LiveClient(server.url, timeout_s=PATIENT_S)
        client.run(lambda redis: redis.config_set("appendfsync", "no"))
        racer = Racer(server.url, Random(plan.seed))  # noqa: S311 - a course of events, no secret
        racer.signs_in(plan.agents)
        for _ in range(plan.callers):
            racer.comes()
        raced = Raced()
        shares = [replace(plan, seed=plan.seed + 1 + number) for number in range(plan.processes)]
        with ProcessPoolExecutor(plan.processes, mp_context=get_context("spawn")) as processes:
            for counts in processes.map(_run, [server.url] * plan.processes, shares):
                raced.counts += counts
        Check(client, raced).all()
        client.close()
    return raced


def _run(url: str, plan: Race) -> Counter[str]:
    """One process: race until its share of the claims has succeeded."""
    racer = Racer(url, Random(plan.seed))  # noqa: S311 - a course of events, no secret
    agents = _ids(plan.agents)
    while racer.counts["claims"] < plan.claims // plan.processes:
        racer.takes(racer.random.choice(agents))
    return racer.counts


class Racer:
    def __init__(self, url: str, random: Random) -> None:
        client = LiveClient(url, timeout_s=PATIENT_S)
        self.random = random
        self.counts: Counter[str] = Counter()
        self._floor, self._calls = Floor(client, TENANT), Calls(client, TENANT)

    def signs_in(self, many: int) -> None:
        for number, agent_id in enumerate(_ids(many)):
            skills = {skill: self.random.randint(1, 5) for skill in self.random.sample(SKILLS, 2)}
            profile = Profile(id=agent_id, login=agent_id, name="", queues=(QUEUE,), skills=skills)
            agent = Agent(
                id=agent_id,
                presence="available",
                link="connected",
                idle_ms=BEGAN_MS + number,
                pools=pools(profile, DEMANDS),
            )
            off = Read(version=0, agent=Agent(id=agent_id))
            self._floor.commit(FloorCommit(id=self._id(), agents=(record(off, agent),)))

    def comes(self) -> None:
        """A caller joins the queue, with a turn of their own."""
        arrived_ms = BEGAN_MS + self.random.randrange(10**8)
        demand = self.random.choice(DEMANDS).key
        call_id = f"CA{self._id()}"
        needs = Needs(call=call_id, demand=demand, score=arrived_ms, priority=0, joined_ms=arrived_ms)
        asks = Asks(needs=needs.to_json(), demands=(demand,), score=arrived_ms)
        turn = Commit(
            call_id=call_id,
            turn_read=0,
            turn=1,
            state="{}",
            reply="",
            now_ms=NOW_MS,
            joins=((QUEUE, arrived_ms),),
            asks=asks,
            facts=(f"came {call_id} -",),
        )
        self._calls.commit(turn)

    def takes(self, agent_id: str) -> None:
        """Whatever this agent is doing, the next thing happens."""
        saved = self._floor.read((agent_id,)).agents[agent_id]
        read = Read(version=saved.version, agent=Agent.from_json(saved.state))
        if read.agent.is_free:
            self._offers(read)
        else:
            self._ends(read)

    def _offers(self, read: Read) -> None:
        chooser = Chooser.of(read.agent, read.agent.id)
        decision, needs = next_caller(self._floor, chooser, NOW_MS)
        if needs is None:
            self.counts["looks that found nobody"] += 1
            return
        saved = self._floor.read((), decision.call).conversation
        talk_version = 0 if saved is None else saved.version
        self._commits("claims", claim(self._id(), read, needs, NOW_MS), talk_version)

    def _ends(self, read: Read) -> None:
        saved = self._floor.read((), read.agent.call).conversation
        if saved is None:
            raise AssertionError(f"{read.agent.id} has an offer of {read.agent.call}, which has none")
        talk = Conversation.from_json(saved.state)
        change: Change = "again" if self.random.random() < 0.4 else "taken"
        after = replace(talk, phase="waiting" if change == "again" else "ended", offers=())
        idle = replace(read.agent, work="idle", offer="", call="", idle_ms=NOW_MS)
        ended = FloorCommit(
            id=self._id(),
            agents=(record(read, idle),),
            conversation=ConversationRecord(call_id=talk.id, version=0, state=after.to_json()),
            place=place(talk.needs, change),
            timers=(Due(kind="offer", id=f"{talk.id}/{read.agent.offer}", due_ms=0),),
            facts=(f"{change} {talk.id} {idle.id}",),
        )
        if self._commits(f"offers ended, {change}", ended, saved.version) and change == "taken":
            self.comes()

    def _commits(self, name: str, commit: FloorCommit, talk_version: int) -> bool:
        """Commit, and now and then once more, as after a lost reply: the answer must be the same."""
        if commit.conversation is None:
            raise AssertionError("every commit here is of a conversation")
        commit = replace(commit, conversation=replace(commit.conversation, version=talk_version))
        kept = self._floor.commit(commit)
        self.counts[name if kept else "commits that lost the race"] += 1
        if kept and self.random.random() < 0.02:
            self.counts["kept commits made again"] += 1
            if not self._floor.commit(commit):
                self.counts[self._why_unknown(commit)] += 1
        return kept

    def _why_unknown(self, commit: FloorCommit) -> str:
        """A commit is known by its records, unless another process has changed all of them since."""
        ids = [agent.id for agent in commit.agents]
        now = self._floor.read(ids, commit.conversation.call_id if commit.conversation else None)
        stands = [now.agents[agent.id].version == agent.version + 1 for agent in commit.agents]
        if commit.conversation and now.conversation:
            stands.append(now.conversation.version == commit.conversation.version + 1)
        return "of these, not known though they stand" if any(stands) else "of these, overwritten since"

    def _id(self) -> str:
        return UUID(int=self.random.getrandbits(128)).hex


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
                self._fact(*entry.fact.split(" "))
            number = page[-1].number
        self._raced.calls = len(self._came)
        self._raced.claims = self._raced.counts.pop("offered", 0)
        if self._raced.counts["of these, not known though they stand"]:
            self._raced.failures.append("a commit made again was not known")
        self._left_over()

    def _fact(self, what: str, call: str, agent: str) -> None:
        if what == "came":
            self._came.add(call)
            return
        if what == "offered":
            self._raced.counts["offered"] += 1
            if call in self._agent_of or call in self._gone:
                self._raced.failures.append(f"{call} was given to a second agent")
            if agent in self._call_of:
                self._raced.failures.append(f"{agent} was given a second call")
            self._agent_of[call], self._call_of[agent] = agent, call
            return
        if self._agent_of.pop(call, "") != agent or self._call_of.pop(agent, "") != call:
            self._raced.failures.append(f"{agent} ended an offer of {call} that was not theirs")
        if what == "taken":
            self._gone.add(call)

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


def _ids(many: int) -> list[str]:
    return [f"agt_{number:012x}" for number in range(many)]
