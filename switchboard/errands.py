"""Keeping promises that need no caller on the line: pages, alerts repeated until acknowledged, and texts.

The row is the truth; a job is only the doorbell. A job that runs twice finds the promise claimed or kept. A
job that was killed leaves a claim whose lease runs out: an alert is then sent again, a text is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog

from ivr.facts import AlertSent, Fact, TextFailed, TextSent
from storage.record.bridge_rows import bridge_in
from storage.record.promises import Claim, Promise
from switchboard import bridging
from switchboard.alert_words import alert_text
from switchboard.doorbells import PROMISE, QUEUES
from switchboard.facts import Origin, written
from switchboard.keeping import keep_facts_of
from switchboard.paging import ring
from switchboard.services import Services, Tenant
from switchboard.turns_of_pages import call_first
from telephony.carrier import Again, CarrierError

log = structlog.get_logger(__name__)

#: An alert is repeated this often until it is acknowledged.
ALERT_EVERY = timedelta(minutes=5)
#: A text whose sending failed in a way that may be repeated; tried this often at most.
RETRY_AFTER = timedelta(minutes=1)
MOST_TRIES = 5
#: Rows of a kind and company rung in one sweep.
SWEEP = 100
#: A page that is due for so long has no worker: whoever sweeps rings it.
LATE = timedelta(seconds=8)
#: Whoever sweeps keeps promises for so long in one round.
ROUND_LASTS_S = 10.0


def sweep(services: Services) -> int:
    """Ring the doorbell for whatever is due; returns how many. Run every few seconds: jobs may be lost."""
    due, late = _due(services), list[str]()
    for tenant, row in due:
        if row.kind == "page" and services.clock() - row.due_at >= LATE:
            late.append(f"{tenant.name}:{row.id}")
            continue
        services.jobs.ring(QUEUES[row.kind], PROMISE, f"{tenant.name}:{row.id}", f"{row.id}-{row.attempts}")
    # No worker takes those. A page does not wait for one, nor for Redis (reliability.md D1).
    _keep_some(services, late)
    return len(due)


def keep_due(services: Services) -> None:
    """Keep whatever is due in this process: for when no doorbell can be rung. Each row is claimed as ever."""
    _keep_some(services, [f"{tenant.name}:{row.id}" for tenant, row in _due(services)])


def _keep_some(services: Services, rung_for: Sequence[str]) -> None:
    """Keep them in order for a while; the rest is due in the next round, after whatever is more pressing."""
    until = services.stopwatch() + ROUND_LASTS_S
    for each in rung_for:
        if services.stopwatch() > until:
            return
        keep(services, each)


def call_lines(services: Services) -> None:
    """Look at the first page of each line again: somebody on call may be free by now."""
    for tenant in services.tenants.values():
        call_first(services, tenant)


def _due(services: Services) -> list[tuple[Tenant, Promise]]:
    """Find what is due, the pages of every company before anybody's alerts, and those before texts."""
    call_lines(services)
    return [
        (tenant, row)
        for kind in QUEUES
        for tenant in services.tenants.values()
        for row in tenant.promises.due(services.clock(), SWEEP, kinds=(kind,))
    ]


def keep(services: Services, rung_for: str) -> None:
    """Do what one promise is about, if it is ours to do now. rung_for: `tenant:promise id`."""
    tenant_name, _, promise_id = rung_for.partition(":")
    tenant = services.tenants[tenant_name]
    claimed = tenant.promises.claim(promise_id, services.clock())
    if claimed is None:
        return
    match claimed.kind:
        case "page" if bridge_in(claimed):
            bridging.ring(services, tenant, claimed)
        case "page":
            ring(services, tenant, claimed)
        case "text" if claimed.taken_over:
            _give_up(services, tenant, claimed, "outcome unknown")
        case "text":
            _send(services, tenant, claimed, str(claimed.body["text"]))
        case "alert":
            _send(services, tenant, claimed, alert_text(claimed.body))
        case _:
            tenant.promises.put_off(claimed, services.clock() + timedelta(days=1), "kept by a person")


def _send(services: Services, tenant: Tenant, claimed: Claim, body: str) -> None:
    now = services.clock()
    try:
        services.carrier.send_text(to=str(claimed.to_number), from_=str(claimed.body["from"]), body=body)
    except CarrierError as error:
        _not_sent(services, tenant, claimed, error)
        return
    if claimed.kind == "alert":
        tenant.promises.tell_again(claimed, now + ALERT_EVERY, now)
        note(services, tenant, claimed, AlertSent(promise=claimed.id, times=claimed.attempts))
    else:
        tenant.promises.keep(claimed, now)
        note(services, tenant, claimed, TextSent(promise=claimed.id))


def _not_sent(services: Services, tenant: Tenant, claimed: Claim, error: CarrierError) -> None:
    """An alert is told twice rather than never; a text is not sent again where that may repeat it.

    What may have reached the person on duty counts as told: their reply takes it.
    """
    log.warning("not_sent", promise=claimed.id, kind=claimed.kind, code=error.code)
    later = services.clock() + RETRY_AFTER
    if claimed.kind == "alert" and error.again is Again.LOOK_FIRST:
        tenant.promises.put_off(claimed, later, str(error))
    elif claimed.kind == "alert" or (error.again is Again.SAFE and claimed.attempts < MOST_TRIES):
        tenant.promises.not_told(claimed, later, str(error))
    else:
        _give_up(services, tenant, claimed, str(error))


def _give_up(services: Services, tenant: Tenant, claimed: Claim, why: str) -> None:
    """A text may have been sent, or cannot be: it is not sent again (reliability.md D7)."""
    tenant.promises.fail(claimed, why)
    note(services, tenant, claimed, TextFailed(promise=claimed.id, why=why))


def note(services: Services, tenant: Tenant, row: Promise, fact: Fact) -> None:
    """Tell what became of a promise; the journal keeps it while the live store is away."""
    now = services.clock()
    origin = Origin(
        tenant=tenant.name, call_id=row.call_id, turn=int(now.timestamp()), beside=f"promise/{row.id}"
    )
    keep_facts_of(services, tenant, written([fact], origin, now), "")
