"""What callers were told will happen: one row each, written before they hear it.

A promise is open, then claimed by one worker, then kept; or put off and open again; or failed. An open one
may be cancelled. Each claim raises the fence: what an earlier claimer still tries to write is refused.
Source: architecture section 6; reliability.md D1 and section 6.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Row, Update, and_, case, or_, select, update

from storage.record.engine import Record
from storage.record.inserting import insert_new
from storage.record.tables import promises

Kind = Literal["voicemail", "text", "alert", "case", "page"]
KINDS: tuple[Kind, ...] = get_args(Kind)
State = Literal["open", "claimed", "kept", "failed", "cancelled"]

_COLUMNS = promises.c


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPromise:
    """A promise about to be made. `key` says which one it is: the same key again makes no second."""

    kind: Kind
    call_id: str
    key: str
    due_at: datetime
    body: Mapping[str, Any] = field(default_factory=dict)  #: what is needed to keep it; JSON
    to_number: str | None = None  #: whom an alert or a text goes to, E.164


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A promise as its row says. Instants are aware UTC."""

    id: str
    tenant: str
    kind: Kind
    call_id: str
    key: str
    state: State
    due_at: datetime
    attempts: int
    fence: int
    lease_until: datetime | None
    body: Mapping[str, Any]
    to_number: str | None
    told_at: datetime | None
    recording_sid: str | None
    recording_s: int | None
    why: str | None
    made_at: datetime
    kept_at: datetime | None
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Promise):
    """A promise that is ours until its lease is over."""

    #: Whoever had it before us never said how it ended: what was to be done may have been done.
    taken_over: bool
    #: When its person was told before this claim; the claim of an alert counts as telling.
    told_before: datetime | None


