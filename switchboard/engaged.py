"""Who on call is with other callers: they are passed over, and where all are, the caller waits in line.

Best effort, one trip each: whoever cannot be known to be engaged is rung. A person counts as engaged while a
page rings them and while they talk; an outside line, behind which several may sit, only while it was busy.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from ivr.page_facts import PageEnded, PageRang, PageRingEnded
from ivr.page_state import PageState
from ivr.steps.page import Page
from ivr.verbs import Dial
from ivr.world import Paged, Paging
from storage.live.client import StoreUnavailableError
from storage.live.engaged import Engaged, Mark, Other, Waiter
from switchboard.ringing import NO_OTHERS, Others, line_that_is_busy, next_ring
from switchboard.services import Services, Tenant
from telephony.carrier import CarrierError

if TYPE_CHECKING:
    from ivr.call import Call
    from ivr.engine import Turn
    from routing.oncall.roster import Roster
    from switchboard.setting import Setting

log = structlog.get_logger(__name__)

#: A phone rings this much longer than it is told to, and a whisper is heard and answered (reliability.md 2).
RINGS_ON = timedelta(seconds=50)
#: No leg lasts longer (Twilio ends it), so no talk does; it ends with its leg, whose end is told.
LONGEST = timedelta(hours=4)
#: Of a talk that has lasted so long, the carrier is asked whether it goes on, when a page could use its
#: person: the news of its end may be lost.
ASKED_AFTER = timedelta(minutes=20)
#: After an answer that did not come, it is asked again.
ASKED_AGAIN = timedelta(minutes=1)
#: A mark that lasts longer than this is of a talk.
LONGEST_RING = timedelta(minutes=5)
#: Who was chosen is being rung before this is over, or another turn was kept in place of that one.
CHOSEN = timedelta(seconds=10)
#: Of several callers who ask for the same people at one instant, one looks again so often.
MOST_LOOKS = 3
#: A line that was busy is not rung again for so long: about a round of waiting.
BUSY = timedelta(seconds=12)


def others(services: Services, tenant: Tenant, paging: Paging, roster: Roster, now: datetime) -> Others:
    """See what other callers mean for a page. Nothing at all, where the store gives no answer."""
    return _seen(services, tenant, paging, roster, now) or NO_OTHERS


def next_free(
    services: Services, tenant: Tenant, paging: Paging, roster: Roster, now: datetime
) -> Paged | None:
    """Say whom a page rings next on its caller's leg, and keep them from others who ask at this moment.

    Two callers of one instant see the same people free: whoever marks them first rings them.
    """
    seen = _seen(services, tenant, paging, roster, now)
    if seen is None:
        return next_ring(roster, paging, now)
    for _ in range(MOST_LOOKS):
        paged = next_ring(roster, paging, now, seen)
        held = _held(services, tenant, paging, paged, now)
        if not held:
            return paged
        seen = replace(seen, engaged=seen.engaged | held)
    return next_ring(roster, paging, now, seen)


def _held(
    services: Services, tenant: Tenant, paging: Paging, paged: Paged | None, now: datetime
) -> frozenset[str]:
    """Mark those whom a page is about to ring. Returns whom another caller has marked meanwhile."""
    if paged is None or paged.drill:
        return frozenset()
    people = [one.person for one in paged.people if one.person not in _lines(services, tenant)]
    if not people:
        return frozenset()
    mark = Mark(of=of_leg(paging.call, "chosen"), people=people, until=now + CHOSEN)
    try:
        return Engaged(services.live, tenant.name).mark(mark, now)
    except StoreUnavailableError as away:
        log.info("engaged_not_noted", call=paging.call, why=str(away))
        return frozenset()


def _seen(services: Services, tenant: Tenant, paging: Paging, roster: Roster, now: datetime) -> Others | None:
    store = Engaged(services.live, tenant.name)
    busy = {line_that_is_busy(roster, paging, now)} & set(_lines(services, tenant))
    try:
        for line in busy:
            store.mark(Mark(of=of_leg(paging.call, line), people=(line,), until=now + BUSY), now)
        waiter = Waiter(call=paging.call, policy=paging.policy, since_ms=paging.since_ms)
        engaged, ahead = store.see(waiter, now)
    except StoreUnavailableError as away:
        log.info("engaged_not_known", call=paging.call, why=str(away))
        return None
    for one in engaged:
        if LONGEST_RING < one.until - now < LONGEST - ASKED_AFTER:
            services.later(partial(_ask_about, services, tenant, one))
    people = {one.person for one in engaged}
    # Where nobody is with another caller, a busy line is the page's own affair: it goes on to the next.
    return Others(engaged=frozenset(people | busy if people else ()), ahead=ahead)


def note_turn(setting: Setting, before: Call | None, done: Turn) -> None:
    """Keep what a turn has changed: whom it rings, whom it lets go, and whether its caller waits.

    A drill keeps nobody from a caller.
    """
    was, now_at = _page_of(setting, before), _page_of(setting, done.call)
    if was is None and now_at is None:
        return
    services, tenant, now = setting.services, setting.tenant, setting.now
    rang = [fact for fact in done.facts if isinstance(fact, PageRang) and fact.channel == "dial"]
    over = any(isinstance(fact, PageRingEnded | PageEnded) for fact in done.facts)
    waits = not done.call.ended and bool(PageState.of(done.call).waiting)
    ring = timedelta(seconds=max((verb.ring_s for verb in done.verbs if isinstance(verb, Dial)), default=0))

    def note() -> None:
        store = Engaged(services.live, tenant.name)
        try:
            if rang and not rang[-1].drill:
                people = [one for one in rang[-1].people if one not in _lines(services, tenant)]
                store.mark(Mark(of=done.call.id, people=people, until=now + ring + RINGS_ON), now)
            elif over:
                store.over(done.call.id, now)
            if waits and now_at is not None:
                store.wait(Waiter(call=done.call.id, policy=now_at.policy, since_ms=done.call.began_ms))
            elif was is not None and before is not None and PageState.of(before).waiting:
                store.leave(done.call.id, was.policy)
        except StoreUnavailableError as away:
            log.info("engaged_not_noted", call=done.call.id, why=str(away))

    services.later(note)


def rings(services: Services, tenant: Tenant, of: str, person: str, ring_s: int) -> None:
    """Somebody is rung for a page without its caller's leg."""
    until = services.clock() + timedelta(seconds=ring_s) + RINGS_ON
    _mark(services, tenant, Mark(of=of, people=(person,), until=until))


