"""How each person wants their desk: keys, ring, volume."""

from typing import Any

from sqlalchemy import select, update

from storage.record.engine import Record
from storage.record.inserting import insert_new
from storage.record.tables import desk_settings


class DeskSettings:
    """The settings of everybody's desk, by staff id. Its calls may raise what SQL raises."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def find(self, staff_id: str) -> dict[str, Any]:
        """Return what was saved; {}: nothing yet."""
        with self._record.reading() as connection:
            body = connection.execute(
                select(desk_settings.c.body).where(desk_settings.c.staff_id == staff_id)
            ).scalar_one_or_none()
        return dict(body or {})

    def save(self, staff_id: str, body: dict[str, Any]) -> None:
        mine = update(desk_settings).where(desk_settings.c.staff_id == staff_id)
        with self._record.writing() as connection:
            if not insert_new(connection, desk_settings, {"staff_id": staff_id, "body": body}):
                connection.execute(mine.values(body=body))
