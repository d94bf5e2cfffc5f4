"""What people changed of a company's on-call schedules, and the trail of who did what and when."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, cast

from sqlalchemy import Connection, Row, insert, select, update

from routing.oncall.schedule import Change, Kind
from storage.record.engine import Record
from storage.record.oncall_audit import Audit, ChangedMeanwhileError, Deed, Done, Entry, audited
from storage.record.tables import oncall_changes

__all__ = [
    "ChangedMeanwhileError",
    "Deed",
    "Done",
    "KeptChange",
    "NewChange",
    "OnCallChanges",
    "standing_by_schedule",
]

PROPOSED = "proposed"
STANDING = "standing"
WITHDRAWN = "withdrawn"
DECLINED = "declined"
#: As far back as what shapes a change is looked for: two changes of the longest kind, end to end.
SHAPED = timedelta(days=2 * 366)
_ROWS = oncall_changes.c


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChange:
    """A change that somebody asks for. since, until: aware. asks: whose yes it waits for; "": nobody's."""

    schedule: str
    kind: Kind
    person: str
    since: datetime
    until: datetime
    replaces: str = ""
    note: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptChange(NewChange):
    """The same as it is kept. state: proposed, standing, withdrawn or declined."""

    id: str
    number: int
    state: str
    pair: str
    made_by: str
    made_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether two people have agreed on it: a swap that stands, or what is left of one."""
        return self.state == STANDING and bool(self.replaces)

    @property
    def change(self) -> Change:
        return Change(
            number=self.number,
            kind=self.kind,
            person=self.person,
            since=self.since,
            until=self.until,
            replaces=self.replaces,
        )


class OnCallChanges:
    """One tenant's changes. Its calls may raise what SQL raises; pages make them through `bounded`."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def newest(self) -> int:
        """Return the number of the last thing that was done; 0: nothing yet. One look at an index."""
        with self._record.reading() as connection:
            return Audit(connection, self._tenant).newest()

    def look(self, since: datetime) -> tuple[int, tuple[KeptChange, ...]]:
        """Return `newest` and `kept` as of one instant: what a page shows is what its writes are based on."""
        with self._record.reading() as connection:
            return Audit(connection, self._tenant).newest(), self._kept_since(connection, since)

    def standing(self, since: datetime) -> Mapping[str, tuple[Change, ...]]:
        """Return what holds at `since` or later, and what shaped it, by schedule: for `schedule.resolve`."""
        return standing_by_schedule(self.kept(since))

    def kept(self, since: datetime) -> tuple[KeptChange, ...]:
        """Return the changes of every state that end after `since`, and what shaped them, by number."""
        with self._record.reading() as connection:
            return self._kept_since(connection, since)

    def find(self, change_id: str) -> tuple[KeptChange, ...]:
        """Return a change with the other half of its exchange, in order of number; (): it is not known."""
        with self._record.reading() as connection:
            return self._with_its_pair(connection, change_id)

    def audit(self, limit: int, before: int | None = None) -> tuple[Done, ...]:
        """Return what was done, the newest first; before: only what has a smaller number."""
        with self._record.reading() as connection:
            return Audit(connection, self._tenant).lines(limit, before)

    def make(self, news: Sequence[NewChange], deed: Deed) -> tuple[KeptChange, ...]:
        """Keep changes of one schedule, all or none: two are the halves of an exchange.

        What asks somebody is proposed, the rest stands. Raises ChangedMeanwhileError.
        """
        pair = uuid.uuid4().hex if len(news) > 1 else ""
        with audited(self._record, self._tenant) as audit:
            audit.refuse_late(deed, {new.schedule for new in news})
            newest = audit.newest()
            made = tuple(
                KeptChange(
                    **{name: getattr(new, name) for name in NewChange.__dataclass_fields__},
                    id=f"occ_{uuid.uuid4().hex[:16]}",
                    number=number,
                    state=PROPOSED if new.asks else STANDING,
                    pair=pair,
                    made_by=deed.by,
                    made_at=deed.now,
                )
                for number, new in enumerate(news, newest + 1)
            )
            for kept in made:
                columns = _columns(kept)
                audit.connection.execute(insert(oncall_changes).values(tenant=self._tenant, **columns))
                audit.write(deed, _entry("proposed" if kept.asks else "made", kept))
        return made

    def accept(self, change_id: str, deed: Deed) -> tuple[KeptChange, ...]:
        """Let a proposed swap stand, from now where it has begun. Raises ChangedMeanwhileError.

        So it does for one whose time is over: what has been is not changed.
        """
        return self._decide(change_id, deed, STANDING, "accepted")

    def decline(self, change_id: str, deed: Deed) -> tuple[KeptChange, ...]:
        """Note that a proposed swap is not wanted. Raises ChangedMeanwhileError."""
        return self._decide(change_id, deed, DECLINED, "declined")

    def withdraw(self, change_id: str, deed: Deed) -> tuple[KeptChange, ...]:
        """Take back what is proposed or stands; what has begun ends now, and what has been stays.

        Raises ChangedMeanwhileError, also for what is over.
        """
        return self._decide(change_id, deed, WITHDRAWN, "withdrawn")

    def _decide(self, change_id: str, deed: Deed, state: str, did: str) -> tuple[KeptChange, ...]:
        open_states = {PROPOSED, STANDING} if state == WITHDRAWN else {PROPOSED}
        with audited(self._record, self._tenant) as audit:
            found = self._with_its_pair(audit.connection, change_id, locked=True)
            live = [kept for kept in found if kept.state in open_states and deed.now < kept.until]
            whole = len(live) == len(found) or state == WITHDRAWN
            if not live or not whole:
                raise ChangedMeanwhileError
            decided = tuple(_decided(kept, deed, state) for kept in live)
            for kept in decided:
                audit.connection.execute(
                    update(oncall_changes).where(_ROWS.id == kept.id).values(**_columns(kept))
                )
                ended = did == "withdrawn" and kept.state == STANDING
                audit.write(deed, _entry("ended" if ended else did, kept))
        return decided

    def _with_its_pair(
        self, connection: Connection, change_id: str, *, locked: bool = False
    ) -> tuple[KeptChange, ...]:
        mine = select(oncall_changes).where(_ROWS.tenant == self._tenant).order_by(_ROWS.number)
        mine = mine.with_for_update() if locked else mine
        row = connection.execute(mine.where(_ROWS.id == change_id)).one_or_none()
        if row is None:
            return ()
        if not row.pair:
            return (_kept(row),)
        return tuple(map(_kept, connection.execute(mine.where(_ROWS.pair == row.pair))))

    def _kept_since(self, connection: Connection, since: datetime) -> tuple[KeptChange, ...]:
        """Return what ends after `since`, and what has shaped that: a swap holds by its whole shift."""
        wanted = select(oncall_changes).where(_ROWS.tenant == self._tenant, _ROWS.until > since - SHAPED)
        rows = connection.execute(wanted.order_by(_ROWS.until.desc()))
        return tuple(sorted(_reaching(map(_kept, rows), since), key=attrgetter("number")))


