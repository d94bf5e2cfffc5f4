"""What the page of on-call schedules shows of a month, and of what people changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from routing.oncall.rights import may_answer, may_withdraw
from routing.oncall.rotation import Shift
from routing.oncall.schedule import FALLBACK, Schedule
from storage.record.oncall_changes import PROPOSED, STANDING, Done, KeptChange
from switchboard.scheduling import Looked
from web.admin.month import Day, Month, Piece
from web.admin.turns import pick_of
from web.admin.words import Clock, Face, face_of, faces_of

#: Before a month, for changes that have shaped the shifts in it.
AROUND = timedelta(days=100)
#: Whose shifts can be swapped, from now on.
SWAPPED_WITHIN = timedelta(days=90)
#: What a change was, in the words of the page.
KINDS = {"override": "Override", "swap": "Swap", "temporary": "Temporary schedule"}
DID = {
    "made": "made",
    "proposed": "proposed",
    "accepted": "accepted",
    "declined": "declined",
    "withdrawn": "took back",
    "ended": "ended",
    "renewed": "renewed the calendar address of",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftShown:
    """A shift, or its part of one day. when: "" for a whole day; pick: what names it, "" where it is over."""

    face: Face
    since: str
    until: str
    when: str
    label: str
    source: str
    is_fallback: bool
    is_nobody: bool  #: whoever it names cannot be rung
    is_changed: bool
    pick: str
    piece: Piece | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    day: Day
    label: str
    is_today: bool
    is_past: bool
    is_other: bool
    clock_change: str
    shifts: tuple[ShiftShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShown:
    """A change, or all that were made as one, with what whoever looks may do to it.

    words: one sentence for each two people; idle: nobody is on call by it as it was made.
    """

    id: str
    kind: str
    words: tuple[str, ...]
    note: str
    made: str
    idle: bool
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneShown:
    at: datetime
    when: str
    words: str
    note: str


@dataclass(frozen=True, kw_only=True)  # without slots: what follows from it is worked out once
class ScheduleView:
    """One schedule in one month, by the clocks of one zone."""

    looked: Looked
    schedule: Schedule
    month: Month
    zone: ZoneInfo

    @property
    def clock(self) -> Clock:
        return Clock(zone=self.zone, now=self.looked.now)

    @cached_property
    def faces(self) -> Mapping[str, Face]:
        return faces_of(self.looked.plan.people)

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        return self.looked.whole_shifts(self.schedule.name, *self.month.bounds(self.zone))

    @property
    def weeks(self) -> Iterator[tuple[DayShown, ...]]:
        for week in self.month.weeks(self.shifts, self.zone):
            yield tuple(map(self._day, week))

    @property
    def listed(self) -> Iterator[ShiftShown]:
        """Yield the month's shifts, each once: those that begin before it or end after it too."""
        since, until = self.month.days_of(self.zone)
        for shift in self.shifts:
            if shift.since < until and since < shift.until:
                yield self.shown(shift)

    @property
    def legend(self) -> Iterator[Face]:
        """Yield who is on call in the month, in the order of the file."""
        since, until = self.month.bounds(self.zone)
        there = {shift.person for shift in self.shifts if shift.since < until and since < shift.until}
        yield from (face for name, face in self.faces.items() if name in there)

    def shown(self, shift: Shift, piece: Piece | None = None) -> ShiftShown:
        clock, face = self.clock, face_of(self.faces, shift.person)
        source = KINDS.get(shift.source, shift.source)
        since, until = clock.at(shift.since), clock.at(shift.until)
        return ShiftShown(
            face=face,
            since=since,
            until=until,
            when="" if piece is None else self._when(piece),
            label=", ".join(filter(None, (face.title, source.lower(), f"{since} to {until}"))),
            source=source,
            is_fallback=shift.source == FALLBACK,
            is_nobody=not (person := self.looked.plan.people.get(shift.person)) or not person.number,
            is_changed=shift.change > 0,
            pick="" if shift.until <= self.looked.now else pick_of(shift),
            piece=piece,
        )

    def _day(self, day: Day) -> DayShown:
        now = self.looked.now
        return DayShown(
            day=day,
            label=f"{day.date:%A} {day.date.day} {day.date:%B}",
            is_today=day.since <= now < day.until,
            is_past=day.until <= now,
            is_other=not self.month.holds(day.date),
            clock_change=_clock_change(day),
            shifts=tuple(self.shown(piece.shift, piece) for piece in day.pieces),
        )

    def _when(self, piece: Piece) -> str:
        """Write what of a day somebody is on call; "" where it is all of it."""
        hour = self.clock.hour
        if piece.begins and piece.ends:
            return f"{hour(piece.since)}–{hour(piece.until)}"  # noqa: RUF001 - a range
        if piece.begins:
            return f"from {hour(piece.since)}"
        return f"until {hour(piece.until)}" if piece.ends else ""


