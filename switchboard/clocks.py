"""Clocks that calls have started: written down with their deadline, and stopped by whatever keeps them.

Written once the turn that started one is answered, and from its fact too: SQL may have been away, or have
taken it unheard. Whoever follows the facts tells that it runs. A call has one of a name.
Source: requirements HW5, HK4.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from callflows.book import Book
from callflows.schema.company import ClockText
from cti.instants import utc
from ivr.clock_facts import ClockRunning, ClockStarted, ClockStopped
from ivr.facts import Fact
from routing.deadline import due
from routing.hours import Hours
from storage.record.bounded import RecordUnavailable
from storage.record.clocks import Clock, NewClock, Stop, key_of
from switchboard.handing_over import tell
from switchboard.services import Services, Tenant
from switchboard.setting import Setting

log = structlog.get_logger(__name__)

_UNNAMED = ClockText.model_construct(within=0)


def start_after(setting: Setting, call_id: str, facts: Iterable[Fact]) -> None:
    """Write down, once the reply is on its way, what clocks a turn has started."""
    started = tuple(fact for fact in facts if isinstance(fact, ClockStarted))
    if started:
        setting.services.later(lambda: _start_all(setting, call_id, started))


def clock_of(
    services: Services, tenant: Tenant, call_id: str, fact: ClockStarted, at: datetime
) -> NewClock | None:
    """Work out the clock that a call has started, then. None: the company knows none of its name."""
    book = services.books.live(tenant.name)
    text = book.company.clocks.get(fact.clock)
    if text is None:  # of a call whose release still named it
        log.error("clock_unknown", tenant=tenant.name, call=call_id, clock=fact.clock)
        return None
    half, whole = (_due(book, text, at, timedelta(seconds=text.within) / parts) for parts in (2, 1))
    return NewClock(
        clock=fact.clock,
        case_id=fact.case,
        call_id=call_id,
        number=fact.number,
        dialled=fact.dialled,
        started_at=at,
        half_at=half,
        due_at=whole,
    )


def start(services: Services, tenant: Tenant, new: NewClock) -> bool:
    """Write a clock down. False: it was before. Raises RecordUnavailable."""
    return services.record.bounded.run(tenant.clocks.start, new)


def tell_running(services: Services, tenant: Tenant, clock: NewClock, more: str = "") -> None:
    """Tell that a clock runs. more: set apart from the first time."""
    fact = ClockRunning(clock=clock.clock, case=clock.case_id, due_at=utc(clock.due_at))
    tell_of(services, tenant, clock, fact, f"running{more}")


def stop(services: Services, tenant: Tenant, stop: Stop) -> tuple[Clock, ...]:
    """Stop the clocks of a call that this keeps, as the company's file says, and tell of it; returns them.

    Raises RecordUnavailable.
    """
    book = services.books.live(tenant.name)
    running = services.record.bounded.run(tenant.clocks.running, stop.call_id)
    kept = frozenset(one.clock for one in running if stop.why in text_of(book, one.clock).stops)
    if stop.clocks:
        kept &= stop.clocks
    if not kept:
        return ()
    stopped = services.record.bounded.run(tenant.clocks.stop, replace(stop, clocks=kept))
    for one in stopped:
        fact = ClockStopped(
            clock=one.clock,
            case=one.case_id,
            due_at=utc(one.due_at),
            by=stop.by,
            why=stop.why,
            late=stop.at > one.due_at,
        )
        tell_of(services, tenant, one, fact, "stopped")
    return stopped


def run_on(services: Services, tenant: Tenant, taken: Stop) -> tuple[Clock, ...]:
    """Let the clocks run on that this has stopped, and tell of it: it came to nothing. Returns them.

    Raises RecordUnavailable.
    """
    running = services.record.bounded.run(tenant.clocks.run_on, taken)
    for one in running:
        tell_running(services, tenant, one, f"/{int(taken.at.timestamp())}")
    return running


def text_of(book: Book, clock: str) -> ClockText:
    """Return what the company's file says of a clock; of one that it names no more, what it need not say."""
    return book.company.clocks.get(clock) or _UNNAMED


def title_of(book: Book, clock: str) -> str:
    return text_of(book, clock).title or clock


def tell_of(services: Services, tenant: Tenant, clock: NewClock, fact: Fact, what: str) -> None:
    """Tell a fact of a clock. The journal keeps it while Redis is away."""
    beside = key_of(clock.call_id, clock.clock, what)
    tell(services, tenant, clock.call_id, fact, beside=beside)


def _start_all(setting: Setting, call_id: str, started: Iterable[ClockStarted]) -> None:
    for fact in started:
        new = clock_of(setting.services, setting.tenant, call_id, fact, setting.now)
        try:
            if new is not None:
                start(setting.services, setting.tenant, new)
        except RecordUnavailable:
            log.warning("clock_waits", tenant=setting.tenant.name, call=call_id, clock=fact.clock)


def _due(book: Book, text: ClockText, at: datetime, within: timedelta) -> datetime:
    """Count in the clock's hours; where they never open, all time counts: a promise has a deadline."""
    return due(at, within, _hours(book, text)) or at + within


def _hours(book: Book, text: ClockText) -> Hours | None:
    if text.hours is None:
        return None
    flow, _, name = text.hours.partition("/")
    return book.hours(flow, name)
