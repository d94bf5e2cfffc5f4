"""Clocks that calls have started: a promise each, with its deadline; one row a call and clock.

A clock runs until something stops it. It is warned of once and breached once, whoever looks, and whatever is
promised with that is written in the same transaction. Source: requirements HW5, HK4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Row, and_, select, update
from sqlalchemy.sql import ColumnElement

from storage.record.engine import Record
from storage.record.inserting import insert_new
from storage.record.page_rows import UNSETTLED
from storage.record.promises import NewPromise, promise_of, write_promise
from storage.record.tables import clocks, promises

#: What stops a clock: somebody on call has the call, an agent talks to its caller, or says that it is done.
Why = Literal["accepted", "agent", "done"]
#: Running clocks of one company that are shown or looked at together.
MOST = 200

_COLUMNS = clocks.c


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClock:
    """A clock about to run. number: the caller's, E.164, "" withheld; instants are aware UTC."""

    clock: str
    case_id: str
    call_id: str
    number: str
    dialled: str
    started_at: datetime
    half_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(NewClock):
    """A clock as its row says."""

    id: str
    tenant: str
    warned_at: datetime | None
    breached_at: datetime | None
    stopped_at: datetime | None
    stopped_by: str | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What has stopped clocks of a call. by: a person, as the company's files or the staff name them.

    clocks: these alone; none: whichever it keeps.
    """

    call_id: str
    by: str
    why: Why
    at: datetime
    clocks: frozenset[str] = frozenset()


def key_of(call_id: str, clock: str, what: str) -> str:
    """Name a promise that a clock has led to."""
    return f"{call_id}/clock/{clock}/{what}"


class Clocks:
    """The clocks of one tenant. Its calls may raise what SQL raises."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def start(self, new: NewClock) -> bool:
        """Write a clock down. False: the call has started it before, and it runs, or has run, as it was."""
        row = {name: getattr(new, name) for name in NewClock.__dataclass_fields__}
        with self._record.writing() as connection:
            return insert_new(connection, clocks, {**row, "id": uuid4().hex, "tenant": self._tenant})

    def running(self, call_id: str | None = None) -> tuple[Clock, ...]:
        """Return those that run, of one call or of all: what is due next, or is late the longest, first."""
        wanted = and_(self._runs(), _COLUMNS.call_id == call_id) if call_id is not None else self._runs()
        return self._rows(wanted)

    def half_gone(self, now: datetime) -> tuple[Clock, ...]:
        """Return those to be warned of now."""
        return self._rows(and_(self._runs(), self._unwarned(now)))

    def overdue(self, now: datetime) -> tuple[Clock, ...]:
        """Return those whose deadline has passed and of which nobody was told."""
        return self._rows(and_(self._runs(), self._unbreached(now)))

    def warn(self, clock: Clock, now: datetime, told: Sequence[NewPromise]) -> bool:
        """Note that half the time has gone, with who is told. False: it was noted, or the clock is over."""
        return self._note(and_(self._is(clock), self._unwarned(now)), {"warned_at": now}, told, now)

    def breach(self, clock: Clock, now: datetime, told: Sequence[NewPromise]) -> bool:
        """Note that the deadline has passed, with who is rung and told. False as in `warn`."""
        return self._note(and_(self._is(clock), self._unbreached(now)), {"breached_at": now}, told, now)

    def stop(self, stop: Stop) -> tuple[Clock, ...]:
        """Stop those of them that run and had begun by then; returns them.

        Who was to be rung or told of their breach is not, but for a page that somebody has just taken.
        """
        wanted = and_(
            self._runs(),
            _COLUMNS.call_id == stop.call_id,
            _COLUMNS.clock.in_(stop.clocks),
            _COLUMNS.started_at <= stop.at,
        )
        values = {"stopped_at": stop.at, "stopped_by": stop.by, "why": stop.why}
        with self._record.writing() as connection:
            rows = connection.execute(update(clocks).where(wanted).values(**values).returning(clocks)).all()
            stopped = tuple(map(_clock_of, rows))
            begun = tuple(key_of(one.call_id, one.clock, "") for one in stopped)
            told = and_(
                promises.c.tenant == self._tenant,
                promises.c.call_id == stop.call_id,
                promises.c.state.in_(UNSETTLED),
            )
            for row in connection.execute(select(promises).where(told)).all():
                promise = promise_of(row)
                if promise.key.startswith(begun) and "taken" not in promise.body:
                    over = {
                        "state": "cancelled",
                        "lease_until": None,
                        "why": f"the clock was stopped: {stop.why}",
                    }
                    connection.execute(update(promises).where(promises.c.id == promise.id).values(**over))
        return stopped

    def run_on(self, taken: Stop) -> tuple[Clock, ...]:
        """Let those run on that this very stop has stopped; returns them."""
        wanted = and_(
            _COLUMNS.tenant == self._tenant,
            _COLUMNS.call_id == taken.call_id,
            _COLUMNS.why == taken.why,
            _COLUMNS.stopped_by == taken.by,
            _COLUMNS.stopped_at == taken.at,
        )
        values = dict.fromkeys(("stopped_at", "stopped_by", "why"))
        with self._record.writing() as connection:
            rows = connection.execute(update(clocks).where(wanted).values(**values).returning(clocks)).all()
        return tuple(map(_clock_of, rows))

    def _note(
        self,
        wanted: ColumnElement[bool],
        values: dict[str, datetime],
        told: Sequence[NewPromise],
        now: datetime,
    ) -> bool:
        with self._record.writing() as connection:
            if not connection.execute(update(clocks).where(wanted).values(**values)).rowcount:
                return False
            for promise in told:
                write_promise(connection, self._tenant, promise, now)
        return True

    def _rows(self, wanted: ColumnElement[bool]) -> tuple[Clock, ...]:
        statement = select(clocks).where(wanted).order_by(_COLUMNS.due_at, _COLUMNS.id).limit(MOST)
        with self._record.reading() as connection:
            return tuple(_clock_of(row) for row in connection.execute(statement))

    def _runs(self) -> ColumnElement[bool]:
        return and_(_COLUMNS.tenant == self._tenant, _COLUMNS.stopped_at.is_(None))

    def _is(self, clock: Clock) -> ColumnElement[bool]:
        return and_(self._runs(), _COLUMNS.id == clock.id)

    @staticmethod
    def _unwarned(now: datetime) -> ColumnElement[bool]:
        """Whoever learns of the breach need not learn that half the time has gone."""
        return and_(_COLUMNS.warned_at.is_(None), _COLUMNS.half_at <= now, _COLUMNS.due_at > now)

    @staticmethod
    def _unbreached(now: datetime) -> ColumnElement[bool]:
        return and_(_COLUMNS.breached_at.is_(None), _COLUMNS.due_at <= now)


def _clock_of(row: Row[Any]) -> Clock:
    return Clock(**row._mapping)  # noqa: SLF001 - the public name of a row's columns, underscore and all
