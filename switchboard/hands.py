"""A raised hand: an agent asks for a supervisor's help, who hears of it at once."""

from __future__ import annotations

from routing.floor.facts import HandChanged
from routing.floor.people import Agent
from storage.live.hands import Hands
from switchboard.facts import FloorOrigin, floor_written
from switchboard.services import Services, Tenant


def raise_hand(services: Services, tenant: Tenant, agent_id: str, *, up: bool) -> None:
    """Raise or lower an agent's hand. Raises StoreUnavailableError."""
    now = services.clock()
    record = tenant.floor.read((agent_id,)).agents.get(agent_id)
    call = "" if record is None else Agent.from_json(record.state).call
    origin = FloorOrigin(
        tenant=tenant.name,
        call_id=call,
        record=f"{agent_id}/hand",
        version=int(now.timestamp() * 1000),
    )
    facts = floor_written([HandChanged(agent=agent_id, up=up)], origin, now)
    Hands(services.live, tenant.name).put(agent_id, up=up, facts=facts)
