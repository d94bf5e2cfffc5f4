"""What happens as a clock runs: its people are warned at half of its time, and rung when that is over.

Needs SQL alone. Whoever looks first does it, once; after an outage it is done late, and says how late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from callflows.book import Book
from cti.instants import utc
from ivr.clock_facts import ClockBreached, ClockWarned
from ivr.world import PageLevel
from routing.oncall.roster import Roster
from storage.record.clocks import Clock, key_of
from storage.record.page_rows import UNSETTLED
from storage.record.pages import key_of as page_key_of
from storage.record.promises import NewPromise
from switchboard.alert_words import OVERDUE, by_the_clock, circumstances, zone_of
from switchboard.clocks import tell_of, text_of, title_of
from switchboard.handing_over import Handed, handed_over, texted
from switchboard.services import Services, Tenant
from switchboard.setting import Caller

log = structlog.get_logger(__name__)


def sweep_clocks(services: Services, tenant: Tenant) -> int:
    """Warn and ring for what has run so long; returns how many that were. Raises what SQL raises."""
    now = services.clock()
    told = 0
    for clock in tenant.clocks.half_gone(now):
        told += _warn(services, tenant, clock, now)
    for clock in tenant.clocks.overdue(now):
        told += _breach(services, tenant, clock, now)
    return told


def _warn(services: Services, tenant: Tenant, clock: Clock, now: datetime) -> bool:
    book = services.books.live(tenant.name)
    policy = text_of(book, clock.clock).page
    texts = _warnings(book, services.rosters.of(book, now), clock, policy, now) if policy else []
    if not tenant.clocks.warn(clock, now, texts):
        return False
    log.warning("clock_half_gone", tenant=tenant.name, clock=clock.clock, call=clock.call_id)
    fact = ClockWarned(clock=clock.clock, case=clock.case_id, due_at=utc(clock.due_at), texts=len(texts))
    tell_of(services, tenant, clock, fact, "warned")
    return True


def _warnings(book: Book, roster: Roster, clock: Clock, policy: str, now: datetime) -> list[NewPromise]:
    """Tell all on call who want texts, once."""
    text = _warning(book, clock)
    return [
        NewPromise(
            kind="text",
            call_id=clock.call_id,
            key=key_of(clock.call_id, clock.clock, f"warned/{person.id}"),
            due_at=now,
            body={"text": text, "from": clock.dialled},
            to_number=person.number,
        )
        for person in texted(roster, Handed(policy=policy, why=OVERDUE), now)
    ]


def _warning(book: Book, clock: Clock) -> str:
    zone = zone_of(book, clock.dialled)
    started, due = (by_the_clock(at.astimezone(zone)) for at in (clock.started_at, clock.due_at))
    number = clock.number or "a withheld number"
    return (
        f"Half the time is gone: {title_of(book, clock.clock)}, due {due}. Call from {number} at {started}."
    )


def _breach(services: Services, tenant: Tenant, clock: Clock, now: datetime) -> bool:
    book = services.books.live(tenant.name)
    policy = text_of(book, clock.clock).page
    rows = _rings(services, tenant, clock, policy, now) if policy else []
    if not tenant.clocks.breach(clock, now, rows):
        return False
    late = now - clock.due_at
    log.error("clock_breached", tenant=tenant.name, clock=clock.clock, call=clock.call_id, late=str(late))
    fact = ClockBreached(
        clock=clock.clock,
        case=clock.case_id,
        due_at=utc(clock.due_at),
        late_s=late // timedelta(seconds=1),
        rings=bool(policy),
    )
    tell_of(services, tenant, clock, fact, "breached")
    return True


def _rings(
    services: Services, tenant: Tenant, clock: Clock, policy: str, now: datetime
) -> Sequence[NewPromise]:
    """Ring the policy from its second level on, and text who wants that.

    Where the call's own page goes on, it rings everybody already, and no second one joins it.
    """
    book = services.books.live(tenant.name)
    roster = services.rosters.of(book, now)
    caller = Caller(
        call_id=clock.call_id,
        number=clock.number,
        dialled=clock.dialled,
        reason=title_of(book, clock.clock),
    )
    levels = _levels(roster, policy)
    handed = Handed(policy=policy, why=OVERDUE, levels=levels[1:] or levels)
    goes_on = tenant.promises.find(page_key_of(clock.call_id))
    is_rung = goes_on is not None and goes_on.state in UNSETTLED
    return [
        replace(
            row,
            key=key_of(clock.call_id, clock.clock, row.key.removeprefix(f"{clock.call_id}/")),
            body={**row.body, **circumstances(book, caller, clock.started_at)},
        )
        for row in handed_over(book, roster, caller, handed, now)
        if row.kind != "page" or not is_rung
    ]


def _levels(roster: Roster, policy: str) -> tuple[PageLevel, ...]:
    found = roster.policies.get(policy)
    return tuple(
        PageLevel(
            call=plan.call,
            ring_s=plan.ring_s,
            tries=plan.tries,
            at_once=plan.strategy == "simultaneous",
        )
        for plan in (found.levels if found is not None else ())
    )
