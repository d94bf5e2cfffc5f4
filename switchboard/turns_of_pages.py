"""Whose turn it is among pages that go on by REST while everybody on call is engaged.

Callers who wait on the line come first, by when they arrived; then those who are called back, likewise. Those
stand in line, and only the first of a line is looked at: with hundreds of them, nothing else would be done.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ivr.call import Call
from ivr.page_state import SPOT, PageState
from storage.live.calls import Remembered
from storage.live.client import StoreUnavailableError
from storage.live.engaged import Engaged
from storage.record.promises import Claim, Promise
from switchboard.put_through import whereabouts
from switchboard.services import Services, Tenant

#: The page of a caller who waits on the line is due when they leave it; should nobody say so, after this.
ON_THE_LINE = timedelta(minutes=1)
#: A page in line is due when it is the first; should nobody say so, after this.
IN_LINE_FOR = timedelta(minutes=5)
#: Ends of a step that a page can come to.
_ENDS = frozenset({"accepted", "exhausted", "hung_up"})


def waits_on_the_line(services: Services, tenant: Tenant, claim: Promise) -> bool:
    """Whether the caller is still in the page step, which rings for them by their own leg, or talks by it.

    Doubt: no.
    """
    if claim.body.get("why") != "engaged":
        return False
    stored = _stored(tenant, claim)
    if stored is not None and (stored.ended or not Call.from_json(stored.state).scratch.get(SPOT)):
        return False
    if stored is not None and f"accepted/{stored.turn}" not in stored.marks and _is_there(services, claim):
        return True
    return whereabouts(services, tenant, claim) in {"talks", "whisper"}


def _is_there(services: Services, claim: Promise) -> bool:
    try:
        return Engaged(services.live, claim.tenant).is_there(claim.call_id, services.clock())
    except StoreUnavailableError:
        return False


def is_left_to_the_line(services: Services, tenant: Tenant, claim: Claim) -> bool:
    """Leave a page to the caller's own leg while they wait on it, or were helped on it. False: it rings."""
    if waits_on_the_line(services, tenant, claim):
        tenant.pages.waits(claim, services.clock() + ON_THE_LINE)
        return True
    return _settled_on_the_line(services, tenant, claim)


def _settled_on_the_line(services: Services, tenant: Tenant, claim: Claim) -> bool:
    """Settle the promise of a caller who waited after all, and has been helped. False: they have not."""
    stored = _stored(tenant, claim)
    if stored is None or not _is_helped(stored):
        return False
    tenant.promises.keep(claim, services.clock())
    return True


def is_next(tenant: Tenant, claim: Claim) -> bool:
    """Whether no caller has waited longer in line for the same people."""
    if "rung" in claim.body:
        return True
    policy, mine = claim.body["policy"], (claim.made_at, claim.id)
    firsts = [row for row in tenant.pages.first_in_line() if "rung" not in row.body]
    return not any(row.body["policy"] == policy and (row.made_at, row.id) < mine for row in firsts)


def stands_in_line(services: Services, tenant: Tenant, claim: Claim, until: datetime | None = None) -> None:
    """Let a page wait until somebody is free. until: when it is looked at again, were it not the first."""
    tenant.pages.waits(claim, until or services.clock() + IN_LINE_FOR, in_line=True)


def call_first(services: Services, tenant: Tenant) -> list[Promise]:
    """Make the first page of each line due: somebody may be free. Returns them.

    Those that were rung for before stand in a line of their own: who is free may have declined them.
    """
    called = (tenant.pages.hastens(row.key, services.clock()) for row in tenant.pages.first_in_line())
    return [row for row in called if row is not None]


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
    pressed = f"accepted/{call.turn - 1}" in stored.marks and f"unmet/{call.turn - 1}" not in stored.marks
    pressed = pressed or PageState.of(call).asked == "yes"
    return last.endswith(" accepted") or (stored.ended and pressed)
