"""Calls that reached a number and never us: found in Twilio's list, told of, called back.

Source: reliability.md D8, section 2 (E3) and 7 (L2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from callflows.book import Book
from ivr.events import HungUp
from ivr.found_facts import CallFound
from storage.record.found_calls import FoundCall, FoundCalls
from switchboard.drills import is_drill
from switchboard.found import has_ended, is_met, promised_for
from switchboard.handing_over import tell, tell_handed_over
from switchboard.hanging_up import hang_up
from switchboard.services import Services, Tenant
from switchboard.standby import emergency_lines
from telephony.call_list import MOST_CALLS, Listed, Message, calls_to, legs_of, messages_of
from telephony.carrier import Again, CarrierError
from telephony.heard import Leg
from telephony.rest import Rest

log = structlog.get_logger(__name__)

#: Twilio may list a call late: a look begins so long before the end of the last one.
OVERLAP = timedelta(minutes=10)
#: Whoever called longer ago is not called back any more (D12), and the log says that nobody looked.
LOOKS_BACK = timedelta(hours=24)
#: Is listed at once, unless it holds too many; kept as looked at when it is.
STRETCH = timedelta(hours=1)
_SHORTEST = timedelta(minutes=1)
#: A call that has just ended may still be in the journal of a machine of ours.
SETTLES = timedelta(seconds=20)
#: A recording that is not there by then is done without.
RECORDED_WITHIN = timedelta(minutes=2)
#: The standby speaks to whoever picks up twice, and waits for a key: a leg without one is over by then.
TALKED_S = 45

#: Somebody talked for so long in a call that went down with us, whose whispers may be longer: our own are
#: repeated for keys that mean nothing.
TALKED_ON_S = 120
#: So many pages go on by now: a text for each more caller would bury what people on call must read.
MOST_TEXTED = 5
#: What SQL may take for one question; nobody waits on a line for it.
PATIENT_S = 5.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """A company as it is now. lines: its numbers that flows answer, with whether they ring at once."""

    tenant: Tenant
    book: Book
    lines: dict[str, bool]
    kept: FoundCalls
    now: datetime


class Reconciler:
    """Looks through Twilio's list. It remembers which calls were settled at its last look."""

    def __init__(self, services: Services, rest: Rest) -> None:
        self._services = services
        self._rest = rest
        self._settled: dict[str, set[str]] = {}

    def look(self, tenant: Tenant) -> int:
        """Look at what one company's numbers were called since the last look; returns how many were new.

        Raises CarrierError, StoreUnavailableError and RecordUnavailable: the same is looked at again.
        """
        look = self._begin(tenant)
        until = self._ask(look.kept.looked_until)
        if until is None:
            # Before the first look the numbers were somebody else's.
            self._ask(look.kept.looked, look.now)
            return 0
        since = max(until - OVERLAP, look.now - LOOKS_BACK)
        if until < look.now - LOOKS_BACK:
            log.error("calls_not_looked_at", tenant=tenant.name, since=str(until), until=str(since))
        return self._through(look, since)

    def _begin(self, tenant: Tenant) -> _Look:
        book = self._services.books.live(tenant.name)
        urgent = emergency_lines(book)
        return _Look(
            tenant=tenant,
            book=book,
            lines={
                number: name in urgent
                for name, number in book.company.lines.items()
                if book.flow_of(number) in book.flows
            },
            kept=FoundCalls(self._services.record, tenant.name),
            now=self._services.clock(),
        )

    def _through(self, look: _Look, since: datetime) -> int:
        """Go from `since` to now, oldest first; what is left for a later look holds the mark."""
        found, waiting, settled = 0, look.now, set[str]()
        while since < look.now:
            until = min(since + STRETCH, look.now)
            for call in self._unsettled(look, since, until, settled):
                if call.ended_at is None or look.now - call.ended_at < SETTLES:
                    waiting = min(waiting, call.began_at)
                elif self._is_met(look, call):
                    self._end(look, call)
                elif self._is_seen_to(look, call, call.ended_at):
                    found += 1
                else:
                    waiting = min(waiting, call.began_at)
            self._ask(look.kept.looked, min(waiting, until))
            since = until
        self._settled[look.tenant.name] = settled
        return found

    def _unsettled(
        self, look: _Look, since: datetime, until: datetime, settled: set[str]
    ) -> Iterator[Listed]:
        """Yield the calls that something may follow from, oldest first, emergencies before all others."""
        known = self._settled.get(look.tenant.name, set())
        for line in sorted(look.lines, key=lambda number: not look.lines[number]):
            for call in sorted(self._listed(line, since, until), key=lambda call: call.began_at):
                if not call.inbound or is_drill(look.book, call.number):
                    continue
                if call.call_id in known or self._is_settled(look, call):
                    settled.add(call.call_id)
                else:
                    yield call

    def _is_settled(self, look: _Look, call: Listed) -> bool:
        """Whether its end was told, or it was found and all is promised that follows."""
        done = self._ask(look.kept.is_done, call.call_id)
        if done is not None:
            return done
        return has_ended(look.tenant, call.call_id) and self._is_met(look, call)

    def _is_met(self, look: _Look, call: Listed) -> bool:
        if self._ask(look.kept.is_done, call.call_id) is not None:
            return False
        return is_met(look.tenant, call.call_id) or self._ask(look.kept.is_promised, call.call_id)

    def _end(self, look: _Look, call: Listed) -> None:
        """Tell the end of a call that we met, where the news of it was lost: we went down in its midst.

        A page of its flow goes on by itself then, unless the standby has put the caller through.
        """
        if has_ended(look.tenant, call.call_id):
            return
        legs = _or_none(lambda: legs_of(self._rest, call.call_id))
        leg = Leg(
            call_id=call.call_id,
            number=call.number,
            dialled=call.dialled,
            status=call.status,
            verdicts=(),
            outbound=False,
        )
        log.warning("call_ended_unheard", tenant=look.tenant.name, call=call.call_id)
        # A leg that was up for long has talked; of a shorter one, its key says whether it did.
        bridged = True if _has_talked(legs, TALKED_ON_S) else None
        hang_up(self._services, leg, HungUp(status=call.status, bridged=bridged), over_at=call.ended_at)

    def _listed(self, line: str, since: datetime, until: datetime) -> list[Listed]:
        found = calls_to(self._rest, line, since, until)
        if len(found) < MOST_CALLS:
            return found
        if until - since <= _SHORTEST:
            log.error("calls_left_out", line=line, since=str(since), until=str(until))
            return found
        middle = since + (until - since) / 2
        both = [*self._listed(line, since, middle), *self._listed(line, middle, until)]
        return list({call.call_id: call for call in both}.values())

    def _is_seen_to(self, look: _Look, call: Listed, ended_at: datetime) -> bool:
        """Do what follows from a call that nobody has met. False: its message is not there yet."""
        legs = _or_none(lambda: legs_of(self._rest, call.call_id))
        messages = _or_none(lambda: messages_of(self._rest, call.call_id))
        if look.now - ended_at < RECORDED_WITHIN and any(each.seconds is None for each in messages):
            return False
        self._do(look, _judged(call, look, legs, messages), [each for each in messages if each.seconds])
        return True

    def _do(self, look: _Look, found: FoundCall, messages: list[Message]) -> None:
        """Promise first, then tell. What breaks in between is done again; nothing is promised twice."""
        others = [row for row in self._ask(look.tenant.pages.unsettled) if row.call_id != found.call_id]
        goes_on = bool(found.number) and any(row.body.get("number") == found.number for row in others)
        # Whoever is rung for an earlier call of the same number calls them back once.
        found = replace(found, called_back=found.called_back and not goes_on)
        if not self._ask(look.kept.begin, found, look.now):
            return
        roster = self._services.rosters.of(look.book, look.now)
        promised = promised_for(look.book, roster, found, messages, look.now)
        for row in promised.rows:
            if row.kind == "alert" and len(others) >= MOST_TEXTED:
                continue
            self._ask(look.tenant.promises.make, row, look.now)
        for key, each in promised.messages.items():
            seconds = each.seconds or 0
            self._ask(
                look.tenant.promises.attach_recording, found.call_id, key, each.recording, seconds, look.now
            )
        if promised.handed is not None:
            tell_handed_over(self._services, look.tenant, found.call_id, promised.handed)
        tell(self._services, look.tenant, found.call_id, _fact(found), beside=f"{found.call_id}/found")
        self._ask(look.kept.done, found.call_id, look.now)
        log.warning("call_found", tenant=look.tenant.name, call=found.call_id, called_back=found.called_back)

    def _ask(self, ask: Callable[..., T], *given: object) -> T:
        return self._services.record.bounded.run(lambda: ask(*given), within_s=PATIENT_S)


