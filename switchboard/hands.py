"""A raised hand: an agent asks for a supervisor's help, who hears of it at once."""

from __future__ import annotations

import structlog

from routing.floor.facts import HandChanged, WorkChanged
from routing.floor.outcome import Outcome
from routing.floor.people import Agent
from routing.floor.working import IN_CALL
from storage.live.client import StoreUnavailableError
from storage.live.hands import Hands
from switchboard.facts import FloorOrigin, floor_written
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)


def raise_hand(services: Services, tenant: Tenant, agent_id: str, *, up: bool) -> None:
    """Raise or lower an agent's hand. Raises StoreUnavailableError."""
    record = tenant.floor.read((agent_id,)).agents.get(agent_id)
    call = "" if record is None else Agent.from_json(record.state).call
    _put(services, tenant, HandChanged(agent=agent_id, up=up), call)


def lower_hands(services: Services, tenant: Tenant, outcome: Outcome, call_id: str) -> None:
    """Lower the hands of those for whom the call is over that help was wanted with.

    What ended the call is kept: a store that gives no answer here leaves the hand up, and that is logged.
    """
    for fact in outcome.facts:
        if not isinstance(fact, WorkChanged) or fact.was not in IN_CALL or fact.now in IN_CALL:
            continue
        try:
            _put(services, tenant, HandChanged(agent=fact.agent, up=False), call_id)
        except StoreUnavailableError as away:
            log.warning("hand_left_up", tenant=tenant.name, staff=fact.agent, why=str(away))


def _put(services: Services, tenant: Tenant, hand: HandChanged, call_id: str) -> None:
    now = services.clock()
    origin = FloorOrigin(
        tenant=tenant.name,
        call_id=call_id,
        record=f"{hand.agent}/hand",
        version=int(now.timestamp() * 1000),
    )
    facts = floor_written([hand], origin, now)
    Hands(services.live, tenant.name).put(hand.agent, up=hand.up, facts=facts)
