"""Which talks with agents were recorded. The sound is the carrier's, under the same SID."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from storage.record.engine import Record
from storage.record.inserting import insert_new
from storage.record.tables import recordings

RUNNING = "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """state: running, kept, or absent (it is over, and nothing was kept). seconds: 0 until it is kept."""

    sid: str
    call_id: str
    conference: str
    state: str
    seconds: int = 0


class Recordings:
    """The recordings of one tenant. Its calls may raise what SQL raises: made through `bounded`."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def note(self, told: Recording, now: datetime) -> None:
        """Keep what is told of a recording, in whatever order, however often: an end stays one."""
        ended_at = None if told.state == RUNNING else now
        row = {
            "sid": told.sid,
            "tenant": self._tenant,
            "call_id": told.call_id,
            "conference": told.conference,
            "state": told.state,
            "seconds": told.seconds,
            "told_at": now,
            "ended_at": ended_at,
        }
        ends = (
            update(recordings)
            .where(
                recordings.c.sid == told.sid,
                recordings.c.tenant == self._tenant,
                recordings.c.state == RUNNING,
            )
            .values(state=told.state, seconds=told.seconds, ended_at=ended_at)
        )
        with self._record.writing() as connection:
            if not insert_new(connection, recordings, row) and ended_at is not None:
                connection.execute(ends)

    def of_call(self, call_id: str) -> tuple[Recording, ...]:
        """Return what is known of a call's recordings, the oldest first."""
        wanted = (
            select(recordings)
            .where(recordings.c.tenant == self._tenant, recordings.c.call_id == call_id)
            .order_by(recordings.c.told_at, recordings.c.sid)
        )
        with self._record.reading() as connection:
            return tuple(
                Recording(
                    sid=row.sid,
                    call_id=row.call_id,
                    conference=row.conference,
                    state=row.state,
                    seconds=row.seconds,
                )
                for row in connection.execute(wanted)
            )
