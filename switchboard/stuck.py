"""Agents whose call is gone without our hearing of it: found by looking, and freed (cti-and-desktop 3.1)."""

from __future__ import annotations

import structlog

from routing.floor.events import CallerGone, Event, Freed
from routing.floor.people import Agent
from switchboard.agent import FloorBusyError, obey
from switchboard.conversing import conversation_of
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of
from telephony.carrier import CarrierError

log = structlog.get_logger(__name__)

#: How often it is looked, and for how long an agent has done the same before anybody looks.
EVERY_S = 30.0
OLD_MS = 60_000
#: Calls that the carrier is asked about in one look; the next look asks about the next ones.
MOST_ASKED = 10
WORKING = frozenset({"on_call", "on_hold", "consulting", "calling_out"})


def free_stuck(services: Services, tenant: Tenant) -> int:
    """Look after agents who have long been in one call; returns how many calls or agents were stuck."""
    now_ms = int(services.clock().timestamp() * 1000)
    agents = (Agent.from_json(each.state) for each in tenant.floor.agents().values())
    old = [one for one in agents if one.work in WORKING and now_ms - one.work_ms >= OLD_MS]
    asked = _turn(sorted({one.call for one in old if one.call}), now_ms)
    found: dict[str, Event] = {}
    for agent in old:
        event = _found(services, tenant, agent, may_ask=agent.call in asked)
        if event is not None:
            found.setdefault(agent.call if isinstance(event, CallerGone) else agent.id, event)
    for about, event in found.items():
        log.warning("stuck_work", tenant=tenant.name, about=about, event_kind=type(event).__name__)
        try:
            obey(services, tenant, event)
        except FloorBusyError as busy:
            log.warning("floor_left_behind", event_kind=type(event).__name__, why=str(busy))
    return len(found)


def _turn(calls: list[str], now_ms: int) -> frozenset[str]:
    """Choose the calls to be asked about in this look: all of them within a few."""
    looks = max(1, -(-len(calls) // MOST_ASKED))
    look = now_ms // int(EVERY_S * 1000) % looks
    return frozenset(calls[look * MOST_ASKED : (look + 1) * MOST_ASKED])


def _found(services: Services, tenant: Tenant, agent: Agent, *, may_ask: bool) -> Event | None:
    conversation = conversation_of(tenant, agent.call)
    if conversation is None or conversation.phase == "ended" or agent.id not in conversation.people:
        profile = profile_of(services, tenant, agent.id)
        return None if profile is None else Freed(agent=profile, by="system")
    return (
        CallerGone(call=agent.call, why="hung_up")
        if _is_over(services, tenant, agent.call, may_ask=may_ask)
        else None
    )


def _is_over(services: Services, tenant: Tenant, call: str, *, may_ask: bool) -> bool:
    stored = tenant.calls.read(call)
    if stored is not None and stored.ended:
        return True
    if not may_ask:
        return False
    try:
        return services.carrier.is_over(call)
    except CarrierError as failed:
        log.info("order_failed", order="look", call=call, why=str(failed))
        return False