@dataclass(frozen=True, kw_only=True)  # without slots: what follows from it is worked out once
class ChangesView:
    """What was changed and has not ended, of all schedules, and the trail of it."""

    looked: Looked
    clock_of: Callable[[str], Clock]

    @cached_property
    def faces(self) -> Mapping[str, Face]:
        return faces_of(self.looked.plan.people)

    @cached_property
    def waiting(self) -> tuple[ChangeShown, ...]:
        return self._of(PROPOSED)

    @cached_property
    def standing(self) -> tuple[ChangeShown, ...]:
        return self._of(STANDING)

    def audit(self, done: Iterable[Done]) -> Iterator[DoneShown]:
        """Put the trail into words, the newest first."""
        for each in done:
            by = self.looked.names.get(each.by, each.by)
            what = self._what(each) if each.change_id is not None else each.schedule
            yield DoneShown(
                at=each.at,
                when=self.clock_of(each.schedule).at(each.at),
                words=f"{by} {DID[each.did]} {what}",
                note=each.detail.get("note", ""),
            )

    def _of(self, state: str) -> tuple[ChangeShown, ...]:
        groups: dict[str, list[KeptChange]] = {}
        for kept in self.looked.changes:
            if kept.state == state and self.looked.now < kept.until:
                groups.setdefault(kept.pair or kept.id, []).append(kept)
        return tuple(map(self._change, groups.values()))

    def _change(self, group: Sequence[KeptChange]) -> ChangeShown:
        kept, editor = group[0], self.looked.editor
        proposed = kept.state == PROPOSED
        by = self.looked.names.get(kept.made_by, kept.made_by)
        return ChangeShown(
            id=kept.id,
            kind=_kind(kept.kind, kept.replaces),
            words=self.words(group),
            note=kept.note,
            made=f"{by}, {self.clock_of(kept.schedule).at(kept.made_at)}",
            idle=all(map(self._is_idle, group)),
            may_answer=proposed and may_answer(editor, kept.asks),
            may_withdraw=may_withdraw(editor, kept.made_by, accepted=kept.is_accepted),
        )

    def words(self, group: Sequence[KeptChange]) -> tuple[str, ...]:
        """Say who is on call for whom, and when: one sentence for each two people."""
        clock = self.clock_of(group[0].schedule)
        of_two: dict[tuple[str, str], list[KeptChange]] = {}
        for kept in group:
            of_two.setdefault((kept.person, kept.replaces), []).append(kept)
        sentences = []
        for (person, replaces), held in of_two.items():
            span = clock.at(min(one.since for one in held)), clock.at(max(one.until for one in held))
            many = f"{len(held)} shifts, " if len(held) > 1 else ""
            sentences.append(self._sentence(person, replaces, held[0].schedule, (many + span[0], span[1])))
        return tuple(sentences)

    def _what(self, done: Done) -> str:
        clock, detail = self.clock_of(done.schedule), done.detail
        span = (
            clock.at(datetime.fromisoformat(detail["since"])),
            clock.at(datetime.fromisoformat(detail["until"])),
        )
        words = self._sentence(detail["person"], detail["replaces"], done.schedule, span)
        return f"{_kind(detail['kind'], detail['replaces']).lower()}: {words}"

    def _sentence(self, person: str, replaces: str, schedule: str, span: Sequence[str]) -> str:
        title = face_of(self.faces, person).title
        instead = f" in place of {face_of(self.faces, replaces).title}" if replaces else ""
        return f"{title} on {schedule}{instead}, {span[0]} to {span[1]}"

    def _is_idle(self, kept: KeptChange) -> bool:
        if kept.schedule not in self.looked.plan.schedules:
            return True
        return kept.state == STANDING and kept.number in self._idle[kept.schedule]

    @cached_property
    def _idle(self) -> Mapping[str, frozenset[int]]:
        """The numbers of the changes that have no effect, by schedule."""
        looked = self.looked
        return {
            name: frozenset(one.number for one in looked.arrangement.idle(name, looked.now))
            for name in looked.plan.schedules
        }


def _kind(kind: str, replaces: str) -> str:
    """Say what a change is: what is left of a swap is one too."""
    return KINDS["swap" if replaces else kind]


def _clock_change(day: Day) -> str:
    minutes = int(day.extra.total_seconds() // 60)
    if not minutes:
        return ""
    amount = f"{abs(minutes) // 60} h" if abs(minutes) % 60 == 0 else f"{abs(minutes)} min"
    return f"Clocks go {'back' if minutes > 0 else 'forward'} {amount}"
