"""Drills that were held: one row each, and when each phone on call was last taken by a person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, insert, select, update

from storage.record.engine import Record
from storage.record.inserting import insert_new
from storage.record.tables import drills, radio_checks

State = Literal["running", "accepted", "failed", "missed"]
#: Nothing changes in such a row any more.
OVER: tuple[State, ...] = ("accepted", "failed", "missed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """One drill. due_at: when it was to be held; to_human_ms: from the answer to the key; why: it failed.

    state: missed, it never began; running for long, whoever held it is no more.
    person: who took it, as the company's files name them.
    """

    id: str
    line: str
    due_at: datetime
    began_at: datetime
    state: State
    call_id: str | None = None
    person: str | None = None
    to_human_ms: int | None = None
    why: str | None = None


class Drills:
    """The drills of one tenant. Its calls may raise what SQL raises."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def begin(self, line: str, due_at: datetime, now: datetime) -> Drill | None:
        """Take a drill that is due. None: somebody else has held it, or is about to."""
        made = Drill(id=uuid4().hex, line=line, due_at=due_at, began_at=now, state="running")
        row = {
            "id": made.id,
            "tenant": self._tenant,
            "line": line,
            "due_at": due_at,
            "began_at": now,
            "state": made.state,
        }
        with self._record.writing() as connection:
            return made if insert_new(connection, drills, row) else None

    def is_begun(self, line: str, due_at: datetime) -> bool:
        with self._record.reading() as connection:
            wanted = select(drills.c.id).where(
                drills.c.tenant == self._tenant, drills.c.line == line, drills.c.due_at == due_at
            )
            return connection.execute(wanted).first() is not None

    def is_running(self, lines: Collection[str]) -> bool:
        """Whether a drill of any of these lines is under way."""
        with self._record.reading() as connection:
            wanted = select(drills.c.id).where(
                drills.c.tenant == self._tenant, drills.c.line.in_(lines), drills.c.state == "running"
            )
            return connection.execute(wanted).first() is not None

    def end(self, drill: Drill) -> None:
        """Write down how it ended; whoever holds one has time, and a busy database is no failed drill."""
        values = {
            "state": drill.state,
            "call_id": drill.call_id,
            "person": drill.person,
            "to_human_ms": drill.to_human_ms,
            "why": drill.why,
        }
        with self._record.patiently() as connection:
            connection.execute(update(drills).where(drills.c.id == drill.id).values(**values))

    def give_back(self, drill: Drill) -> None:
        """Let it be as if it had never begun."""
        with self._record.patiently() as connection:
            connection.execute(delete(drills).where(drills.c.id == drill.id, drills.c.state == "running"))

    def left(self, before: datetime) -> tuple[Drill, ...]:
        """Return those that began before then and never ended."""
        return self._read(drills.c.state == "running", drills.c.began_at < before)

    def newest(self) -> Mapping[str, Drill]:
        """Return the newest drill of each line that is over."""
        return {each.line: each for each in self._read(drills.c.state.in_(OVER))}

    def between(self, since: datetime, until: datetime) -> tuple[Drill, ...]:
        """Return the drills that were due in [since, until), oldest first."""
        return self._read(drills.c.due_at >= since, drills.c.due_at < until)

    def last_accepted(self) -> Mapping[str, datetime]:
        """Return when a person last took a drill, by line."""
        mine = select(drills.c.line, drills.c.began_at).where(
            drills.c.tenant == self._tenant, drills.c.state == "accepted"
        )
        with self._record.reading() as connection:
            rows = connection.execute(mine.order_by(drills.c.began_at))
            return {row.line: row.began_at for row in rows}

    def _read(self, *which: ColumnElement[bool]) -> tuple[Drill, ...]:
        mine = select(drills).where(drills.c.tenant == self._tenant, *which)
        with self._record.reading() as connection:
            rows = connection.execute(mine.order_by(drills.c.due_at, drills.c.line)).mappings()
            return tuple(
                Drill(**{name: value for name, value in row.items() if name != "tenant"}) for row in rows
            )


class RadioChecks:
    """When each number on call was last taken by somebody who pressed the key: a call or a drill."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def note(self, number: str, person: str, at: datetime) -> None:
        """Keep it, if it is newer than what is kept."""
        mine = (radio_checks.c.tenant == self._tenant) & (radio_checks.c.number == number)
        row = {"tenant": self._tenant, "number": number, "person": person, "at": at}
        with self._record.writing() as connection:
            kept = connection.execute(select(radio_checks.c.at).where(mine)).scalar()
            if kept is None:
                connection.execute(insert(radio_checks).values(**row))
            elif kept < at:
                connection.execute(update(radio_checks).where(mine).values(person=person, at=at))

    def last(self) -> Mapping[str, datetime]:
        """Return when each number was last taken, by number (E.164)."""
        mine = select(radio_checks.c.number, radio_checks.c.at).where(radio_checks.c.tenant == self._tenant)
        with self._record.reading() as connection:
            return {row.number: row.at for row in connection.execute(mine)}
