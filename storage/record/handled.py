"""The calls that agents handled, with what came of each: one row a wrap-up."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select, update

from storage.record.engine import Record
from storage.record.inserting import insert_new
from storage.record.tables import handled


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUp:
    """What is kept of one agent's part in a call. ended_at: when wrap-up began; instants: aware UTC.

    answered_at: since when they talked with the customer, None: never, or before this was kept; talk_ms: for
    how long, hold left out. customer_id, disposition: "" for none. resolved: yes, no or unsure. auto: nobody
    saved it; completed_at, completed_by: when, and who of the staff said later what came of such a call.
    """

    call_id: str
    staff_id: str
    ended_at: datetime
    customer_id: str
    queue: str
    wrapped_at: datetime
    disposition: str = ""
    resolved: str = "unsure"
    notes: str = ""
    follow_up: date | None = None
    auto: bool = False
    answered_at: datetime | None = None
    talk_ms: int | None = None
    completed_at: datetime | None = None
    completed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What somebody says later of a call that nobody wrapped up. at: aware UTC; by: staff id."""

    call_id: str
    staff_id: str
    ended_at: datetime
    at: datetime
    by: str
    disposition: str
    resolved: str
    notes: str
    follow_up: date | None

    @property
    def columns(self) -> dict[str, object]:
        """What is said, and by whom, as the row has it."""
        return {
            "disposition": self.disposition,
            "resolved": self.resolved,
            "notes": self.notes,
            "follow_up": self.follow_up,
            "completed_by": self.by,
        }


class Handled:
    """One tenant's handled calls. Its calls may raise what SQL raises; pages make them through `bounded`."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def save(self, wrap_up: WrapUp) -> None:
        """Keep a wrap-up. What an agent saved stands over what was saved unasked, never the other way."""
        row = asdict(wrap_up)
        key = ("call_id", "staff_id", "ended_at")
        with self._record.writing() as connection:
            if insert_new(connection, handled, {"tenant": self._tenant, **row}) or wrap_up.auto:
                return
            mine = [handled.c.tenant == self._tenant, *(handled.c[name] == row[name] for name in key)]
            connection.execute(update(handled).where(*mine).values(**row))

    def find(self, call_id: str, staff_id: str, ended_at: datetime) -> WrapUp | None:
        """Return one agent's part in a call; an agent may have had several."""
        row = and_(self._part(call_id, staff_id), handled.c.ended_at == ended_at)
        return next(iter(self._last(row, 1)), None)

    def complete(self, said: Completion) -> bool:
        """Say what came of a call that nobody wrapped up, once. The same by the same person is no other.

        False: its agent saved it, or somebody has completed it otherwise, or it is not there.
        """
        mine = and_(self._part(said.call_id, said.staff_id), handled.c.ended_at == said.ended_at)
        unsaid = update(handled).where(mine, handled.c.auto, handled.c.completed_at.is_(None))
        with self._record.writing() as connection:
            if connection.execute(unsaid.values(**said.columns, completed_at=said.at)).rowcount:
                return True
            columns = [handled.c[name] for name in said.columns]
            kept = connection.execute(select(*columns).where(mine)).one_or_none()
        return kept is not None and tuple(kept) == tuple(said.columns.values())

    def add_notes(self, call_id: str, staff_id: str, notes: str) -> None:
        """Put notes that came late in their place, unless somebody has saved or completed the wrap-up."""
        mine = self._part(call_id, staff_id)
        last = select(func.max(handled.c.ended_at)).where(mine).scalar_subquery()
        open_still = and_(handled.c.auto, handled.c.completed_at.is_(None))
        unsaved = update(handled).where(mine, open_still, handled.c.ended_at == last)
        with self._record.writing() as connection:
            connection.execute(unsaved.values(notes=notes))

    def has(self, call_id: str, staff_id: str, since: datetime) -> bool:
        """Whether this agent has wrapped up this call since then."""
        found = select(handled.c.call_id).where(self._part(call_id, staff_id), handled.c.wrapped_at >= since)
        with self._record.reading() as connection:
            return connection.execute(found.limit(1)).first() is not None

    def of_agent(self, staff_id: str, limit: int = 20) -> tuple[WrapUp, ...]:
        """Return an agent's own last calls, the newest first."""
        return self._last(handled.c.staff_id == staff_id, limit)

    def of_customer(self, customer_id: str, limit: int = 10) -> tuple[WrapUp, ...]:
        """Return a customer's last calls, whoever had them, the newest first; of nobody ("") none."""
        return self._last(handled.c.customer_id == customer_id, limit) if customer_id else ()

    def unfinished(self, since: datetime, limit: int = 20) -> tuple[WrapUp, ...]:
        """Return the calls that nobody has wrapped up, whoever had them since then, the newest first."""
        nobody = and_(handled.c.auto, handled.c.completed_at.is_(None), handled.c.ended_at >= since)
        return self._last(nobody, limit)

    def _part(self, call_id: str, staff_id: str) -> ColumnElement[bool]:
        return and_(
            handled.c.tenant == self._tenant, handled.c.call_id == call_id, handled.c.staff_id == staff_id
        )

    def _last(self, whose: ColumnElement[bool], limit: int) -> tuple[WrapUp, ...]:
        columns = [handled.c[name] for name in WrapUp.__dataclass_fields__]
        statement = (
            select(*columns)
            .where(handled.c.tenant == self._tenant, whose)
            .order_by(handled.c.ended_at.desc(), handled.c.call_id)
            .limit(limit)
        )
        with self._record.reading() as connection:
            return tuple(WrapUp(**row._mapping) for row in connection.execute(statement))  # noqa: SLF001 - the public name of a row's columns, underscore and all
