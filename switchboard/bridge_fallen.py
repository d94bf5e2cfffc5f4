"""What became of the call of a bridge that has ended without a talk: a page, or a ring by its own leg."""

from __future__ import annotations

import structlog

from ivr.call import Call
from ivr.page_state import PageState
from ivr.steps.bridge import BRIDGE, Bridge
from storage.live.client import StoreUnavailableError
from storage.record.pages import key_of
from storage.record.promises import Promise
from switchboard.asker import caller_of
from switchboard.caller import set_for
from switchboard.handing_over import Handed
from switchboard.promising import hand_over
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)


def page_in_its_place(services: Services, tenant: Tenant, row: Promise) -> Promise | None:
    """Find the page that goes on for a bridge's call; one is made while the caller's own leg rings for them.

    Whoever takes that is brought together with them, unless somebody is with them already. None: the call is
    over, or nobody can say. Raises RecordUnavailable.
    """
    find = services.record.bounded.run
    found = find(tenant.promises.find, key_of(row.call_id))
    if found is not None:
        return found
    try:
        stored = tenant.calls.read(row.call_id)
    except StoreUnavailableError as away:
        log.info("bridge_call_not_known", promise=row.id, why=str(away))
        return None
    if stored is None or stored.ended:
        return None
    call = Call.from_json(stored.state)
    setting = set_for(services, tenant.name, call.release)
    step = setting.book.flows[call.flow].steps.get(call.step)
    if step is None or not isinstance(step.action, Bridge) or BRIDGE in call.scratch:
        return None
    handed = Handed(
        policy=step.action.policy,
        urgency=step.action.urgency,
        why="engaged",
        levels=step.action.levels,
        spot=PageState.of(call).spot,
        stands=True,
        waits=True,
        manager=call.caller.get("account_manager", ""),
        step=f"{call.flow}/{call.step}",
    )
    hand_over(setting, caller_of(setting.book.flows, call), handed)
    return find(tenant.promises.find, key_of(row.call_id))