class Promises:
    """The promises of one tenant."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def make(self, new: NewPromise, now: datetime) -> Promise:
        """Write the promise down, or find the one that its key has made before. Returns the row.

        A row that a recording has made before its promise came out of the journal gets what it lacks.
        """
        with self._record.writing() as connection:
            write_promise(connection, self._tenant, new, now)
            row = connection.execute(select(promises).where(self._keyed(new.key))).one()
            if new.body and not row.body:
                lacking = {"body": dict(new.body), "due_at": new.due_at, "to_number": new.to_number}
                mended = update(promises).where(self._keyed(new.key)).values(**lacking).returning(promises)
                row = connection.execute(mended).one()
        return promise_of(row)

    def find(self, key: str) -> Promise | None:
        with self._record.reading() as connection:
            row = connection.execute(select(promises).where(self._keyed(key))).one_or_none()
        return None if row is None else promise_of(row)

    def open_of(self, call_id: str) -> tuple[Promise, ...]:
        """Return the call's promises that are still to be kept, oldest first."""
        wanted = and_(self._mine(), _COLUMNS.call_id == call_id, _COLUMNS.state.in_(["open", "claimed"]))
        return self._rows(wanted, limit=1000)

    def is_alerted(self, call_id: str) -> bool:
        """Say whether anybody was to be told of this call, however that ended."""
        alerts = and_(self._mine(), _COLUMNS.call_id == call_id, _COLUMNS.kind == "alert")
        return bool(self._rows(alerts, limit=1))

    def due(self, now: datetime, limit: int, kinds: Collection[Kind] = KINDS) -> tuple[Promise, ...]:
        """Return what should be done now: alerts first, then by promised time (reliability.md D12)."""
        return self._rows(and_(self._mine(), _claimable(now), _COLUMNS.kind.in_(kinds)), limit)

    def claim(self, promise_id: str, now: datetime, lease_s: int = 30) -> Claim | None:
        """Take the promise for `lease_s` seconds. None: another has it, or it is not due.

        Whoever claims an alert is about to tell its person, who may reply before the carrier has answered:
        so it counts as told from here on, until `not_told` takes that back.
        """
        due = and_(self._mine(), _COLUMNS.id == promise_id, _claimable(now))
        with self._record.writing() as connection:
            before = connection.execute(select(promises).where(due).with_for_update()).one_or_none()
            if before is None:
                return None
            ours = (
                update(promises)
                .where(_COLUMNS.id == promise_id)
                .values(
                    state="claimed",
                    fence=_COLUMNS.fence + 1,
                    attempts=_COLUMNS.attempts + 1,
                    lease_until=now + timedelta(seconds=lease_s),
                    told_at=now if before.kind == "alert" else None,
                )
            )
            row = connection.execute(ours.returning(promises)).one()
        return Claim(**row._mapping, taken_over=before.state == "claimed", told_before=before.told_at)  # noqa: SLF001 - as in promise_of

    def keep(self, claimed: Promise, now: datetime) -> bool:
        """Note that it was kept. False: the claim is no longer ours, and nothing was written."""
        return self._settle(claimed, state="kept", kept_at=now)

    def put_off(self, claimed: Promise, until: datetime, why: str) -> bool:
        """Note that it could not be kept now and is to be tried again. False as in `keep`."""
        return self._settle(claimed, state="open", due_at=until, why=why)

    def not_told(self, claim: Claim, until: datetime, why: str) -> bool:
        """Note that the alert surely did not reach its person, and is tried again. False as in `keep`."""
        return self._settle(claim, state="open", due_at=until, told_at=claim.told_before, why=why)

    def tell_again(self, claimed: Promise, until: datetime, now: datetime) -> bool:
        """Note that the alert's person was told, and is told again unless they reply. False as in `keep`."""
        return self._settle(claimed, state="open", due_at=until, told_at=now, why=None)

    def fail(self, claimed: Promise, why: str) -> bool:
        """Note that it cannot be kept at all. False as in `keep`."""
        return self._settle(claimed, state="failed", why=why)

    def cancel(self, key: str, why: str) -> bool:
        """Take back a promise that nobody has begun to keep: an empty message. False: there is none."""
        statement = (
            update(promises)
            .where(self._keyed(key), _COLUMNS.state == "open")
            .values(state="cancelled", why=why)
        )
        return self._changed(statement) == 1

    def attach_recording(self, call_id: str, key: str, sid: str, seconds: int, now: datetime) -> Promise:
        """Note which recording holds the message; makes the promise where it was lost. May be repeated."""
        new = NewPromise(kind="voicemail", call_id=call_id, key=key, due_at=now)
        statement = (
            update(promises)
            .where(self._keyed(key))
            .values(recording_sid=sid, recording_s=seconds)
            .returning(promises)
        )
        with self._record.writing() as connection:
            write_promise(connection, self._tenant, new, now)
            row = connection.execute(statement).one()
        return promise_of(row)

    def told(self, number: str, since: datetime) -> tuple[Promise, ...]:
        """Return the alerts that this number was told of since then, whatever became of them."""
        mine = and_(self._mine(), _COLUMNS.kind == "alert", _COLUMNS.to_number == number)
        wanted = and_(mine, _COLUMNS.told_at.is_not(None), _COLUMNS.made_at >= since)
        statement = select(promises).where(wanted).order_by(_COLUMNS.made_at, _COLUMNS.id).limit(1000)
        with self._record.reading() as connection:
            return tuple(map(promise_of, connection.execute(statement)))

    def acknowledge(self, from_number: str, call_id: str, now: datetime) -> tuple[Promise, ...]:
        """A person replied: keep what this number was told of a call. Returns the alerts, by id.

        An alert that nobody has yet begun to send to them stays open: the reply cannot be about it.
        """
        statement = (
            update(promises)
            .where(
                self._mine(),
                _COLUMNS.kind == "alert",
                _COLUMNS.call_id == call_id,
                _COLUMNS.to_number == from_number,
                _COLUMNS.told_at.is_not(None),
                _COLUMNS.state.in_(["open", "claimed"]),
            )
            .values(state="kept", kept_at=now, acknowledged_by=from_number)
            .returning(promises)
        )
        with self._record.writing() as connection:
            return tuple(sorted(map(promise_of, connection.execute(statement)), key=lambda row: row.id))

    def _settle(self, claimed: Promise, **values: object) -> bool:
        """Compare and set: only the claim that holds the fence may write."""
        statement = (
            update(promises)
            .where(
                self._mine(),
                _COLUMNS.id == claimed.id,
                _COLUMNS.state == "claimed",
                _COLUMNS.fence == claimed.fence,
            )
            .values(lease_until=None, **values)
        )
        return self._changed(statement) == 1

    def _changed(self, statement: Update) -> int:
        with self._record.writing() as connection:
            return connection.execute(statement).rowcount

    def _rows(self, wanted: ColumnElement[bool], limit: int) -> tuple[Promise, ...]:
        alerts_first = case((_COLUMNS.kind == "alert", 0), else_=1)
        statement = select(promises).where(wanted).order_by(alerts_first, _COLUMNS.due_at, _COLUMNS.id)
        with self._record.reading() as connection:
            return tuple(promise_of(row) for row in connection.execute(statement.limit(limit)))

    def _mine(self) -> ColumnElement[bool]:
        return _COLUMNS.tenant == self._tenant

    def _keyed(self, key: str) -> ColumnElement[bool]:
        return and_(self._mine(), _COLUMNS.key == key)


def write_promise(connection: Connection, tenant: str, new: NewPromise, now: datetime) -> None:
    """Insert the promise's row in a transaction under way, unless its key has one."""
    row = {
        "id": uuid.uuid4().hex,
        "tenant": tenant,
        "kind": new.kind,
        "call_id": new.call_id,
        "key": new.key,
        "state": "open",
        "due_at": new.due_at,
        "attempts": 0,
        "fence": 0,
        "body": dict(new.body),
        "to_number": new.to_number,
        "made_at": now,
    }
    insert_new(connection, promises, row)


def _claimable(now: datetime) -> ColumnElement[bool]:
    """Open and due, or claimed by somebody whose lease is over."""
    return or_(
        and_(_COLUMNS.state == "open", _COLUMNS.due_at <= now),
        and_(_COLUMNS.state == "claimed", _COLUMNS.lease_until <= now),
    )


def promise_of(row: Row[Any]) -> Promise:
    """Read a row of the table."""
    return Promise(**row._mapping)  # noqa: SLF001 - the public name of a row's columns, underscore and all
