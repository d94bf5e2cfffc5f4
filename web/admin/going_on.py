"""What goes on now, as the page of on-call schedules shows it: pages that ring, and clocks that run.

Of callers nothing is shown, whoever looks: who it is, those hear who take the call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.live.client import StoreUnavailableError
from storage.record.clocks import Clock as RunningClock
from switchboard.bridge_pins import way_in
from switchboard.clocks import title_of
from switchboard.on_the_line import DRILL, ON_THE_LINE, pages_on_the_line
from switchboard.open_pages import OpenPage, open_pages
from switchboard.scheduling import Planner
from web.admin.words import Clock, Face, face_of, faces_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShown:
    """A page that goes on. stands: where it stands; does: what it does just now; then: what comes after.

    way_in: how to come into its conference, "" for whoever need not.
    """

    line: str
    policy: str
    since: str
    stands: str
    does: str
    people: tuple[Face, ...]
    then: str
    way_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockShown:
    """A clock that runs. look: "", "warned" or "breached"; told: the same in words."""

    title: str
    line: str
    since: str
    deadline: str
    look: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingOn:
    """All of it at one instant. is_whole: the pages of callers who are on the line are among them."""

    pages: tuple[PageShown, ...]
    clocks: tuple[ClockShown, ...]
    is_whole: bool
    at: str

    @property
    def counted(self) -> str:
        return f"{_counted(len(self.pages), 'page')} under way, {_counted(len(self.clocks), 'clock')} running"


def going_on(planner: Planner, clock: Clock) -> GoingOn:
    """Look. Raises RecordUnavailable."""
    services, tenant = planner.services, planner.tenant
    try:
        live, is_whole = pages_on_the_line(services, tenant), True
    except StoreUnavailableError:
        live, is_whole = (), False
    there = {page.call_id for page in live}
    rest = (page for page in open_pages(services, tenant) if page.call_id not in there)
    found = sorted((*live, *rest), key=lambda page: (page.since, page.call_id))
    looks = _Looks(planner=planner, clock=clock, faces=faces_of(planner.plan.people))
    running = services.record.bounded.run(tenant.clocks.running)
    return GoingOn(
        pages=tuple(map(looks.page, found)),
        clocks=tuple(map(looks.running, running)),
        is_whole=is_whole,
        at=clock.second(clock.now),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looks:
    """Puts pages and clocks into words, by the clocks of one zone."""

    planner: Planner
    clock: Clock
    faces: Mapping[str, Face]

    def page(self, page: OpenPage) -> PageShown:
        return PageShown(
            line=page.line,
            policy=page.policy,
            since=self._since(page.since),
            stands=", ".join(_stands(page)),
            does=_does(page),
            people=tuple(
                face_of(self.faces, one) for one in ((page.taken_by,) if page.taken_by else page.rung)
            ),
            then=self._then(page),
            way_in=self._way_in(page),
        )

    def running(self, clock: RunningClock) -> ClockShown:
        book = self.planner.services.books.live(self.planner.tenant.name)
        flow = book.flow_of(clock.dialled)
        look = "breached" if clock.breached_at else "warned" if clock.warned_at else ""
        left = int((clock.due_at - self.clock.now).total_seconds() // 60)
        told = {
            "breached": f"overdue by {-left - 1} min: the next level was rung",
            "warned": f"{left} min left: half of its time is gone, and was told of",
        }
        return ClockShown(
            title=title_of(book, clock.clock),
            line=clock.dialled if flow is None else book.compiled[flow].model.title.partition(",")[0],
            since=self._since(clock.started_at),
            deadline=self.clock.at(clock.due_at),
            look=look,
            told=told.get(look, f"{left} min left"),
        )

    def _way_in(self, page: OpenPage) -> str:
        """Tell the conference's PIN to people of the schedules and to those who lead: it lets anybody in."""
        editor = self.planner.editor
        if page.room is None or not (editor.people or editor.role != "agent"):
            return ""
        line = way_in(self.planner.services.books.live(self.planner.tenant.name))
        dial = f"dial {line}, " if line else ""
        return f"To come into the conference: {dial}PIN {page.room.pin}"

    def _since(self, instant: datetime) -> str:
        minutes = max(0, int((self.clock.now - instant).total_seconds() // 60))
        return f"{self.clock.at(instant)}, {minutes} min ago"

    def _then(self, page: OpenPage) -> str:
        """Say what comes next if nothing happens before; "" where only people can tell."""
        if page.taken_by or page.in_line or page.room:
            return ""
        at = "" if page.next_at is None else f" at {self.clock.second(page.next_at)}"
        names = " and ".join(face_of(self.faces, one).title for one in page.then)
        before = "If nobody accepts" if page.rung else "Next"
        if names or at:
            return f"{before}, {names or 'from the first level again'}{at}"
        return "After that nobody is left to ring"


def _stands(page: OpenPage) -> Iterator[str]:
    if page.round:
        yield f"round {page.round + page.rounds}"
    if page.level:
        yield f"level {page.level}"
    callers = {ON_THE_LINE: "the caller is on the line", DRILL: "Drill: there is no caller"}
    yield callers.get(page.why, "the caller is called back")


def _does(page: OpenPage) -> str:
    if page.room is not None and page.room.inside:
        return f"In the conference: {_counted(page.room.inside, 'person', 'people')}. Rings"
    if page.taken_by:
        return "Taken by"
    if page.in_line:
        return "Waits until somebody is free"
    return "Rings" if page.rung else "Between two rings"


def _counted(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or f'{one}s'}"