def talks(services: Services, tenant: Tenant, of: str, person: str) -> None:
    """Somebody has pressed the key that accepts."""
    _talks_until(services, tenant, of, person, services.clock() + LONGEST)


def is_free(services: Services, tenant: Tenant, of: str) -> None:
    """The leg is over that somebody was rung or talked on."""
    _mark(services, tenant, Mark(of=of, people=(), until=services.clock()))


def of_leg(call_id: str, leg: str) -> str:
    """Name what keeps somebody engaged for a call, but is not its own leg: theirs, or an outside line."""
    return f"{call_id}/{leg}"


def _ask_about(services: Services, tenant: Tenant, one: Other) -> None:
    """Let go whose leg has ended without anybody being told; while it is asked, nobody else asks."""
    talks(services, tenant, one.of, one.person)
    leg = one.of.rpartition("/")[2]
    try:
        if services.carrier.is_over(leg):
            log.warning("talk_end_not_told", leg=leg, person=one.person)
            is_free(services, tenant, one.of)
    except CarrierError as error:
        log.info("talk_not_known", leg=leg, code=error.code)
        until = services.clock() + LONGEST - ASKED_AFTER + ASKED_AGAIN
        _talks_until(services, tenant, one.of, one.person, until)


def _talks_until(services: Services, tenant: Tenant, of: str, person: str, until: datetime) -> None:
    _mark(services, tenant, Mark(of=of, people=(person,), until=until, said=True))


def _mark(services: Services, tenant: Tenant, mark: Mark) -> None:
    if set(mark.people) & set(_lines(services, tenant)):
        return
    try:
        Engaged(services.live, tenant.name).mark(mark, services.clock())
    except StoreUnavailableError as away:
        log.info("engaged_not_noted", call=mark.of, why=str(away))


def _lines(services: Services, tenant: Tenant) -> Collection[str]:
    return services.books.live(tenant.name).company.outside


def _page_of(setting: Setting, call: Call | None) -> Page | None:
    flow = None if call is None else setting.book.flows.get(call.flow)
    step = None if flow is None or call is None else flow.steps.get(call.step)
    return step.action if step is not None and isinstance(step.action, Page) else None
