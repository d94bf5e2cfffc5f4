"""Who is rung by a policy at each time ahead: stretches from one edge of a shift to the next.

Pure, and merged by edges, never minute by minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from operator import attrgetter

from routing.oncall.roster import ACCOUNT_MANAGER, Person, Policy
from routing.oncall.rotation import Shift
from routing.oncall.schedule import FALLBACK, Change, Schedule, ineffective, resolve

#: How far past a time the ends of its shifts are looked for: nearly always the first is enough.
_AROUND = tuple(timedelta(days=days) for days in (100, 400, 1600))


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """What a company says of who is on call, each by its name; people: outside lines among them.

    changes: of each schedule, where there are any. zone: of the company, for what belongs to no schedule.
    """

    people: Mapping[str, Person]
    schedules: Mapping[str, Schedule]
    policies: Mapping[str, Policy]
    zone: str
    changes: Mapping[str, Sequence[Change]] = field(default_factory=dict)

    def standing(self, schedule: str) -> tuple[Change, ...]:
        """Return the changes of a schedule but for those whose person is named no more: they have no effect.

        Whoever would be on call without such a one is: a phone rings, whatever a file has lost (F26).
        """
        return tuple(change for change in self.changes.get(schedule, ()) if change.person in self.people)

    def shifts_of(self, schedule: str, since: datetime, until: datetime) -> tuple[Shift, ...]:
        """Return who is on call by a schedule over [since, until), aware, without a gap."""
        return resolve(self.schedules[schedule], self.standing(schedule), since, until)

    def whole_shifts(self, schedule: str, since: datetime, until: datetime) -> tuple[Shift, ...]:
        """Return the shifts that touch [since, until), aware, each with its own ends, in order.

        Ends further off than the last of _AROUND are where looking ends: such a shift is as good as for ever.
        """
        found: tuple[Shift, ...] = ()
        for around in _AROUND:
            laid = self.shifts_of(schedule, since - around, until + around)
            found = tuple(shift for shift in laid if shift.since < until and since < shift.until)
            if len(laid) > 1 and found[0] is not laid[0] and found[-1] is not laid[-1]:
                break
        return found

    def idle(self, schedule: str, now: datetime) -> tuple[Change, ...]:
        """Return the changes, not yet over, by which nobody is on call, by number."""
        known = self.standing(schedule)
        unknown = (one for one in self.changes.get(schedule, ()) if one not in known and now < one.until)
        return tuple(
            sorted((*unknown, *ineffective(self.schedules[schedule], known, now)), key=attrgetter("number"))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """An arrangement with its schedules resolved over [since, until)."""

    arrangement: Arrangement
    since: datetime
    until: datetime
    shifts: Mapping[str, tuple[Shift, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Somebody whom a level rings, who has a number. schedule: that names them, "" for the level itself.

    by_fallback: only since no layer of the schedule names anybody.
    """

    person: Person
    schedule: str = ""
    by_fallback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time, aware UTC, in which each level rings the same people; the last level is the catch-all.

    A person stands in a level once for each name that leads to them. The caller's own account manager is
    known only with the caller, and in no level.
    """

    since: datetime
    until: datetime
    levels: tuple[tuple[Answer, ...], ...]


def timeline(arrangement: Arrangement, since: datetime, until: datetime) -> Timeline:
    """Resolve all schedules over [since, until), aware."""
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    shifts = {name: arrangement.shifts_of(name, since, until) for name in arrangement.schedules}
    return Timeline(arrangement=arrangement, since=since, until=until, shifts=shifts)


def stretches(line: Timeline, policy: Policy) -> Iterator[Stretch]:
    """Yield who is rung by a policy, without a gap, in order: the first says who is rung now, level by level.

    Where a page step says levels of its own, a policy with these.
    """
    called = (*(plan.call for plan in policy.levels), policy.catch_all)
    used = {name for names in called for name in names if name in line.shifts}
    edges = {line.since, line.until}.union(shift.since for name in used for shift in line.shifts[name])
    at = dict.fromkeys(used, 0)
    whole: Stretch | None = None
    for since, until in pairwise(sorted(edges)):
        for name in used:
            while line.shifts[name][at[name]].until <= since:
                at[name] += 1
        now = {name: line.shifts[name][number] for name, number in at.items()}
        levels = tuple(tuple(_answers(line.arrangement, names, now)) for names in called)
        if whole is not None and whole.levels == levels:
            whole = Stretch(since=whole.since, until=until, levels=levels)
            continue
        if whole is not None:
            yield whole
        whole = Stretch(since=since, until=until, levels=levels)
    if whole is not None:
        yield whole


def _answers(arrangement: Arrangement, names: Sequence[str], now: Mapping[str, Shift]) -> Iterator[Answer]:
    for name in names:
        shift = now.get(name)
        person = arrangement.people.get(name if shift is None else shift.person)
        if name == ACCOUNT_MANAGER or person is None or not person.number:
            continue
        if shift is None:
            yield Answer(person=person)
        else:
            yield Answer(person=person, schedule=name, by_fallback=shift.source == FALLBACK)
