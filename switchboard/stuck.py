"""Agents and calls of which news was lost, or a timer: found by looking (cti-and-desktop 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import structlog

from routing.floor.conversation import Conversation
from routing.floor.events import Due, Event, Freed
from routing.floor.people import Agent
from switchboard.agent import FloorBusyError, obey
from switchboard.conversing import conversation_of
from switchboard.looking import has_ended_here, news_of
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of

log = structlog.get_logger(__name__)

#: How often it is looked, and for how long an agent has done the same before anybody looks.
EVERY_S = 30.0
OLD_MS = 60_000


def free_stuck(services: Services, tenant: Tenant) -> int:
    """Look after agents who have long done the same; returns how many calls or agents were stuck."""
    now_ms = int(services.clock().timestamp() * 1000)
    agents = (Agent.from_json(each.state) for each in tenant.floor.agents().values())
    old = [one for one in agents if one.work != "idle" and now_ms - one.work_ms >= OLD_MS]
    calls = frozenset(one.call for one in old if one.call)
    alone = frozenset(one.call for one in old if one.call and one.link == "lost")
    asked = services.rota.turn(tenant.name, calls, alone)
    stuck = [each for each in map(partial(_untold, services, tenant, asked), _by_call(old)) if each]
    for events in stuck:
        for event in events:
            _tell(services, tenant, event)
    return len(stuck)


def _by_call(old: Iterable[Agent]) -> Iterator[list[Agent]]:
    """Put those together who work on one call: it is asked about once."""
    calls: dict[str, list[Agent]] = {}
    for agent in old:
        calls.setdefault(agent.call or agent.id, []).append(agent)
    yield from calls.values()


def _untold(services: Services, tenant: Tenant, asked: frozenset[str], agents: list[Agent]) -> list[Event]:
    """Say what the floor has not heard of the agents of one call; nothing: all is well."""
    call = agents[0].call
    conversation = conversation_of(tenant, call)
    if conversation is None or conversation.phase == "ended":
        return [event for agent in agents for event in _alone(services, tenant, agent)]
    strangers = [agent for agent in agents if agent.id not in conversation.people]
    events = [event for agent in strangers for event in _alone(services, tenant, agent)]
    events.extend(_overdue(conversation, int(services.clock().timestamp() * 1000)))
    if events or call not in asked:
        return events
    return has_ended_here(tenant, call) or news_of(services, tenant, call)


def _alone(services: Services, tenant: Tenant, agent: Agent) -> list[Event]:
    """Return what ends the work of an agent whose call is gone. A wrap-up has its own time."""
    if agent.work == "wrap_up":
        now_ms = int(services.clock().timestamp() * 1000)
        return [Due(kind="wrap", id=agent.id)] if now_ms >= agent.wrap_until_ms + OLD_MS else []
    profile = profile_of(services, tenant, agent.id)
    return [] if profile is None else [Freed(agent=profile, by="system")]


def _overdue(conversation: Conversation, now_ms: int) -> list[Event]:
    """Return the deadlines of offers that have passed without anything happening: their timers were lost."""
    late = [
        ("join", offer.id) if offer.accepted else ("offer", offer.id)
        for offer in conversation.offers
        if now_ms >= max(offer.expires_ms, offer.accepted_ms) + OLD_MS
    ]
    return [Due(kind=kind, id=f"{conversation.id}/{offer}") for kind, offer in late]


def _tell(services: Services, tenant: Tenant, event: Event) -> None:
    """Let one event happen; what many changes at once prevent comes again with the next look."""
    log.warning("stuck_work", tenant=tenant.name, event_kind=type(event).__name__)
    try:
        obey(services, tenant, event)
    except FloorBusyError as busy:
        log.warning("floor_left_behind", event_kind=type(event).__name__, why=str(busy))
