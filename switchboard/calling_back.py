"""A caller has left, and is owed a call back: their page is due at once, and a worker is told."""

from __future__ import annotations

import structlog

from ivr.call import Call
from ivr.engine import Turn
from ivr.page_state import SPOT
from storage.record.bounded import RecordUnavailable
from storage.record.pages import key_of
from switchboard.paging import ring_doorbell
from switchboard.services import Services, Tenant
from switchboard.setting import Setting

log = structlog.get_logger(__name__)


def note_left(setting: Setting, before: Call | None, done: Turn) -> None:
    """Let the page go on of a call that has ended in it, or in waiting for it; who was helped has none."""
    if done.call.ended and before is not None and SPOT in before.scratch:
        go_on(setting.services, setting.tenant, done.call.id)


def go_on(services: Services, tenant: Tenant, call_id: str) -> None:
    """Make a call's page due after the reply under way; a minute's delay is all there is to lose by it."""

    def hasten() -> None:
        try:
            row = services.record.bounded.run(tenant.pages.hastens, key_of(call_id), services.clock())
        except RecordUnavailable as away:
            log.info("page_not_hastened", call=call_id, why=str(away))
            return
        if row is not None:
            ring_doorbell(services, tenant, row)

    services.later(hasten)
