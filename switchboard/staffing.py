"""Who is on the floor: the profiles behind the ids that the live store knows, and how many serve a queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import structlog

from routing.floor.people import Agent, Profile
from storage.live.client import StoreUnavailableError
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)

#: A company whose agents were on the floor this lately is counted by them, else by its plan.
LATELY_MS = 24 * 60 * 60 * 1000


def profile_of(services: Services, tenant: Tenant, agent_id: str) -> Profile | None:
    """Return what an agent is; None: nobody on the staff, or not known while SQL is away."""
    return services.profiles.find(
        tenant.name,
        agent_id,
        services.stopwatch(),
        lambda: services.record.bounded.run(tenant.staff.profile, agent_id),
    )


def staffed_for(services: Services, tenant: Tenant, queue: str, planned: int) -> int:
    """Return how many agents serve a queue now, as far as a caller is told.

    Those who are signed in and not offline. Where nobody of the company has been for a day, it does not work
    with desks of ours, or not yet: then the plan's figure (company.yaml) holds, as it does without the store.
    """

    def count() -> Mapping[str, int] | None:
        return _counted(services, tenant)

    try:
        counted = services.headcount.of(tenant.name, services.clock().timestamp(), count)
    except StoreUnavailableError as away:
        log.warning("staff_not_counted", tenant=tenant.name, why=str(away))
        return planned
    return planned if counted is None else counted.get(queue, 0)


def _counted(services: Services, tenant: Tenant) -> Mapping[str, int] | None:
    """Count the agents on the floor by queue; None: nobody has been there lately."""
    there = tenant.floor.agents()
    if not there:
        since_ms = int(services.clock().timestamp() * 1000) - LATELY_MS
        known = (Agent.from_json(each.state) for each in tenant.floor.everybody().values())
        return {} if any(agent.presence_ms >= since_ms for agent in known) else None
    counted: Counter[str] = Counter()
    for who in there:
        profile = profile_of(services, tenant, who)
        counted.update(() if profile is None else profile.queues)
    return counted
