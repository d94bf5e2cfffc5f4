"""Pages that ring on their callers' own legs: no row tells of them, so the calls under way are asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from callflows.book import Book
from ivr.call import Call
from ivr.page_state import PageState
from ivr.steps.page import Page
from routing.oncall.ladder import Spot
from routing.oncall.roster import Wanted, ladder
from storage.live.glance import Glance
from switchboard.drills import is_drill
from switchboard.open_pages import OpenPage
from switchboard.page_places import place_of
from switchboard.ringing import plans_of
from switchboard.services import Services, Tenant

#: Calls under way that are looked through, those of the latest turns first: a page takes one each minute.
LOOKED_AT = 500
ON_THE_LINE = "on_the_line"
#: Nobody is on the line but a drill of ours.
DRILL = "drill"


def pages_on_the_line(services: Services, tenant: Tenant) -> tuple[OpenPage, ...]:
    """Return the pages of callers who are on the line, oldest first. Raises StoreUnavailableError."""
    glance = Glance(services.live, tenant.name)
    stored = glance.calls(glance.under_way(LOOKED_AT))
    calls = (Call.from_json(each.call) for each in stored.values() if '"spot"' in each.call)
    found = [page for call in calls if not call.ended for page in _shown(services, tenant, call)]
    return tuple(sorted(found, key=lambda page: (page.since, page.call_id)))


def _shown(services: Services, tenant: Tenant, call: Call) -> Iterator[OpenPage]:
    book, now = services.books.live(tenant.name), services.clock()
    page, state = _page_of(book, call), PageState.of(call)
    if page is None or not state.spot:
        return
    wanted = Wanted(
        policy=page.policy,
        levels=plans_of(page.levels),
        manager=call.caller.get("account_manager", ""),
        drill=is_drill(book, call.number),
    )
    place = place_of(ladder(services.rosters.of(book, now), wanted, now), Spot.read(state.spot))
    taken_by = _taken_by(tenant, call)
    waits = bool(state.waiting)
    yield OpenPage(
        call_id=call.id,
        line=_line(book, call),
        number=call.number,
        policy=page.policy,
        urgency=page.urgency,
        why=DRILL if wanted.drill else ON_THE_LINE,
        since=datetime.fromtimestamp(call.step_began_ms / 1000, tz=UTC),
        level=0 if waits else place.level,
        round=place.round,
        rounds=0,
        rung=() if waits or taken_by else place.rings,
        then=() if waits or taken_by else place.then,
        taken_by=taken_by,
        next_at=None,
        in_line=waits,
        room=None,
    )


def _taken_by(tenant: Tenant, call: Call) -> str:
    """Say who has pressed the key in the ring of now; "" for nobody."""
    stored = tenant.calls.read(call.id)
    return "" if stored is None else stored.marks.get(f"accepted/{stored.turn}", "")


def _page_of(book: Book, call: Call) -> Page | None:
    flow = book.flows.get(call.flow)
    step = None if flow is None else flow.steps.get(call.step)
    return step.action if step is not None and isinstance(step.action, Page) else None


def _line(book: Book, call: Call) -> str:
    flow = book.flow_of(call.dialled)
    return call.dialled if flow is None else book.compiled[flow].model.title.partition(",")[0]