def standing_by_schedule(changes: Iterable[KeptChange]) -> Mapping[str, tuple[Change, ...]]:
    """Choose those that stand, by schedule, in their order."""
    by_schedule: dict[str, tuple[Change, ...]] = {}
    for kept in changes:
        if kept.state == STANDING:
            by_schedule[kept.schedule] = (*by_schedule.get(kept.schedule, ()), kept.change)
    return by_schedule


def _reaching(kept: Iterable[KeptChange], since: datetime) -> Iterator[KeptChange]:
    """Choose what ends after `since`, and what stood beside or right before that. The latest end first."""
    reach: dict[str, datetime] = {}
    for change in kept:
        first = reach.get(change.schedule)
        shapes = first is not None and change.state == STANDING and change.until >= first
        if change.until > since or shapes:
            reach[change.schedule] = change.since if first is None else min(first, change.since)
            yield change


def _decided(kept: KeptChange, deed: Deed, state: str) -> KeptChange:
    """Return the change as it is from now on: nothing of it that has been is moved.

    What holds for a part of its time alone is an override of whom it replaces: a swap takes a shift whole, or
    not at all.
    """
    decided = replace(kept, decided_by=deed.by, decided_at=deed.now)
    if state == STANDING and kept.since < deed.now:
        return replace(_part(decided), state=state, since=deed.now)
    if state == WITHDRAWN and kept.state == STANDING and kept.since < deed.now:
        return replace(_part(decided), until=deed.now)
    return replace(decided, state=state)


def _part(kept: KeptChange) -> KeptChange:
    return replace(kept, kind="override") if kept.kind == "swap" else kept


def _columns(kept: KeptChange) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in KeptChange.__dataclass_fields__}


def _kept(row: Row[Any]) -> KeptChange:
    columns = dict(row._mapping)  # noqa: SLF001 - the public name of a row's columns, underscore and all
    del columns["tenant"]
    columns["kind"] = cast("Kind", columns["kind"])
    return KeptChange(**columns)


def _entry(did: str, kept: KeptChange) -> Entry:
    words = {name: str(getattr(kept, name)) for name in ("kind", "person", "replaces", "note", "asks")}
    span = {"since": kept.since.isoformat(), "until": kept.until.isoformat()}
    return Entry(did=did, schedule=kept.schedule, change_id=kept.id, detail=words | span)
