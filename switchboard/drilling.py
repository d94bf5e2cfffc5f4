"""A drill: a call of ours to an emergency line, which a person on call must take (reliability.md 2 and 13).

What counts is what the call's own facts say; the phone network is only asked to ring. A page for a caller
comes first: no drill begins beside one, and it ends as soon as one begins.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from callflows.book import Book
from ivr.facts import DrillFailed, Fact
from routing.oncall.roster import Wanted, ladder
from storage.live.client import StoreUnavailableError
from storage.live.engaged import Engaged, Waiter
from storage.record.bounded import AWAY
from storage.record.drills import Drill, Drills
from storage.record.promises import NewPromise
from switchboard.drills import E1, E2, robot_of
from switchboard.facts import Origin, written
from switchboard.keeping import keep_facts_of
from switchboard.promising import write
from switchboard.services import Services, Tenant
from telephony import drill_call
from telephony.carrier import CarrierError
from telephony.rest import Rest

log = structlog.get_logger(__name__)

#: Between two looks at the facts, in seconds.
LOOKS_EVERY_S = 1.0
#: Twilio begins one call a second, and has a queue: longer than this means that it does not ring our line.
ARRIVES_WITHIN_S = 60.0
PAGE_OPEN = "people on call are needed by a caller"
NO_PLACE = "so many other calls of ours begin"
UNTOLD = "nobody can tell what happened: {}"
_MOST_FACTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a drill is held with. says: tells whoever started it.

    rests: lets so many seconds go by; raises NotNowError where there is no time for the drill any more.
    """

    rest: Rest
    rests: Callable[[float], None]
    says: Callable[[str], None] = lambda _line: None


class NotNowError(Exception):
    """The drill was not held to its end, for this reason, and may be held later."""


def hold_drill(services: Services, tenant: Tenant, line: str, due_at: datetime, watch: Watch) -> Drill | None:
    """Ring a line and wait until somebody has taken it, or nobody has. None: it is held already.

    A drill that fails is told of first, and then written down: whoever dies between has it told again.
    Raises NotNowError, and whatever breaks before anybody is rung: there is no trace of it then.
    """
    drills = Drills(services.record, tenant.name)
    begun = drills.begin(line, due_at, services.clock())
    if begun is None:
        return None
    book = services.books.live(tenant.name)
    try:
        ended = _held(services, tenant, begun, book, watch)
    except CarrierError as failed:
        ended = replace(begun, state="failed", why=str(failed))
    except StoreUnavailableError as away:
        ended = replace(begun, state="failed", why=UNTOLD.format(away))
    except BaseException:  # not now; SQL before the ring; or whoever holds it by hand pressed Ctrl-C
        drills.give_back(begun)
        raise
    if ended.state == "failed":
        tell_failed(services, tenant, ended, book)
    drills.end(ended)
    return ended


def _held(services: Services, tenant: Tenant, drill: Drill, book: Book, watch: Watch) -> Drill:
    """Raises CarrierError, StoreUnavailableError and NotNowError; before anybody is rung, what SQL raises."""
    assert book.company.drills is not None  # noqa: S101 - whoever holds a drill has looked
    line, is_robots = line_of(drill.line), drill.line.endswith(E1)
    number = book.company.lines[line]
    from_ = robot_of(book) if is_robots else book.company.drills.from_
    _take_place(services, watch)
    if not is_robots and is_page_open(services, tenant):
        raise NotNowError(PAGE_OPEN)
    begins_after = tenant.facts.last()
    watch.says(f"{tenant.name} {drill.line}: ringing {number} from {from_}")
    leg = drill_call.ring_line(watch.rest, line=number, from_=from_)
    facts = _Story(services, tenant, begins_after, number=number, from_=from_)
    ended = drill
    try:
        while not facts.over and facts.waited_s <= _patience_s(ended) and not _is_proved(ended):
            watch.rests(LOOKS_EVERY_S)
            for fact in facts.new():
                ended = _after(ended, fact, watch)
            if facts.others_ring and ended.state == "running" and not is_robots:
                raise NotNowError(PAGE_OPEN)
    except AWAY as away:  # somebody may have been rung: it is not held once more
        return replace(ended, state="failed", why=UNTOLD.format(type(away).__name__))
    finally:
        _end(tenant, drill, leg, watch)
    return replace(ended, state="failed", why=_late(ended)) if ended.state == "running" else ended


def _take_place(services: Services, watch: Watch) -> None:
    """Wait until a call of ours may begin. Raises StoreUnavailableError and NotNowError."""
    until = services.clock() + timedelta(seconds=ARRIVES_WITHIN_S)
    while wait := services.pace.take("other"):
        if services.clock() > until:
            raise NotNowError(NO_PLACE)
        watch.rests(wait.total_seconds())


def line_of(drilled: str) -> str:
    """Return the line of a drill: a robot's has the way that it proves after a slash."""
    return drilled.partition("/")[0]


def _is_proved(drill: Drill) -> bool:
    """A robot need not hear that it was a drill; nor is there a store that could tell it."""
    return drill.line.endswith(E1) and drill.state == "accepted"


