"""Whoever presses 1 on a page has proved their phone: kept in the record, from the facts."""

from __future__ import annotations

import json
from datetime import datetime

import structlog

from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from storage.record.drills import RadioChecks
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)

#: Reader of the facts, and how many it takes at a time.
GROUP = "radio_checks"
MOST_FACTS = 500
#: What was read so long ago and not dealt with is read again.
AGAIN_MS = 30_000
#: Keys are pressed on these; the reply to a text proves that it was read, not that a phone rings.
_CHANNELS = frozenset({"dial", "rest"})


def keep_radio_checks(services: Services, tenant: Tenant, consumer: str) -> int:
    """Note who took a call since the last look; returns how many.

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
    """Note one; a boundary: one that cannot be read is logged, and those after it are kept."""
    try:
        fact = json.loads(text)
        if fact["fact"] != "PageAccepted" or fact["channel"] not in _CHANNELS:
            return 0
        book = services.books.live(tenant.name)
        person = services.rosters.of(book, services.clock()).people.get(fact["person"])
        if person is None:
            return 0  # has left since: nobody asks how old the check of that phone is
        checks = RadioChecks(services.record, tenant.name)
        at = datetime.fromisoformat(fact["at"])
        services.record.bounded.run(checks.note, person.number, person.id, at)
    except (StoreUnavailableError, RecordUnavailable):
        raise
    except Exception:
        log.exception("radio_check_not_kept", tenant=tenant.name)
        return 0
    return 1
