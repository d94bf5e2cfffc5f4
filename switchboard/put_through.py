"""Where the caller of a page is: gone, alone, or with somebody whom their own leg has rung."""

from __future__ import annotations

from typing import Literal

import structlog

from ivr.call import Call
from ivr.page_state import SPOT
from storage.live.client import StoreUnavailableError
from storage.record.promises import Promise
from switchboard.services import Services, Tenant
from telephony.carrier import CarrierError

log = structlog.get_logger(__name__)

#: alone: on the line, with nobody; whisper: so too, and who was rung hears who calls, and presses no key yet;
#: unknown: neither the live store nor the carrier can say.
Whereabouts = Literal["gone", "talks", "whisper", "alone", "unknown"]


def whereabouts(services: Services, tenant: Tenant, row: Promise) -> Whereabouts:
    """Look for the caller of a page. Whether their leg is connected, the carrier knows best.

    It is asked about a call that rings, or that the live store cannot tell. Where it gives no answer, the
    mark of somebody's key counts.
    """
    try:
        stored = tenant.calls.read(row.call_id)
    except StoreUnavailableError:
        stored = None
    if stored is not None and stored.ended:
        return "gone"
    taken = stored is not None and f"accepted/{stored.turn}" in stored.marks
    if stored is not None and not taken and not Call.from_json(stored.state).scratch.get(SPOT):
        return "alone"
    try:
        is_up = services.carrier.has_leg_up(row.call_id)
    except CarrierError as error:
        log.info("whereabouts_not_known", promise=row.id, code=error.code)
        return "talks" if taken else "unknown"
    if not is_up:
        return "alone"
    return "talks" if taken or stored is None else "whisper"