def _end(tenant: Tenant, drill: Drill, leg: str, watch: Watch) -> None:
    try:
        drill_call.end(watch.rest, leg)
    except CarrierError:
        log.info("drill_over_already", tenant=tenant.name, line=drill.line)


def is_page_open(services: Services, tenant: Tenant) -> bool:
    """Whether anybody on call is rung for a caller or with one, or a page goes on that nobody has taken.

    Raises StoreUnavailableError and what SQL raises.
    """
    nobody = Waiter(call="", policy="", since_ms=None)
    engaged, _ = Engaged(services.live, tenant.name).see(nobody, services.clock())
    return bool(engaged or tenant.pages.unsettled(limit=1))


class _Story:
    """The facts of the drill's call, as they come."""

    def __init__(self, services: Services, tenant: Tenant, after: int, *, number: str, from_: str) -> None:
        self._services = services
        self._tenant = tenant
        self._after = after
        self._number, self._from = number, from_
        self._call = ""
        self._began = services.clock()
        #: The call has ended: whoever took it has heard that it was a drill.
        self.over = False
        #: Somebody is rung for a caller meanwhile.
        self.others_ring = False

    @property
    def waited_s(self) -> float:
        return (self._services.clock() - self._began).total_seconds()

    def new(self) -> Iterator[dict[str, Any]]:
        for entry in self._tenant.facts.after(self._after, _MOST_FACTS):
            self._after = entry.number
            fact = json.loads(entry.fact)
            self.others_ring = self.others_ring or (fact["fact"] == "PageRang" and not fact["drill"])
            if not self._call and self._is_ours(fact):
                self._call = fact["call"]
            if self._call and fact.get("call") == self._call:
                self.over = self.over or fact["fact"] == "CallEnded"
                yield fact

    def _is_ours(self, fact: dict[str, Any]) -> bool:
        if fact["fact"] != "CallStarted":
            return False
        return (fact["number"], fact["dialled"]) == (self._from, self._number)


def _after(drill: Drill, fact: dict[str, Any], watch: Watch) -> Drill:
    """Take one fact of the call."""
    at = datetime.fromisoformat(fact["at"])
    match fact["fact"]:
        case "CallStarted":
            watch.says("  answered")
            return replace(drill, call_id=fact["call"], began_at=at)
        case "PageRang":
            watch.says(f"  ringing {', '.join(fact['people'])}")
            return drill
        case "PageAccepted":
            to_human = at - drill.began_at
            watch.says(f"  {fact['person']} pressed 1 after {to_human.total_seconds():.1f} s")
            return replace(
                drill,
                state="accepted",
                person=fact["person"],
                to_human_ms=int(to_human / timedelta(milliseconds=1)),
            )
        case "CallEnded" if drill.state == "running":
            return replace(drill, state="failed", why="nobody on call has pressed 1")
        case _:
            return drill


def _patience_s(drill: Drill) -> float:
    return ARRIVES_WITHIN_S if drill.call_id is None else drill_call.LASTS_S + ARRIVES_WITHIN_S


def _late(drill: Drill) -> str:
    if drill.call_id is None:
        return f"no call came in on the line within {ARRIVES_WITHIN_S:.0f} s"
    return "the call did not end"


def tell_failed(services: Services, tenant: Tenant, drill: Drill, book: Book) -> None:
    """Tell loudly of a drill: in the log, by a fact, and to whoever the catch-alls are now.

    Its texts are promises: they are sent, whenever that is; told again, there are no more of them.
    """
    now = services.clock()
    log.error("drill_failed", tenant=tenant.name, line=drill.line, why=drill.why)
    call_id = drill.call_id or f"drill/{drill.id}"
    fact: Fact = DrillFailed(line=drill.line, why=drill.why or "", drill=drill.id)
    origin = Origin(tenant=tenant.name, call_id=call_id, turn=0, beside=f"drill/{drill.id}")
    keep_facts_of(services, tenant, written([fact], origin, now), call_id)
    # A policy that there is not stands for the catch-alls of all.
    everybody = ladder(services.rosters.of(book, now), Wanted(policy=""), now)
    lines = book.company.lines
    # A later release may have renamed the line.
    sender = lines.get(line_of(drill.line)) or next(iter(lines.values()))
    numbers = sorted({target.number for ring in everybody.rings for target in ring.targets})
    words = f"{book.company.title}: {_what(drill)} has failed: {drill.why}. See app.py drill."
    rows = [
        NewPromise(
            kind="text",
            call_id=call_id,
            key=f"drill/{drill.id}/{number}",
            due_at=now,
            body={"text": words, "from": sender},
            to_number=number,
        )
        for number in numbers
    ]
    write(services, tenant, rows, now)


def _what(drill: Drill) -> str:
    """Name a drill, for whoever is told of it."""
    line = line_of(drill.line)
    if drill.line.endswith(E1):
        return f"the robot's daily call to the line {line} ({drill.line})"
    if drill.line.endswith(E2):
        return f"the daily look at what answers the line {line} while Ringdown is dead ({drill.line})"
    return f"the drill of the line {line}"
