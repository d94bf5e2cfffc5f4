"""Wrap-ups that nobody saved go into the record too, from their facts: the timer, a supervisor, the sweep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from ivr.call import Call
from routing.floor.conversation import Conversation
from routing.floor.needs import Demand
from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from storage.record.handled import Handled, WrapUp
from storage.record.notes import Notes
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)

#: Reader of the facts, and how many it takes at a time.
GROUP = "unsaved"
MOST_FACTS = 500
#: What was read so long ago and not dealt with, since SQL was away or its reader ended, is read again.
AGAIN_MS = 30_000
#: Characters of a fact that the log has of one that cannot be written down.
MOST_SHOWN = 200


def keep_unsaved(services: Services, tenant: Tenant, consumer: str) -> int:
    """Write down what was wrapped up unasked since the last look; returns how many wrap-ups that were.

    Raises RecordUnavailable and StoreUnavailableError: the facts are read again later.
    """
    kept = 0
    entries = (
        *tenant.facts.claim(GROUP, consumer, AGAIN_MS, MOST_FACTS),
        *tenant.facts.read(GROUP, consumer, MOST_FACTS),
    )
    for entry in entries:
        kept += _keep(services, tenant, entry.fact)
        tenant.facts.ack(GROUP, [entry.place])
    return kept


def _keep(services: Services, tenant: Tenant, text: str) -> int:
    """Write down one wrap-up; a boundary: one that cannot be is logged, and those after it are kept.

    Returns 1 for one that was unsaved, else 0.
    """
    try:
        fact = json.loads(text)
        if fact["fact"] != "Wrapup" or not fact["auto"] or not fact.get("call"):
            return 0
        handled = Handled(services.record, tenant.name)
        services.record.bounded.run(handled.save, _wrap_up(services, tenant, fact))
    except (StoreUnavailableError, RecordUnavailable):
        raise
    except Exception:
        log.exception("wrap_up_not_kept", tenant=tenant.name, fact=text[:MOST_SHOWN])
        return 0
    return 1


def _wrap_up(services: Services, tenant: Tenant, fact: Mapping[str, Any]) -> WrapUp:
    """Return the row; what the live store has forgotten of the call is left empty."""
    call_id, agent = fact["call"], fact["agent"]
    stored, held = tenant.calls.read(call_id), tenant.floor.read((), call_id).conversation
    # Facts of before this was kept have neither.
    answered_ms = fact.get("answered_ms", 0)
    wrapped_at = datetime.fromisoformat(fact["at"])
    notes = Notes(services.record, tenant.name)
    customer = "" if stored is None else Call.from_json(stored.state).customer
    queue = fact.get("queue", "")
    if held is not None:
        conversation = Conversation.from_json(held.state)
        queue = queue or Demand.from_key(conversation.needs.demand).queue
        if not customer and conversation.chosen is not None:
            customer = conversation.chosen.customer
    return WrapUp(
        call_id=call_id,
        staff_id=agent,
        ended_at=wrapped_at - timedelta(milliseconds=fact["wrap_ms"]),
        customer_id=customer,
        queue=queue,
        wrapped_at=wrapped_at,
        notes=services.record.bounded.run(notes.find, call_id, agent).text,
        auto=True,
        answered_at=datetime.fromtimestamp(answered_ms / 1000, UTC) if answered_ms else None,
        talk_ms=fact.get("talk_ms"),
    )
