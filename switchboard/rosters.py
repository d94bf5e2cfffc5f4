"""The rosters of all companies, in memory: whom an emergency call rings is known without asking any store."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from callflows.book import Book
from routing.oncall.roster import Roster
from routing.oncall.schedule import Change
from storage.record.bounded import Bounded, RecordUnavailable
from storage.record.oncall_changes import OnCallChanges
from storage.roster_file import RosterFiles, RosterNotWrittenError
from storage.roster_text import KeptRoster

log = structlog.get_logger(__name__)

#: How far ahead shifts are resolved. Source: reliability.md 2.
HORIZON = timedelta(days=14)
#: How far back: what a page began under is still there, and a clock that is behind finds somebody.
BEHIND = timedelta(days=1)
#: A roster is resolved anew this often, whatever has changed. Source: reliability.md 2.
EVERY = timedelta(minutes=5)
#: What the record has not confirmed for so long is told of, and again each EVERY.
STALE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A roster in memory. made_at: when it was resolved here; None: it was put in, or read, as it is."""

    kept: KeptRoster
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What people changed of the schedules. at: when the record said so; None: it never did here."""

    at: datetime | None
    changes: Mapping[str, Sequence[Change]]
    newest: int


_NOTHING = _Known(at=None, changes={}, newest=0)


class Rosters:
    """What is on call, by company. Whoever answers a call reads memory alone.

    `follow` keeps it up in the background of each process, never in a webhook.
    """

    def __init__(self, changes: Mapping[str, OnCallChanges], bounded: Bounded, files: RosterFiles) -> None:
        self._changes = changes
        self._bounded = bounded
        self._files = files
        self._held: dict[str, _Held] = {}
        self._told: dict[str, datetime] = {}  #: when it was last said that a company's roster is stale
        self._following = threading.Lock()

    def of(self, book: Book, now: datetime) -> Roster:
        """Return the company's roster; where none was kept yet, what its files alone say."""
        held = self._held.get(book.company.name)
        return roster_of(book, {}, now) if held is None else held.kept.roster

    def keep(self, roster: Roster) -> None:
        """Let a roster stand until `follow` next takes one up."""
        self._held[roster.tenant] = _Held(kept=KeptRoster(roster=roster, known_at=None, release=""))

    def kept(self, tenant: str) -> KeptRoster | None:
        return None if (held := self._held.get(tenant)) is None else held.kept

    def age_s(self, tenant: str, now: datetime) -> float:
        """Seconds since the record last confirmed it; infinite: it never did here."""
        kept = self.kept(tenant)
        known_at = None if kept is None else kept.known_at
        return math.inf if known_at is None else max(0.0, (now - known_at).total_seconds())

    def horizon_s(self, tenant: str, now: datetime) -> float:
        """Seconds ahead for which it says who is on call; below 0: the last known shifts stand on."""
        kept = self.kept(tenant)
        return -math.inf if kept is None else (kept.roster.until - now).total_seconds()

    @property
    def refused(self) -> int:
        """How many files this process has found unfit to be used."""
        return self._files.refused

    def follow(self, book: Book, now: datetime) -> None:
        """Take up what has changed for a company: its release, what people changed, the time itself.

        Without SQL all goes on with what was known last; at a start, with what the disk has. Whatever is new
        is put on the disk.
        """
        tenant = book.company.name
        with self._following:
            held = self._held.get(tenant) or self._from_disk(tenant)
            known = self._known(tenant, held, now)
            if held is None or _is_due(held, known, book, now):
                held = _Held(kept=_made(book, known, now), made_at=now)
                self._held[tenant] = held
                self._put_on_disk(held.kept, now)
            else:
                self._held[tenant] = replace(held, kept=replace(held.kept, known_at=known.at))
            self._tell(tenant, now)

    def close(self) -> None:
        self._files.close()

    def _known(self, tenant: str, held: _Held | None, now: datetime) -> _Known:
        """Ask the record; where it does not answer, what was known before stands."""
        before = _NOTHING if held is None else _known_of(held.kept)
        changes = self._changes[tenant]
        try:
            newest = self._bounded.run(changes.newest)
            if before.at is not None and newest == before.newest:
                return replace(before, at=now)
            # Whatever is done between the two looks has a newer number, and is read at the next one.
            return _Known(at=now, changes=self._bounded.run(changes.standing, now - BEHIND), newest=newest)
        except RecordUnavailable:
            return before

    def _from_disk(self, tenant: str) -> _Held | None:
        kept = self._files.read(tenant)
        if kept is None:
            return None
        log.info("roster_from_disk", tenant=tenant, until=kept.roster.until.isoformat())
        return _Held(kept=kept)

    def _put_on_disk(self, kept: KeptRoster, now: datetime) -> None:
        try:
            self._files.write(kept, now)
        except RosterNotWrittenError as trouble:
            log.error("roster_not_written", tenant=kept.roster.tenant, why=str(trouble))  # noqa: TRY400 - it says all

    def _tell(self, tenant: str, now: datetime) -> None:
        """Say that a roster is old, when it becomes so and each EVERY from then on."""
        age_s, horizon_s = self.age_s(tenant, now), self.horizon_s(tenant, now)
        if age_s <= STALE.total_seconds() and horizon_s > 0:
            self._told.pop(tenant, None)
            return
        told = self._told.get(tenant)
        if told is None or now - told >= EVERY:
            self._told[tenant] = now
            shown = None if math.isinf(age_s) else round(age_s)
            log.error("roster_stale", tenant=tenant, age_s=shown, horizon_s=round(horizon_s))


def roster_of(book: Book, changes: Mapping[str, Sequence[Change]], now: datetime) -> Roster:
    """Resolve a company's on-call files, with what people changed of each schedule."""
    plan, since, until = book.oncall, now - BEHIND, now + HORIZON
    arrangement = plan.arranged(changes)
    return Roster(
        tenant=book.company.name,
        since=since,
        until=until,
        people=plan.people,
        policies=plan.policies,
        shifts={name: arrangement.shifts_of(name, since, until) for name in plan.schedules},
    )


def _made(book: Book, known: _Known, now: datetime) -> KeptRoster:
    return KeptRoster(
        roster=roster_of(book, known.changes, now),
        known_at=known.at,
        release=book.version,
        changes=known.changes,
        newest=known.newest,
    )


def _is_due(held: _Held, known: _Known, book: Book, now: datetime) -> bool:
    """Whether a roster is to be resolved anew.

    What came from the disk without a record to ask stands, unless it is of the very release that is live
    here: this process may have begun with an older one.
    """
    if held.made_at is None:
        return known.at == now or held.kept.release == book.version
    is_of_now = timedelta(0) <= now - held.made_at < EVERY
    return held.kept.release != book.version or held.kept.newest != known.newest or not is_of_now


def _known_of(kept: KeptRoster) -> _Known:
    return _Known(at=kept.known_at, changes=kept.changes, newest=kept.newest)
