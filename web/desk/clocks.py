"""Clocks that run, as a desk shows them: those of one's own call, or of the company for its supervisors."""

from __future__ import annotations

from typing import Any

import structlog

from cti.instants import utc
from storage.record.bounded import RecordUnavailable
from storage.record.clocks import Clock
from switchboard.clocks import text_of, title_of
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)


def shown_clocks(services: Services, tenant: Tenant, call_id: str | None) -> list[dict[str, Any]] | None:
    """Return what runs, of one call or (None) of all, the most urgent first. None: SQL does not say."""
    try:
        running = services.record.bounded.run(tenant.clocks.running, call_id)
    except RecordUnavailable:
        log.warning("clocks_not_read", tenant=tenant.name)
        return None
    return [_shown(services, tenant, clock) for clock in running]


def _shown(services: Services, tenant: Tenant, clock: Clock) -> dict[str, Any]:
    book = services.books.live(tenant.name)
    return {
        "clock": clock.clock,
        "title": title_of(book, clock.clock),
        "case_id": clock.case_id,
        "call": clock.call_id,
        "started_at": utc(clock.started_at),
        "half_at": utc(clock.half_at),
        "due_at": utc(clock.due_at),
        "told": "breached" if clock.breached_at else "warned" if clock.warned_at else "",
        "may_end": "done" in text_of(book, clock.clock).stops,
    }
