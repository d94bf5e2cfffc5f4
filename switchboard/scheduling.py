"""Who is on call, as people see and change it: looked at, changed, answered, taken back.

What rings phones is the roster (switchboard/rosters.py), which takes up what is written here within seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from callflows.book import Book
from callflows.oncall import OnCallPlan
from routing.oncall.rights import Asked, Editor, may_answer, may_withdraw, refusal
from routing.oncall.rotation import Shift
from routing.oncall.schedule import Change, Schedule, ineffective, misfit, warnings
from routing.oncall.stretches import Arrangement
from storage.record.oncall_changes import (
    ChangedMeanwhileError,
    Deed,
    KeptChange,
    NewChange,
    standing_by_schedule,
)
from storage.record.staff import Member
from switchboard.services import Services, Tenant

#: How one change is decided in the record.
_Decides = Callable[[str, Deed], tuple[KeptChange, ...]]
#: A beginning so shortly ago is now: it was typed when it was still to come.
JUST_NOW = timedelta(minutes=5)
NOT_YOURS = "This waits for somebody else's answer. They answer it themselves, or an administrator does."
NOT_YOURS_TO_END = "Only an administrator takes this back: somebody counts on it."
MOVED = "The shift is no longer as it was when this was proposed. Decline it, and propose it as it is now."


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What somebody had before them when they changed something. newest: the audit's last number."""

    version: str
    newest: int

    def __str__(self) -> str:
        return f"{self.version}.{self.newest}"

    @classmethod
    def read(cls, text: str) -> Basis | None:
        """Read what __str__ wrote; None: it is none."""
        version, _, newest = text.partition(".")
        is_number = newest.isascii() and newest.isdigit() and len(newest) < 10
        return cls(version=version, newest=int(newest)) if version and is_number else None


