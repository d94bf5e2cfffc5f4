"""Where one webhook is answered: the company, the release its call is pinned to, and the instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from callflows.book import Book
from ivr.questions import QueueSeen
from ivr.world import Opening, Paged, Paging, World
from routing import hours
from routing.oncall.roster import Roster
from switchboard.drills import drills_from, for_caller
from switchboard.engaged import next_free
from switchboard.ringing import next_ring
from switchboard.services import Services, Tenant
from telephony.standby_words import help_number

#: Seconds into a webhook after which nothing more is asked. With the longest single question, the commit and
#: the journal after it the answer still leaves within 2 s (architecture 7).
ASKING_S = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whose question it is. number: E.164, "" when withheld; dialled: the line, E.164.

    reason: why somebody may be alerted, in the flow's words; rings_next: the caller waits for an urgent line
    to be rung, and for nothing else.
    """

    call_id: str
    number: str
    dialled: str
    reason: str = ""
    rings_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    services: Services
    tenant: Tenant
    book: Book
    #: Aware UTC; one instant for the whole webhook.
    now: datetime
    #: Monotonic seconds when the webhook began: what it may still spend is counted from here.
    began_s: float

    def world(self, *, seen: QueueSeen | None = None, missed_s: int | None = None) -> World:
        """Describe the world to the engine. Hours are worked out when a flow asks.

        missed_s: Unix seconds since when the live store is away for this call; None: it is there.
        """
        return World(
            now=self.now,
            opening=self.opening,
            outside=self.book.company.outside,
            drills_from=drills_from(self.book),
            page=lambda paging: self._next_ring(paging, store=missed_s is None),
            help_number=help_number(self.book.company.country),
            seen=seen,
            store=missed_s is None,
            away_s=0.0 if missed_s is None else max(0.0, self.now.timestamp() - missed_s),
        )

    def _next_ring(self, paging: Paging, *, store: bool) -> Paged | None:
        """Say whom a page rings next. Who is engaged is asked for once, and only where there is time."""
        roster = for_caller(self.book, self.roster, paging.caller)
        if store and not self.is_late:
            return next_free(self.services, self.tenant, paging, roster, self.now)
        return next_ring(roster, paging, self.now)

    @property
    def roster(self) -> Roster:
        """Who is on call: by the live release, whatever release the call began on."""
        services = self.services
        return services.rosters.of(services.books.live(self.tenant.name), self.now)

    @property
    def is_late(self) -> bool:
        """Whether the webhook has no time left to ask anybody: it must answer with what it knows."""
        return self.services.stopwatch() - self.began_s >= ASKING_S

    def opening(self, flow: str, name: str) -> Opening:
        found = hours.opening(self.book.hours(flow, name), self.now)
        return Opening(state=found.state, holiday=found.holiday, next_open=found.next_open)