def _judged(call: Listed, look: _Look, legs: list[int], messages: list[Message]) -> FoundCall:
    """Say what became of it. Nobody rings for a caller whom the standby has put through, or in no danger.

    On a line that does not ring at once a phone is rung only for somebody who says that they are in danger.
    A message after a talk is doubt, and doubt rings.
    """
    talked = _has_talked(legs, TALKED_S)
    left = sum(bool(each.seconds) for each in messages)
    return FoundCall(
        call_id=call.call_id,
        number=call.number,
        dialled=call.dialled,
        began_at=call.began_at,
        status=call.status,
        seconds=call.seconds,
        rang=len(legs),
        talked=talked,
        messages=left,
        called_back=(look.lines[call.dialled] or bool(legs)) and (bool(left) or not talked),
    )


def _has_talked(legs: list[int], for_s: int) -> bool:
    return any(seconds >= for_s for seconds in legs)


def _or_none(ask: Callable[[], list[T]]) -> list[T]:
    """Ask Twilio; what it will never tell of a call holds up no other. Raises CarrierError."""
    try:
        return ask()
    except CarrierError as failed:
        if failed.again is not Again.NEVER:
            raise
        log.warning("call_not_looked_at", why=str(failed))
        return []


def _fact(found: FoundCall) -> CallFound:
    return CallFound(
        number=found.number,
        dialled=found.dialled,
        began_at=found.began_at.isoformat(timespec="seconds"),
        status=found.status,
        seconds=found.seconds,
        rang=found.rang,
        talked=found.talked,
        messages=found.messages,
        called_back=found.called_back,
    )
