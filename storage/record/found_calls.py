"""Calls that reached the number and never us: one row each, and how far Twilio's list was looked through."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, insert, select, update

from storage.record.engine import Record
from storage.record.found_tables import call_looks, found_calls
from storage.record.inserting import insert_new
from storage.record.tables import promises


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCall:
    """One call, by Twilio's record. number: "" withheld; rang: so many phones; called_back: it is to be.

    talked: one of them was up for longer than the standby speaks to nobody; messages: so many were left.
    """

    call_id: str
    number: str
    dialled: str
    began_at: datetime
    status: str
    seconds: int
    rang: int
    talked: bool
    messages: int
    called_back: bool


class FoundCalls:
    """The calls of one tenant. All of it may raise what SQL raises."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def looked_until(self) -> datetime | None:
        """Return how far the list was looked through; None: never yet."""
        with self._record.reading() as connection:
            mine = select(call_looks.c.until).where(call_looks.c.tenant == self._tenant)
            return connection.execute(mine).scalar()

    def looked(self, until: datetime) -> None:
        """Keep how far it was looked through."""
        with self._record.writing() as connection:
            mine = call_looks.c.tenant == self._tenant
            changed = connection.execute(update(call_looks).where(mine).values(until=until))
            if not changed.rowcount:
                connection.execute(insert(call_looks).values(tenant=self._tenant, until=until))

    def begin(self, found: FoundCall, now: datetime) -> bool:
        """Note a call that nobody has met. False: what follows from it is done already."""
        row = {"tenant": self._tenant, "found_at": now, **asdict(found)}
        with self._record.writing() as connection:
            if insert_new(connection, found_calls, row):
                return True
            done = select(found_calls.c.done_at).where(self._is(found.call_id))
            return connection.execute(done).scalar() is None

    def done(self, call_id: str, now: datetime) -> None:
        """Note that what follows from it is promised."""
        with self._record.writing() as connection:
            connection.execute(update(found_calls).where(self._is(call_id)).values(done_at=now))

    def is_done(self, call_id: str) -> bool | None:
        """Say whether what follows from a call is promised; None: it was never found."""
        with self._record.reading() as connection:
            found = connection.execute(select(found_calls.c.done_at).where(self._is(call_id))).one_or_none()
        return None if found is None else found.done_at is not None

    def is_promised(self, call_id: str) -> bool:
        """Say whether anything was promised in a call: then somebody has met it.

        That people on call are rung for it says nothing: the news of its end alone may have led to that.
        """
        theirs = and_(
            promises.c.tenant == self._tenant,
            promises.c.call_id == call_id,
            promises.c.kind.not_in(("page", "alert")),
        )
        with self._record.reading() as connection:
            return connection.execute(select(promises.c.id).where(theirs).limit(1)).first() is not None

    def since(self, at: datetime) -> tuple[int, int]:
        """Count the calls found since: all, and those that people on call are rung for."""
        mine = and_(found_calls.c.tenant == self._tenant, found_calls.c.found_at >= at)
        with self._record.reading() as connection:
            total = connection.execute(select(func.count()).where(mine)).scalar_one()
            rung = connection.execute(
                select(func.count()).where(mine, found_calls.c.called_back)
            ).scalar_one()
        return total, rung

    def _is(self, call_id: str) -> ColumnElement[bool]:
        return and_(found_calls.c.tenant == self._tenant, found_calls.c.call_id == call_id)
