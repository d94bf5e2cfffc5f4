"""The whole floor of a company as its screens show it: read once for each change, however many ask."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import structlog
from flask import Flask

from routing.floor.match import ring
from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile
from storage.live.floor import Versioned
from storage.live.glance import Glance
from storage.record.bounded import RecordUnavailable
from storage.record.staff import Member
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)

#: For how long the staff is taken as it was read.
FRESH_S = 5.0
#: How old the floor may be in the reply to a command: its queues' figures are told once a second anyway.
RECENT_S = 1.0

_demand = lru_cache(maxsize=1_000)(Demand.from_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One queue now. oldest_ms: since when the longest of those near its head waits; 0: nobody does.

    free_agents: who is free and may take somebody who waits here, by queue, tier, skills and language.
    """

    name: str
    title: str
    waiting: int
    oldest_ms: int
    free_agents: int

    def shown(self, now_ms: int) -> dict[str, object]:
        """Return it as JSON; `longest_wait_s` in whole seconds."""
        return {
            "name": self.name,
            "title": self.title,
            "waiting": self.waiting,
            "longest_wait_s": max(0, now_ms - self.oldest_ms) // 1000 if self.oldest_ms else 0,
            "free_agents": self.free_agents,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A company's floor at one moment. number: of the newest fact before it was read."""

    number: int
    staff: Mapping[str, Member]
    agents: Mapping[str, Agent]
    queues: Mapping[str, Queue]

    def name_of(self, who: str) -> str:
        """Return what a person of the staff is called; "": nobody of it."""
        return self.staff[who].name if who in self.staff else ""


@dataclass(slots=True)
class _Kept:
    """What one company's floor was read as last."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    whole: Whole | None = None
    #: When its reading began, by the stopwatch.
    began_s: float = float("-inf")
    #: Each agent's record with what it says: most of them are the same after a change.
    agents: Mapping[str, tuple[Versioned, Agent]] = field(default_factory=dict)
    #: The same of those off the floor, and as of which reading of it.
    absent: Mapping[str, tuple[Versioned, Agent]] = field(default_factory=dict)
    absent_from: Whole | None = None
    staff: Mapping[str, Member] = field(default_factory=dict)
    staff_s: float | None = None


class Floors:
    """The floors of one process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept = {name: _Kept() for name in services.tenants}

    def recent(self, tenant: Tenant) -> Whole:
        """Return the floor as somebody read it within the last second, or as it is now. Raises as `whole`."""
        kept = self._kept[tenant.name]
        whole, began_s = kept.whole, kept.began_s
        if whole is not None and self._services.stopwatch() - began_s < RECENT_S:
            return whole
        return self.whole(tenant)

    def whole(self, tenant: Tenant) -> Whole:
        """Return the floor as it is now. Nothing there changes without a fact, so it is read once for each.

        Raises StoreUnavailableError, and RecordUnavailable while the staff was never read.
        """
        kept = self._kept[tenant.name]
        came_s = self._services.stopwatch()
        with kept.lock:
            if kept.whole is not None and kept.began_s > came_s:
                return kept.whole  # read while this one waited: whoever comes at once is told by one reading
            began_s = self._services.stopwatch()
            number = tenant.facts.last()
            if kept.whole is None or kept.whole.number != number or self._is_stale(kept):
                kept.whole = self._read(tenant, kept, number)
            kept.began_s = began_s
            return kept.whole

    def absent(self, tenant: Tenant, whole: Whole) -> dict[str, Agent]:
        """Return how those who take calls and are not on this floor were last, by id.

        Read once for each reading of the floor. Raises StoreUnavailableError.
        """
        kept = self._kept[tenant.name]
        absent = [who for who, each in whole.staff.items() if takes_calls(each) and who not in whole.agents]
        with kept.lock:
            if kept.absent_from is not whole:
                read = tenant.floor.read(absent).agents
                kept.absent = {who: _told(record, kept.absent.get(who)) for who, record in read.items()}
                kept.absent_from = whole
            last = kept.absent
        return {who: last[who][1] if who in last else Agent(id=who) for who in absent}

    def _read(self, tenant: Tenant, kept: _Kept, number: int) -> Whole:
        staff = self._staff(tenant, kept)
        kept.agents = {
            who: _told(record, kept.agents.get(who)) for who, record in tenant.floor.agents().items()
        }
        agents = {who: agent for who, (_, agent) in kept.agents.items()}
        free = [staff[who].profile for who, agent in agents.items() if agent.is_free and who in staff]
        names = sorted(self._services.books.live(tenant.name).company.queues)
        lines = Glance(self._services.live, tenant.name).lines(names)
        queues = {}
        for name in names:
            heads = [Needs.from_json(text) for text in lines[name].needs]
            queues[name] = Queue(
                name=name,
                title=self._services.books.live(tenant.name).company.queues[name].title,
                waiting=lines[name].waiting,
                oldest_ms=min((needs.joined_ms for needs in heads), default=0),
                free_agents=_able(free, name, heads),
            )
        return Whole(number=number, staff=staff, agents=agents, queues=queues)

    def _is_stale(self, kept: _Kept) -> bool:
        return kept.staff_s is None or self._services.stopwatch() - kept.staff_s >= FRESH_S

    def _staff(self, tenant: Tenant, kept: _Kept) -> Mapping[str, Member]:
        """Return everybody by id; as read before where SQL is away."""
        if self._is_stale(kept):
            try:
                everybody = self._services.record.bounded.run(tenant.staff.all)
            except RecordUnavailable as away:
                if kept.staff_s is None:
                    raise
                log.warning("staff_not_read", tenant=tenant.name, why=str(away))
            else:
                kept.staff = {member.id: member for member in everybody if member.active}
            kept.staff_s = self._services.stopwatch()
        return kept.staff


def takes_calls(member: Member) -> bool:
    """Whether calls are offered to this person: to agents, and to supervisors who have queues."""
    return member.role == "agent" or (member.role == "supervisor" and bool(member.profile.queues))


def _able(free: Iterable[Profile], queue: str, heads: Iterable[Needs]) -> int:
    """Count the free who may take somebody near the head of the queue; while nobody waits, its own."""
    wanted = [_demand(key) for key in {key for needs in heads for key in needs.demands}]
    if not wanted:
        return sum(queue in profile.queues for profile in free)
    return sum(any(ring(profile, demand) is not None for demand in wanted) for profile in free)


def _told(record: Versioned, before: tuple[Versioned, Agent] | None) -> tuple[Versioned, Agent]:
    """Read what a record says, unless it is the one that was read before."""
    if before is not None and before[0] == record:
        return before
    return record, Agent.from_json(record.state)


def floors_of(app: Flask) -> Floors:
    found: Floors = app.extensions["floors"]
    return found
