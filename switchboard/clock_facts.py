"""What the facts of calls do to clocks: some start one, some are what it waits for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog

from ivr.clock_facts import ClockStarted
from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from storage.record.clocks import Stop, Why
from switchboard.clocks import start, stop
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)

#: Reader of the facts, and how many it takes at a time.
GROUP = "clocks"
MOST_FACTS = 500
#: What was read so long ago and not dealt with is read again.
AGAIN_MS = 30_000


def follow_clocks(services: Services, tenant: Tenant, consumer: str) -> int:
    """Start and stop clocks by the facts since the last look; returns how many that were.

    Raises RecordUnavailable and StoreUnavailableError: the facts are read again later.
    """
    changed = 0
    entries = (
        *tenant.facts.claim(GROUP, consumer, AGAIN_MS, MOST_FACTS),
        *tenant.facts.read(GROUP, consumer, MOST_FACTS),
    )
    for entry in entries:
        changed += _heed(services, tenant, entry.fact)
        tenant.facts.ack(GROUP, [entry.place])
    return changed


def _heed(services: Services, tenant: Tenant, text: str) -> int:
    """Heed one fact; a boundary: one that cannot be read is logged, and those after it are heeded."""
    try:
        fact = json.loads(text)
        return _started(services, tenant, fact) + _stopped(services, tenant, fact)
    except (StoreUnavailableError, RecordUnavailable):
        raise
    except Exception:
        log.exception("clock_not_heeded", tenant=tenant.name)
        return 0


def _started(services: Services, tenant: Tenant, fact: Mapping[str, Any]) -> int:
    """Write a clock down that its own turn could not. What keeps it may have been told before."""
    if fact["fact"] != "ClockStarted":
        return 0
    started = ClockStarted(
        clock=fact["clock"],
        case=fact["case"],
        number=fact.get("number", ""),
        dialled=fact.get("dialled", ""),
    )
    if not start(services, tenant, fact["call"], started, datetime.fromisoformat(fact["at"])):
        return 0
    for told in tenant.facts.of_call(fact["call"]).facts:
        _stopped(services, tenant, json.loads(told))
    return 1


def _stopped(services: Services, tenant: Tenant, fact: Mapping[str, Any]) -> int:
    """Stop what waits for this. A drill starts no clock, so its accept stops none."""
    why: Why
    match fact["fact"]:
        case "PageAccepted":
            why, by = "accepted", fact["person"]
        case "AlertAcknowledged":
            why, by = "accepted", ""
        case "CallAnswered":
            why, by = "agent", fact["agent"]
        case _:
            return 0
    at = datetime.fromisoformat(fact["at"])
    return len(stop(services, tenant, Stop(call_id=fact["call"], by=by, why=why, at=at)))
