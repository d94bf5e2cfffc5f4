"""Whose turn it is among pages that go on by REST while everybody on call is engaged.

Callers who wait on the line come first, by when they arrived; then those who are called back, likewise.
"""

from __future__ import annotations

from datetime import timedelta

from ivr.call import Call
from ivr.steps.page import ASKED, SPOT
from storage.live.calls import Remembered
from storage.live.client import StoreUnavailableError
from storage.live.engaged import Engaged
from storage.record.promises import Claim, Promise
from switchboard.services import Services, Tenant

#: A page for which nobody is free, or whose caller still waits on the line, is looked at again after this.
LOOKS_AGAIN = timedelta(seconds=10)
#: So many of the oldest pages are looked at for one that comes first.
LOOKED_AT = 20
#: Ends of a step that a page can come to.
_ENDS = frozenset({"accepted", "exhausted", "hung_up"})


def waits_on_the_line(services: Services, tenant: Tenant, claim: Promise) -> bool:
    """Whether the caller is still in the page step, which rings for them by their own leg. Doubt: no."""
    stored = _stored(tenant, claim)
    if stored is None or stored.ended or not Call.from_json(stored.state).scratch.get(SPOT):
        return False
    try:
        return Engaged(services.live, tenant.name).is_there(claim.call_id, services.clock())
    except StoreUnavailableError:
        return False


def is_left_to_the_line(services: Services, tenant: Tenant, claim: Claim) -> bool:
    """Leave a page to the caller's own leg while they wait on it, or were helped on it. False: it rings."""
    if waits_on_the_line(services, tenant, claim):
        tenant.pages.waits(claim, services.clock() + LOOKS_AGAIN)
        return True
    return _settled_on_the_line(services, tenant, claim)


def _settled_on_the_line(services: Services, tenant: Tenant, claim: Claim) -> bool:
    """Settle the promise of a caller who waited after all, and has been helped. False: they have not."""
    stored = _stored(tenant, claim)
    if stored is None or not _is_helped(stored):
        return False
    tenant.promises.keep(claim, services.clock())
    return True


def is_next(services: Services, tenant: Tenant, claim: Claim) -> bool:
    """Whether no caller has waited longer for the same people; whoever has is made due at once."""
    if claim.body.get("why") != "engaged" or "rung" in claim.body:
        return True
    policy = claim.body["policy"]
    mine = (claim.made_at, claim.id)
    older = [
        row
        for row in tenant.pages.unsettled(LOOKED_AT)
        if (row.made_at, row.id) < mine
        and (row.body.get("policy"), row.body.get("why")) == (policy, "engaged")
        and not {"rung", "taken"} & row.body.keys()
    ]
    waiting = [row for row in older if not waits_on_the_line(services, tenant, row)]
    for row in waiting[:1]:
        tenant.pages.hastens(row.id, services.clock())
    return not waiting


def _stored(tenant: Tenant, claim: Promise) -> Remembered | None:
    if claim.body.get("why") != "engaged":
        return None
    try:
        return tenant.calls.read(claim.call_id)
    except StoreUnavailableError:
        return None


def _is_helped(stored: Remembered) -> bool:
    """Whether somebody has accepted, and the call says that it came to that."""
    call = Call.from_json(stored.state)
    last = next((line for line in reversed(call.path) if line.partition(" ")[2] in _ENDS), "")
    pressed = f"accepted/{call.turn - 1}" in stored.marks or call.scratch.get(ASKED) == "yes"
    return last.endswith(" accepted") or (stored.ended and pressed)
