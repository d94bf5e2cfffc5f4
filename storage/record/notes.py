"""What agents write down during a call, saved with each rest of their typing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update

from storage.record.engine import Record
from storage.record.inserting import insert_new
from storage.record.tables import notes, staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """rev: grows with each save; 0: nothing was saved yet."""

    text: str = ""
    rev: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be saved. rev: one above that of the text it was typed over."""

    call_id: str
    staff_id: str
    text: str
    rev: int


class Notes:
    """One tenant's notes. Its calls may raise what SQL raises; pages make them through `bounded`."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def find(self, call_id: str, staff_id: str) -> Note:
        """Return an agent's own notes of a call; empty ones where there are none."""
        with self._record.reading() as connection:
            row = connection.execute(
                select(notes.c.text, notes.c.rev).where(self._key(call_id, staff_id))
            ).one_or_none()
        return Note() if row is None else Note(text=row.text, rev=row.rev)

    def save(self, draft: Draft, now: datetime) -> bool:
        """Save it. False: a later save is there already, from another tab; nothing was changed.

        The same draft may be saved again: its answer may have been lost.
        """
        row = {
            "tenant": self._tenant,
            "call_id": draft.call_id,
            "staff_id": draft.staff_id,
            "text": draft.text,
            "rev": draft.rev,
            "saved_at": now,
        }
        key = self._key(draft.call_id, draft.staff_id)
        newer = update(notes).where(key, notes.c.rev < draft.rev)
        with self._record.writing() as connection:
            if insert_new(connection, notes, row):
                return True
            if connection.execute(newer.values(text=draft.text, rev=draft.rev, saved_at=now)).rowcount:
                return True
            kept = connection.execute(select(notes.c.text, notes.c.rev).where(key)).one()
        return (kept.text, kept.rev) == (draft.text, draft.rev)

    def of_others(self, call_id: str, staff_id: str) -> tuple[tuple[str, str], ...]:
        """Return what colleagues wrote on this call, (name, text), the oldest first."""
        statement = (
            select(staff.c.name, notes.c.text)
            .join(staff, staff.c.id == notes.c.staff_id)
            .where(
                notes.c.tenant == self._tenant,
                notes.c.call_id == call_id,
                notes.c.staff_id != staff_id,
                notes.c.text != "",
            )
            .order_by(notes.c.saved_at)
        )
        with self._record.reading() as connection:
            return tuple((row.name, row.text) for row in connection.execute(statement))

    def _key(self, call_id: str, staff_id: str) -> ColumnElement[bool]:
        return and_(notes.c.tenant == self._tenant, notes.c.call_id == call_id, notes.c.staff_id == staff_id)
