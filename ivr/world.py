"""What a decision may see beside the call: the time, the hours, the line; handed in, never fetched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ivr.questions import QueueSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One set of hours at one instant. next_open: aware, in the set's own zone; None when it is not known."""

    state: str  #: open, reduced or closed
    holiday: bool = False
    next_open: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLevel:
    """One level of a page step's own. call: names of schedules, people and outside lines."""

    call: tuple[str, ...]
    ring_s: int = 15
    tries: int = 1
    at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Whom a page rings next is asked for with this. levels: the step's own; () for the policy's.

    spot: where the page stands, as the last Paged said; "" before the first ring. stands: its ring has not
    begun yet. The rest says what came of it (routing.oncall.ladder.Rung); heard, declined: people by name.
    manager: the caller's account manager; caller: their number; drill: it rings those alone who take drills.
    call, since_ms: whose page it is and when they arrived, Unix milliseconds; waits: everybody was engaged.
    """

    policy: str
    levels: tuple[PageLevel, ...] = ()
    spot: str = ""
    stands: bool = False
    picked_up: bool = False
    accepted: bool = False
    busy: bool = False
    heard: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    escalated: bool = False
    manager: str = ""
    caller: str = ""
    drill: bool = False
    call: str = ""
    since_ms: int | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """Somebody who is rung. title: what colleagues hear; number: E.164; language: of the whisper, or ""."""

    person: str
    title: str
    number: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """One ring of a page. spot: where it stands, as text for a URL; round, level: from 0, for the record.

    engaged: nobody is rung, since everybody is with other callers; ahead: how many wait before this one.
    """

    spot: str
    people: tuple[OnCall, ...]
    ring_s: int
    round: int = 0
    level: int = 0
    drill: bool = False
    engaged: bool = False
    ahead: int = 0


def _nobody(_: Paging) -> Paged | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    #: Aware, UTC.
    now: datetime
    #: (flow, name of a set of hours) -> its state at `now`.
    opening: Callable[[str, str], Opening]
    #: Outside lines by name -> E.164.
    outside: Mapping[str, str] = field(default_factory=dict)
    #: Whom a page rings next; None: everybody was rung, as often as the policy says.
    page: Callable[[Paging], Paged | None] = _nobody
    #: The number to call where life is in danger, in the company's country.
    help_number: str = "112"
    #: The numbers that the company's drills call from (E.164).
    drills_from: Collection[str] = ()
    #: The caller's place in the queue of the present step, as the one read found it; None: not in line.
    seen: QueueSeen | None = None
    #: False: the live store is away. Nothing is granted; only what needs no store goes on (architecture 3).
    store: bool = True
    #: How long the store has been away, in seconds; 0 when it has only just failed, or is there.
    away_s: float = 0.0

    @property
    def now_ms(self) -> int:
        return int(self.now.timestamp() * 1000)
