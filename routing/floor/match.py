"""Who is put to whom next: waiting callers against free agents, by rings that widen with time.

Pure: it only chooses, from bounded heads of the live store's orders. The claim is the store's, which may
still refuse. To match a call: choose the agent, then that agent's caller, so that nobody who waits longer for
the same is passed. Requirements: HW5, HW7, HK8, HK13. Source: architecture.md section 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile

WIDEST = 6
"""The last ring: whoever can take the call at all."""
WIDENS_MS = 10_000
"""Every ten seconds of waiting open one ring more."""
RING_CLASS_MS = 10**13
"""What sets one ring apart from the next: more than any instant (the year 2286), and exact in a double."""
SHOWN = 16
"""How many of those passed over are kept by name; the others are counted."""
SHOWN_BEHIND = 4
"""The same of those who stood behind the chosen one."""


def ring(profile: Profile, demand: Demand) -> int | None:
    """Return how near this agent is to the demand, 1 to 6; None: cannot take it at all.

    1. Queue and language must fit; whoever is supervised takes no complaint (HW7).
    2. Tier 1 calls go to Tier 1 by proficiency, and where they ask for a skill, to Tier 2 last.
    3. Tier 2 and Tier 3 calls go to their own tier only.
    """
    if demand.queue not in profile.queues or demand.language not in profile.languages:
        return None
    if demand.complaint and profile.supervised:
        return None
    near = _by_proficiency(profile, demand)
    if profile.tier == demand.tier:
        return near
    helps = demand.tier == 1 and profile.tier == 2 and bool(demand.skills)
    return WIDEST if helps and near is not None else None


def _by_proficiency(profile: Profile, demand: Demand) -> int | None:
    """Return 1 (best) to 5 by the weakest of the skills asked for; 1 where none is; None: one is missing."""
    if not demand.skills:
        return 1
    weakest = min(profile.skills.get(skill, 0) for skill in demand.skills)
    return WIDEST - weakest if weakest > 0 else None


def pools(profile: Profile, demands: Iterable[Demand]) -> dict[str, int]:
    """Return the pools this agent stands in while free: `Demand.key` to ring, as kept in `Agent.pools`."""
    rings = ((demand.key, ring(profile, demand)) for demand in demands)
    return {key: near for key, near in rings if near is not None}


def pool_score(near: int, idle_ms: int) -> int:
    """Return the place in a pool: by ring, then by who has been idle longest."""
    return near * RING_CLASS_MS + idle_ms


def standing(agent: Agent) -> dict[str, int]:
    """Return the pools the agent is to stand in now, with the place in each; empty: not free."""
    if not agent.is_free:
        return {}
    return {key: pool_score(near, agent.idle_ms) for key, near in agent.pools.items()}


def widest(waited_ms: int) -> int:
    """Return the widest ring open after this wait: 1 at once, one more each 10 s, 6 after 50 s."""
    return min(WIDEST, 1 + max(0, waited_ms) // WIDENS_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One agent of a pool, as seen from a call. ring, idle_ms: the place in the pool; free: as last read.

    declined: call to the instant (Unix ms) until which it is not offered to this agent again.
    """

    id: str
    login: str
    ring: int
    idle_ms: int
    free: bool = True
    declined: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser:
    """One free agent, as seen from the callers. rings: `Demand.key` to ring; declined: as of a candidate."""

    id: str
    login: str
    rings: Mapping[str, int]
    declined: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, agent: Agent, login: str) -> Chooser:
        return cls(id=agent.id, login=login, rings=agent.pools, declined=agent.declined)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was chosen and why. agent and call both "": nobody fits, and everyone goes on waiting.

    looked: what was looked through, agents for a call or callers for an agent. passed: those of them who
    stood before the chosen one, each with the reason, in order, at most 16; then agents who stood behind, at
    most four, `fits_less` or `idle_shorter` where they could have taken the call too. others: how many more,
    by reason.
    busy: where callers were looked through, the other agents of the floor, by state, from the counters.
    """

    agent: str = ""
    call: str = ""
    ring: int = 0
    passed: tuple[tuple[str, str], ...] = ()
    others: Mapping[str, int] = field(default_factory=dict)
    looked: Literal["agents", "callers"] = "agents"
    busy: Mapping[str, int] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        return bool(self.agent and self.call)

    def shown(self) -> dict[str, Any]:
        """Return the decision as it is kept with the call: "why this route".

        passed: agents by id, with the reason; others: agents by reason or state; callers: those who were
        passed over before this one, only counted, since nobody reads of one call in another.
        """
        agents = self.looked == "agents"
        callers = Counter(reason for _, reason in self.passed) + Counter(dict(self.others))
        return {
            "agent": self.agent,
            "ring": self.ring,
            "looked": self.looked,
            "passed": [list(each) for each in self.passed] if agents else [],
            "others": dict(self.others if agents else self.busy),
            "callers": {} if agents else dict(callers),
        }


def choose_agent(needs: Needs, candidates: Iterable[Candidate], now_ms: int) -> Decision:
    """Choose the agent for a call.

    candidates: the head of the demand's pool, in any order, each once; while a preferred agent has the first
    word, that agent among them.
    """
    passed: list[tuple[str, str]] = []
    ordered = sorted(candidates, key=lambda one: (one.ring, one.idle_ms, one.id))
    for at, each in enumerate(ordered, start=1):
        reason = _reason(each, needs, now_ms)
        if not reason:
            behind = [(one.id, _reason(one, needs, now_ms) or _behind(one, each)) for one in ordered[at:]]
            return _with_behind(_decision(each.id, needs.call, each.ring, passed), behind)
        passed.append((each.id, reason))
    return _decision("", "", 0, passed)


def _behind(one: Candidate, chosen: Candidate) -> str:
    """Say why the chosen one comes first, of two who may both take the call."""
    return "fits_less" if one.ring > chosen.ring else "idle_shorter"


def _with_behind(decision: Decision, behind: list[tuple[str, str]]) -> Decision:
    """Add who was looked at and stood behind the chosen one: the first few by name, the others counted."""
    if not behind:
        return decision
    counted = Counter(decision.others) + Counter(reason for _, reason in behind[SHOWN_BEHIND:])
    return replace(decision, passed=(*decision.passed, *behind[:SHOWN_BEHIND]), others=dict(counted))


def beside(decision: Decision, states: Mapping[str, int]) -> Decision:
    """Count the agents on the floor who were not looked at, by what they show. states: from the counters.

    available: free, but not among the first in the order that were looked at; mostly in a ring that is not
    open, or not for such calls.
    """
    agents = decision.looked == "agents"
    passed = decision.passed if agents else ()
    seen = Counter(decision.others if agents else {}) + Counter(reason for _, reason in passed)
    looked_at = seen.total() - seen["no_longer_free"] + bool(decision.agent)
    floor = {state: many for state, many in states.items() if state.partition(":")[0] != "offline"}
    rest = +Counter(floor | {"available": floor.get("available", 0) - looked_at})
    if agents:
        return replace(decision, others=dict(Counter(decision.others) + rest))
    return replace(decision, busy=dict(rest))


def choose_caller(agent: Chooser, heads: Iterable[Needs], now_ms: int) -> Decision:
    """Choose the caller for a free agent: the smallest place over all that this agent may take now.

    heads: the heads of the orders of the agent's demands, in any order, each call once.
    """
    passed: list[tuple[str, str]] = []
    for needs in sorted(heads, key=lambda one: (one.score, one.call)):
        near = _nearest(agent, needs)
        if near is None:
            passed.append((needs.call, "not_in_pool"))
            continue
        seen = Candidate(id=agent.id, login=agent.login, ring=near, idle_ms=0, declined=agent.declined)
        reason = _reason(seen, needs, now_ms)
        if not reason:
            return replace(_decision(agent.id, needs.call, near, passed), looked="callers")
        passed.append((needs.call, reason))
    return replace(_decision("", "", 0, passed), looked="callers")


def _nearest(agent: Chooser, needs: Needs) -> int | None:
    """Return the agent's ring for the call, by the nearer of its demands (two, after an overflow)."""
    rings = [agent.rings[key] for key in needs.demands if key in agent.rings]
    return min(rings, default=None)


def _reason(agent: Candidate, needs: Needs, now_ms: int) -> str:
    """Say why this agent does not get the call now; "": they may.

    A preferred agent is asked for by name, so the rings do not hold them back.
    """
    if not agent.free:
        return "no_longer_free"
    if agent.declined.get(needs.call, 0) > now_ms:
        return "declined_recently"
    preferring = bool(needs.prefers) and now_ms < needs.prefer_until_ms
    if preferring:
        return "" if agent.login == needs.prefers else "preferred_agent_first"
    return "" if agent.ring <= widest(needs.widened_ms(now_ms)) else "ring_not_open"


def _decision(agent: str, call: str, near: int, passed: list[tuple[str, str]]) -> Decision:
    counted = Counter(reason for _, reason in passed[SHOWN:])
    return Decision(agent=agent, call=call, ring=near, passed=tuple(passed[:SHOWN]), others=dict(counted))
