"""Look at who waits and who is free, and choose: which call is put to whom."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from routing.floor import match
from routing.floor.events import Offered
from routing.floor.match import Candidate, Chooser, Decision
from routing.floor.needs import Demand, Needs
from routing.floor.outcome import Floor as Read
from routing.floor.people import Agent, Profile
from storage.live.floor import Floor, Head, Look, Versioned
from storage.record.staff import staff_id
from switchboard.floor_reading import Seen
from switchboard.pools import renew
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of

#: How many callers the looks of one decision see, until somebody fits. Mostly the very first does. Who may
#: not be taken yet, for a preferred agent or for rings, joined within the last minute: so many may do that.
LOOKS = (2, 32, 256, 2_048)
#: The same of the agents of a pool. Those may not who declined this very call within the last minute.
AGENT_LOOKS = (16, 128, 1_024)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An offer to be made, with what it was decided on, so that nothing need be read again.

    seen: as if the call had never been offered, which is so for most; the commit finds out. states: how many
    agents showed each display state.
    """

    event: Offered
    seen: Seen
    states: Mapping[str, int]


def for_agent(
    services: Services, tenant: Tenant, profile: Profile, passing: Collection[str] = ()
) -> Chosen | None:
    """Choose a caller for an agent. None: the agent is not free, or nobody waits whom they may take now.

    passing: calls that were just refused.
    """
    look, rings = _look(tenant, profile)
    if look.agent is None:
        return None
    agent = Agent.from_json(look.agent.state)
    if not agent.is_free:
        return None
    chooser = Chooser(id=agent.id, login=profile.login, rings=rings, declined=agent.declined)
    found = next_caller(tenant.floor, chooser, When(_now_ms(services), passing), look.heads)
    if found is None:
        return None
    decision, needs, text = found
    event = _offered(profile, needs, match.beside(decision, look.states))
    seen = Seen(
        floor=Read(agents={agent.id: agent}),
        agent_versions={agent.id: look.agent.version},
        conversation_version=0,
        needs=text,
    )
    return Chosen(event=event, seen=seen, states=look.states)


def _look(tenant: Tenant, profile: Profile) -> tuple[Look, dict[str, int]]:
    """Look with the demands as known here; where others have come since, once more with those.

    By the profile as it is now: the agent's own pools may miss a demand that came since.
    """
    known = tenant.floor.known_demands()
    rings = match.pools(profile, map(Demand.from_key, known))
    look = tenant.floor.look(profile.id, tuple(rings), LOOKS[0])
    if look.demands != len(known):
        rings = match.pools(profile, map(Demand.from_key, tenant.floor.demands()))
        look = tenant.floor.look(profile.id, tuple(rings), LOOKS[0])
    return look, rings


@dataclass(frozen=True, slots=True)
class When:
    """Of a decision: now, in Unix milliseconds, and which calls not to choose, as they were just refused."""

    now_ms: int
    passing: Collection[str] = ()


def next_caller(
    floor: Floor, chooser: Chooser, when: When, heads: tuple[Head, ...]
) -> tuple[Decision, Needs, str] | None:
    """Choose a caller for a free agent: the first of all, by score, whom the agent may take now.

    Returns why, and what the call asks for, also as it is kept.

    heads: the first LOOKS[0] of all. Where none of them fits more are looked at, always the first of all, so
    nobody is overtaken.
    """
    for limit, wider in zip(LOOKS, (*LOOKS[1:], 0), strict=True):
        waiting = {
            head.call_id: (Needs.from_json(head.needs), head.needs)
            for head in heads
            if head.call_id not in when.passing
        }
        decision = match.choose_caller(chooser, (needs for needs, _ in waiting.values()), when.now_ms)
        if decision.found:
            return decision, *waiting[decision.call]
        if len(heads) < limit or not wider:
            return None
        heads = floor.first(tuple(chooser.rings), wider)
    return None


def for_call(
    services: Services, tenant: Tenant, needs: Needs, passing: Collection[str] = ()
) -> Chosen | None:
    """Choose an agent for a call, and that agent's caller: nobody who waits longer for the same is passed.

    So the offer may be of another call. None: nobody is free who may take it now. An agent who turns out to
    be no such one is passed over, and stands in the right pools from then on.
    """
    now_ms = _now_ms(services)
    unfit: set[str] = set()
    while (decision := _agent_for(tenant, needs, now_ms, unfit)).found:
        profile = profile_of(services, tenant, decision.agent)
        chosen = None if profile is None else for_agent(services, tenant, profile, passing)
        if chosen is None:
            unfit.add(decision.agent)
            renew(tenant, profile, decision.agent)
        elif chosen.event.call == needs.call:
            why = match.beside(decision, chosen.states).shown()
            return replace(chosen, event=replace(chosen.event, why=why))
        else:
            return chosen
    return None


def _agent_for(tenant: Tenant, needs: Needs, now_ms: int, unfit: Collection[str]) -> Decision:
    if needs.prefers and now_ms < needs.prefer_until_ms:
        preferred = (each for each in _preferred(tenant, needs) if each.id not in unfit)
        return match.choose_agent(needs, preferred, now_ms)
    for limit in AGENT_LOOKS:
        seen = _head(tenant, needs, now_ms, limit)
        decision = match.choose_agent(needs, (each for each in seen if each.id not in unfit), now_ms)
        if decision.found or len(seen) < limit:
            break
    return decision


def _head(tenant: Tenant, needs: Needs, now_ms: int, limit: int) -> list[Candidate]:
    widest = match.widest(needs.widened_ms(now_ms))
    found: dict[str, Candidate] = {}
    for demand in needs.demands:
        for each in tenant.floor.pool_head(demand, widest, limit):
            near = int(each.score // match.RING_CLASS_MS)
            if each.agent not in found or near < found[each.agent].ring:
                found[each.agent] = _candidate(each.agent, "", near, each.record)
    return list(found.values())


def _preferred(tenant: Tenant, needs: Needs) -> Iterable[Candidate]:
    """The one agent who has the first word, whatever their ring."""
    who = staff_id(tenant.name, needs.prefers)
    record = tenant.floor.read((who,)).agents.get(who)
    return () if record is None else (_candidate(who, needs.prefers, 1, record),)


def _candidate(who: str, login: str, near: int, record: Versioned) -> Candidate:
    agent = Agent.from_json(record.state)
    return Candidate(
        id=who, login=login, ring=near, idle_ms=agent.idle_ms, free=agent.is_free, declined=agent.declined
    )


def _offered(profile: Profile, needs: Needs, decision: Decision) -> Offered:
    offer = f"off_{uuid.uuid4().hex}"
    return Offered(offer=offer, call=needs.call, agent=profile, needs=needs, why=decision.shown())


def _now_ms(services: Services) -> int:
    return int(services.clock().timestamp() * 1000)
