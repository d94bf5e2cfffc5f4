"""Look at the heads of the orders and of the pools, and choose: which call is put to whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from routing.floor import match
from routing.floor.events import Offered
from routing.floor.match import Candidate, Chooser, Decision
from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile
from storage.live.floor import Floor, Head, Versioned
from storage.record.staff import staff_id
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of

#: Callers of the first look. Mostly the very first one fits, and every look at all of them costs.
FEW = 2


def for_agent(
    services: Services, tenant: Tenant, profile: Profile, seen: Agent | None = None
) -> Offered | None:
    """Choose a caller for an agent. None: the agent is not free, or nobody waits whom they may take now.

    seen: the agent, where just committed; the claim finds out whether they have changed since.
    """
    found = _found_for(services, tenant, profile, seen or _read(tenant, profile.id))
    if found is None:
        return None
    decision, needs = found
    return _offered(profile, needs, match.beside(decision, tenant.floor.states()))


def _read(tenant: Tenant, agent_id: str) -> Agent | None:
    record = tenant.floor.read((agent_id,)).agents.get(agent_id)
    return None if record is None else Agent.from_json(record.state)


def _found_for(
    services: Services, tenant: Tenant, profile: Profile, agent: Agent | None
) -> tuple[Decision, Needs] | None:
    if agent is None or not agent.is_free:
        return None
    # By the profile as it is now: the agent's own pools may miss a demand that came since.
    rings = match.pools(profile, map(Demand.from_key, tenant.floor.demands()))
    chooser = Chooser(id=agent.id, login=profile.login, rings=rings, declined=agent.declined)
    decision, needs = next_caller(tenant.floor, chooser, _now_ms(services))
    return None if needs is None else (decision, needs)


def next_caller(floor: Floor, chooser: Chooser, now_ms: int) -> tuple[Decision, Needs | None]:
    """Choose a caller for a free agent: of the first few where one of them fits, else of all the heads.

    The few are the first of all, so whoever is found among them is the one that the whole look would find.
    """
    demands = tuple(chooser.rings)
    heads = _needs_of(floor.first(demands, FEW))
    decision = match.choose_caller(chooser, heads, now_ms)
    if not decision.found and len(heads) == FEW:
        heads = _needs_of(floor.heads(demands))
        decision = match.choose_caller(chooser, heads, now_ms)
    return decision, next((each for each in heads if each.call == decision.call), None)


def _needs_of(heads: Iterable[Head]) -> list[Needs]:
    return [Needs.from_json(head.needs) for head in heads]


def for_call(services: Services, tenant: Tenant, needs: Needs) -> Offered | None:
    """Choose an agent for a call, and that agent's caller: nobody who waits longer for the same is passed.

    So the offer may be of another call. None: nobody is free who may take it now.
    """
    now_ms = _now_ms(services)
    preferring = bool(needs.prefers) and now_ms < needs.prefer_until_ms
    candidates = _preferred(tenant, needs) if preferring else _head(tenant, needs, now_ms)
    decision = match.choose_agent(needs, candidates, now_ms)
    profile = profile_of(services, tenant, decision.agent) if decision.found else None
    if profile is None:
        return None
    found = _found_for(services, tenant, profile, _read(tenant, profile.id))
    if found is None:
        return None
    other, first = found
    if first.call == needs.call:
        other, first = decision, needs
    return _offered(profile, first, match.beside(other, tenant.floor.states()))


def _head(tenant: Tenant, needs: Needs, now_ms: int) -> list[Candidate]:
    widest = match.widest(now_ms - needs.joined_ms)
    found: dict[str, Candidate] = {}
    for demand in (needs.demand, needs.also):
        for each in tenant.floor.pool_head(demand, widest) if demand else ():
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
