"""The pools of free agents: everybody stands in those of all the demands that they can take.

A demand is noted first, then everybody on the floor stands in, and only then its pool counts as open: whoever
breaks off half-way leaves it to the next one. Who comes onto the floor meanwhile looks again after their own
commit (`catch_up`), so that nobody falls between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from routing.floor import match
from routing.floor.needs import Demand
from routing.floor.people import Agent, Profile
from storage.live.floor_commit import FloorCommit
from switchboard.floor_keeping import agent_record, new_commit_id
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of

#: How often a record that others change meanwhile is written anew.
TRIES = 16


def open_pools(
    services: Services,
    tenant: Tenant,
    demands: Iterable[str],
    guarded: Callable[[Callable[[], object], str], None],
) -> None:
    """Let everybody on the floor who can take it stand in the pools of these demands, which are not open yet.

    guarded: does one agent's part, and keeps what breaks from the others'. Raises StoreUnavailableError; then
    it is to be done again.
    """
    for key in demands:
        tenant.floor.register_demand(key)
        for who in tenant.floor.agents():
            guarded(partial(_comes_in, services, tenant, who, key), who)
        tenant.floor.open_demand(key)


def in_pools(tenant: Tenant, profile: Profile, agent: Agent) -> Agent:
    """Return the agent with the pools of every demand that they can take."""
    return replace(agent, pools=match.pools(profile, map(Demand.from_key, tenant.floor.demands())))


def catch_up(tenant: Tenant, profile: Profile, agent: Agent) -> None:
    """Stand in the pools of demands that were noted while the agent's coming was committed."""
    rings = match.pools(profile, map(Demand.from_key, tenant.floor.demands()))
    for demand, near in rings.items():
        if demand not in agent.pools:
            _stand_in(tenant, profile.id, demand, near)


def renew(tenant: Tenant, profile: Profile | None, agent_id: str) -> None:
    """Put right the pools of an agent whose profile has changed while they were there. None: not known."""
    for _ in range(TRIES):
        record = None if profile is None else tenant.floor.read((agent_id,)).agents.get(agent_id)
        if profile is None or record is None:
            return
        before = Agent.from_json(record.state)
        after = in_pools(tenant, profile, before)
        if after.pools == before.pools:
            return
        kept = agent_record(after, before, {agent_id: record.version})
        if tenant.floor.commit(FloorCommit(id=new_commit_id(), agents=(kept,))):
            return


def _comes_in(services: Services, tenant: Tenant, agent_id: str, demand: str) -> None:
    profile = profile_of(services, tenant, agent_id)
    near = None if profile is None else match.ring(profile, Demand.from_key(demand))
    if near is not None:
        _stand_in(tenant, agent_id, demand, near)


def _stand_in(tenant: Tenant, agent_id: str, demand: str, near: int) -> None:
    for _ in range(TRIES):
        record = tenant.floor.read((agent_id,)).agents.get(agent_id)
        if record is None:
            return
        before = Agent.from_json(record.state)
        if before.pools.get(demand) == near:
            return
        after = replace(before, pools={**before.pools, demand: near})
        kept = agent_record(after, before, {agent_id: record.version})
        if tenant.floor.commit(FloorCommit(id=new_commit_id(), agents=(kept,))):
            return