class RefusedError(Exception):
    """It is not done; nothing was changed. words: why, and the remedy; field: of the form, "" for none."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A company's schedules as of one instant. changes: of every state; names: of the staff, by id.

    arrangement: those that stand among them, over the company's files.
    """

    book: Book
    arrangement: Arrangement
    basis: Basis
    changes: tuple[KeptChange, ...]
    names: Mapping[str, str]
    editor: Editor
    now: datetime

    @property
    def plan(self) -> OnCallPlan:
        return self.book.oncall

    def shifts(self, schedule: str, since: datetime, until: datetime) -> tuple[Shift, ...]:
        """Return who is on call, without a gap. Changes are known from when they were looked at on."""
        return self.arrangement.shifts_of(schedule, since, until)

    def whole_shifts(self, schedule: str, since: datetime, until: datetime) -> tuple[Shift, ...]:
        """Return the shifts that touch this time, each with its own ends."""
        return self.arrangement.whole_shifts(schedule, since, until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made, and what whoever made it should know."""

    kept: tuple[KeptChange, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """One person at one company's schedules. Calls may raise RecordUnavailable."""

    services: Services
    tenant: Tenant
    member: Member

    @property
    def plan(self) -> OnCallPlan:
        return self.services.books.live(self.tenant.name).oncall

    @property
    def editor(self) -> Editor:
        login = self.member.login
        mine = frozenset(name for name, person in self.plan.people.items() if person.staff == login)
        return Editor(id=self.member.id, role=self.member.role, people=mine)

    def look(self, since: datetime) -> Looked:
        """Read what was changed of the schedules and has not ended before `since`."""
        run = self.services.record.bounded.run
        newest, changes = run(self.tenant.oncall.look, since)
        names = {member.id: member.name for member in run(self.tenant.staff.all)}
        book = self.services.books.live(self.tenant.name)
        return Looked(
            book=book,
            arrangement=book.oncall.arranged(standing_by_schedule(changes)),
            basis=Basis(version=book.version, newest=newest),
            changes=changes,
            names=names,
            editor=self.editor,
            now=self.services.clock(),
        )

    def make(self, wanted: Sequence[NewChange], basis: Basis) -> Made:
        """Make one change, or both halves of an exchange. Raises RefusedError and ChangedMeanwhileError."""
        now = self.services.clock()
        news = tuple(_from_now(new, now) for new in wanted)
        self._refuse_other_release(basis)
        schedule = self._known(news)
        # What gives away first says who may; the other half is what they get for it.
        first = news[0]
        asked = Asked(
            kind=first.kind,
            person=first.person,
            people=schedule.people,
            lasts=first.until - first.since,
            replaces=first.replaces,
        )
        why = refusal(self.editor, asked)
        if why:
            raise RefusedError(why)
        looked = self.look(now)
        standing = looked.arrangement.standing(schedule.name)
        told: list[str] = []
        for offset, new in enumerate(news, 1):
            change = _change(new, max([basis.newest, *(one.number for one in standing)]) + offset)
            wrong = misfit(schedule, change, standing, now)
            if wrong is not None:
                raise RefusedError(wrong.words, "shift" if new.kind == "swap" else wrong.of)
            told.extend(warnings(schedule, change, standing))
            standing = (*standing, change)
        deed = Deed(by=self.member.id, now=now, based_on=basis.newest)
        kept = self.services.record.bounded.run(self.tenant.oncall.make, news, deed)
        return Made(kept=kept, warnings=tuple(told))

    def accept(self, change_id: str) -> Made | None:
        """Let a proposed swap stand; None: there is no such change. Raises as `make`."""
        found = self._found(change_id)
        if not found:
            return None
        self._refuse_answer(found)
        self._refuse_moved(found)
        return self._decide(self.tenant.oncall.accept, change_id)

    def decline(self, change_id: str) -> Made | None:
        """Turn a proposed swap down; None: there is no such change. Raises as `make`."""
        found = self._found(change_id)
        if not found:
            return None
        self._refuse_answer(found)
        return self._decide(self.tenant.oncall.decline, change_id)

    def withdraw(self, change_id: str) -> Made | None:
        """Take a change back, from now on; None: there is no such change. Raises as `make`."""
        found = self._found(change_id)
        if not found:
            return None
        first = found[0]
        if not may_withdraw(self.editor, first.made_by, accepted=first.is_accepted):
            raise RefusedError(NOT_YOURS_TO_END)
        return self._decide(self.tenant.oncall.withdraw, change_id)

    @property
    def _version(self) -> str:
        return self.services.books.live(self.tenant.name).version

    def _found(self, change_id: str) -> tuple[KeptChange, ...]:
        return self.services.record.bounded.run(self.tenant.oncall.find, change_id)

    def _decide(self, how: _Decides, change_id: str) -> Made:
        deed = Deed(by=self.member.id, now=self.services.clock())
        return Made(kept=self.services.record.bounded.run(how, change_id, deed))

    def _known(self, news: Sequence[NewChange]) -> Schedule:
        plan = self.plan
        schedule = plan.schedules.get(news[0].schedule)
        if schedule is None:
            raise RefusedError("There is no such schedule any more. Choose one of those that are shown.")
        for new in news:
            if new.person not in plan.people:
                raise RefusedError("Choose somebody from the list.", "to" if new.kind == "swap" else "person")
        return schedule

    def _refuse_other_release(self, basis: Basis) -> None:
        if basis.version != self._version:
            raise ChangedMeanwhileError

    def _refuse_answer(self, found: Sequence[KeptChange]) -> None:
        if not all(may_answer(self.editor, kept.asks) for kept in found):
            raise RefusedError(NOT_YOURS)

    def _refuse_moved(self, found: Sequence[KeptChange]) -> None:
        """Refuse a swap by which nobody's shift would become theirs."""
        now = self.services.clock()
        schedule = self.plan.schedules.get(found[0].schedule)
        if schedule is None or any(kept.person not in self.plan.people for kept in found):
            raise RefusedError(MOVED)
        mine = tuple(kept.change for kept in found)
        # What has ended since another swap began may make that one whole: it is looked at too.
        since = min(kept.since for kept in found)
        standing = (*self.look(since).arrangement.standing(schedule.name), *mine)
        idle = {change.number for change in ineffective(schedule, standing, now)}
        if any(change.number in idle for change in mine):
            raise RefusedError(MOVED)


def _from_now(new: NewChange, now: datetime) -> NewChange:
    """Let what was typed a moment ago begin with the next whole second."""
    if new.kind == "swap" or not now - JUST_NOW < new.since < now:
        return new
    return replace(new, since=now.replace(microsecond=0) + timedelta(seconds=1))


def _change(new: NewChange, number: int) -> Change:
    return Change(
        number=number,
        kind=new.kind,
        person=new.person,
        since=new.since,
        until=new.until,
        replaces=new.replaces,
    )
