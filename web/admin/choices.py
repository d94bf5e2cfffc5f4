"""What the forms of the page of on-call schedules offer to whoever looks at it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from routing.oncall.schedule import Schedule
from switchboard.scheduling import Looked
from web.admin.asked import Form, Where
from web.admin.turns import Turn, read_picks, turns
from web.admin.view import AROUND, SWAPPED_WITHIN, ScheduleView, ShiftShown
from web.admin.words import Clock, Face, face_of, faces_of


@dataclass(frozen=True, kw_only=True)  # without slots: what follows from it is worked out once
class Choices:
    """outside: names of outside lines, which come last."""

    looked: Looked
    schedule: Schedule
    view: ScheduleView
    where: Where
    outside: Collection[str]

    @cached_property
    def faces(self) -> Mapping[str, Face]:
        return faces_of(self.looked.plan.people)

    @property
    def clock(self) -> Clock:
        return self.view.clock

    @cached_property
    def picked(self) -> ShiftShown | None:
        """The shift that was chosen in the month; None: none, or it is over."""
        found = read_picks(self.where.pick)
        return self.view.shown(found[0]) if len(found) == 1 and found[0].until > self.looked.now else None

    @property
    def since(self) -> datetime | None:
        """When the chosen shift begins; None: now, or none is chosen."""
        found = read_picks(self.where.pick)
        return found[0].since if self.picked and found[0].since > self.looked.now else None

    @property
    def until(self) -> datetime | None:
        return read_picks(self.where.pick)[0].until if self.picked else None

    def filled(self, field: str, form: Form | None) -> tuple[str, str]:
        """Return what a field for a time shows, and the instant that it was filled in with, "" for none."""
        if form is not None:
            return form.value(field), form.value(f"meant_{field}")
        meant = self.since if field == "since" else self.until
        return ("", "") if meant is None else (self.clock.field(meant), meant.isoformat())

    @property
    def people(self) -> tuple[tuple[str, tuple[Face, ...]], ...]:
        """Whom an override may put on call, in groups."""
        editor = self.looked.editor
        if not editor.is_admin:
            mine = (face for face in self.faces.values() if face.id in editor.people)
            return (("You", tuple(face for face in mine if self._may(face.id))),)
        lines = tuple(face for face in self.faces.values() if face.id in self.outside)
        groups = (("People", self._people), ("Outside lines", lines))
        return tuple((name, faces) for name, faces in groups if faces)

    @property
    def swappable(self) -> tuple[Turn, ...]:
        """What whoever looks may give away: administrators everybody's, others their own."""
        editor = self.looked.editor
        return tuple(turn for turn in self._turns if editor.is_admin or turn.person in editor.people)

    @property
    def takers(self) -> tuple[Face, ...]:
        return tuple(face for face in self._people if self._is_somebody_else(face.id) and self._may(face.id))

    @property
    def returns(self) -> tuple[Turn, ...]:
        """What others may give for it."""
        theirs = (turn for turn in self._turns if self._is_somebody_else(turn.person))
        return tuple(turn for turn in theirs if self._may(turn.person))

    def words_of(self, turn: Turn) -> str:
        many = f", {len(turn.shifts)} shifts" if len(turn.shifts) > 1 else ""
        title = face_of(self.faces, turn.person).title
        return f"{title}: {self.clock.at(turn.since)} to {self.clock.at(turn.until)}{many}"

    @property
    def is_offered(self) -> bool:
        """Whether whoever looks may change anything of this schedule."""
        editor = self.looked.editor
        return editor.is_admin or not editor.people.isdisjoint(self.schedule.people)

    def _may(self, name: str) -> bool:
        """Whether whoever looks may put this person on call: only administrators one without a turn in it."""
        return self.looked.editor.is_admin or name in self.schedule.people

    @property
    def _people(self) -> tuple[Face, ...]:
        return tuple(face for face in self.faces.values() if face.id not in self.outside)

    @cached_property
    def _turns(self) -> tuple[Turn, ...]:
        now = self.looked.now
        last = now + SWAPPED_WITHIN
        # Past the last that begins in time, so that turns of several shifts are whole.
        shifts = self.looked.whole_shifts(self.schedule.name, now, last + AROUND)
        found = (turn for turn in turns(shifts, now) if turn.since < last)
        return tuple(sorted(found, key=lambda turn: (turn.since, -len(turn.shifts))))

    def _is_somebody_else(self, name: str) -> bool:
        return self.looked.editor.is_admin or name not in self.looked.editor.people
