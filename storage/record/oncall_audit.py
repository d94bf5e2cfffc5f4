"""The trail of on-call changes: who did what and when, numbered without a gap, never rewritten.

The number tells who polls that something is new, and a writer that somebody was faster.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exc, func, insert, select

from storage.record.engine import Record
from storage.record.tables import oncall_audit

_ROWS = oncall_audit.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line that is to be written. detail: the change as it is then; change_id None: it is about none."""

    did: str
    schedule: str
    change_id: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Entry):
    """A line as it is kept. by: staff id."""

    number: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who does something, and when. based_on: the newest number of the audit they had seen; None: any."""

    by: str
    now: datetime
    based_on: int | None = None


class ChangedMeanwhileError(Exception):
    """Somebody else was faster; nothing was written. done: what they did, oldest first; (): not known."""

    def __init__(self, done: Collection[Done] = ()) -> None:
        super().__init__("the schedule has been changed meanwhile")
        self.done = tuple(done)


@dataclass(frozen=True, slots=True)
class Audit:
    """One tenant's trail, within a transaction under way."""

    connection: Connection
    tenant: str

    def newest(self) -> int:
        """Return the number of the last line; 0: there is none. One look at an index."""
        found = select(func.max(_ROWS.number)).where(_ROWS.tenant == self.tenant)
        return self.connection.execute(found).scalar_one() or 0

    def write(self, deed: Deed, entry: Entry) -> None:
        row = {
            "tenant": self.tenant,
            "number": self.newest() + 1,
            "at": deed.now,
            "by": deed.by,
            "did": entry.did,
            "schedule": entry.schedule,
            "change_id": entry.change_id,
            "detail": dict(entry.detail),
        }
        self.connection.execute(insert(oncall_audit).values(**row))

    def lines(self, limit: int, before: int | None) -> tuple[Done, ...]:
        wanted = select(oncall_audit).where(_ROWS.tenant == self.tenant)
        if before is not None:
            wanted = wanted.where(_ROWS.number < before)
        return tuple(map(_done, self.connection.execute(wanted.order_by(_ROWS.number.desc()).limit(limit))))

    def refuse_late(self, deed: Deed, schedules: Collection[str]) -> None:
        """Raise ChangedMeanwhileError where one of these schedules was changed since the deed's basis."""
        if deed.based_on is None:
            return
        since = select(oncall_audit).where(
            _ROWS.tenant == self.tenant,
            _ROWS.number > deed.based_on,
            _ROWS.schedule.in_(schedules),
            _ROWS.change_id.is_not(None),
        )
        done = tuple(map(_done, self.connection.execute(since.order_by(_ROWS.number))))
        if done:
            raise ChangedMeanwhileError(done)


@contextmanager
def audited(record: Record, tenant: str) -> Iterator[Audit]:
    """Open a writing transaction with its trail. Raises ChangedMeanwhileError.

    So it does for a writer who took the number of another's line, which PostgreSQL finds at the end alone.
    """
    try:
        with record.writing() as connection:
            yield Audit(connection, tenant)
    except exc.IntegrityError as taken:
        raise ChangedMeanwhileError from taken


def _done(row: Row[Any]) -> Done:
    return Done(
        number=row.number,
        at=row.at,
        by=row.by,
        did=row.did,
        schedule=row.schedule,
        change_id=row.change_id,
        detail=dict(row.detail),
    )
