"""Who is on the floor: the profiles behind the ids that the live store knows."""

from __future__ import annotations

from routing.floor.people import Profile
from switchboard.services import Services, Tenant


def profile_of(services: Services, tenant: Tenant, agent_id: str) -> Profile | None:
    """Return what an agent is; None: nobody on the staff, or not known while SQL is away."""
    return services.profiles.find(
        agent_id,
        services.stopwatch(),
        lambda: services.record.bounded.run(tenant.staff.profile, agent_id),
    )
