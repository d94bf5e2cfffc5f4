"""The roster: who is behind each name of a company's on-call policies, resolved ahead of time.

Pure, and plain enough to be kept in a file: whoever answers an emergency call needs nothing else. A shift
that lies past the horizon is the last one that is known: a stale person beats none (reliability.md 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from routing.oncall.ladder import Ladder, Level, Strategy, Target
from routing.oncall.rotation import Shift

#: Stands in a level for the caller's own account manager (HK8).
ACCOUNT_MANAGER = "caller.account_manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is on call. id: as company files name them; number: E.164; sms: wants texts beside rings.

    staff: their id in the staff directory, "" for none; drills: has agreed to take drill calls.
    """

    id: str
    title: str
    number: str
    sms: bool = False
    language: str = ""
    staff: str = ""
    drills: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPlan:
    """call: names of schedules, of people, of outside lines, or ACCOUNT_MANAGER."""

    call: tuple[str, ...]
    strategy: Strategy = "in_turn"
    ring_s: int = 15
    tries: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """catch_all: names that are rung last, whatever a step's own levels say; never empty."""

    name: str
    levels: tuple[LevelPlan, ...]
    catch_all: tuple[str, ...]
    rounds: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """shifts: of each schedule over [since, until), gapless, in order. people: outside lines among them."""

    tenant: str
    since: datetime
    until: datetime
    people: Mapping[str, Person] = field(default_factory=dict)
    shifts: Mapping[str, Sequence[Shift]] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)

    def on_call(self, schedule: str, now: datetime) -> Person | None:
        """Return who is on call by a schedule; before and past the horizon, the nearest that is known."""
        shifts = self.shifts.get(schedule, ())
        if not shifts:
            return None
        covering = (shift for shift in shifts if shift.covers(now))
        nearest = shifts[0] if now < shifts[0].since else shifts[-1]
        return self.people.get(next(covering, nearest).person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which page. levels: a step's own, in place of the policy's; manager: the account manager's staff id.

    drill: it is a drill, which rings only those who have agreed to it.
    """

    policy: str
    levels: tuple[LevelPlan, ...] = ()
    manager: str = ""
    drill: bool = False


def ladder(roster: Roster, wanted: Wanted, now: datetime) -> Ladder:
    """Return the order of ringing of now. Names that stand for nobody, or have no number, are passed over.

    An unknown policy rings the catch-alls of all policies: whoever pages, somebody is to be reached.
    """
    policy = roster.policies.get(wanted.policy) or _anybody(roster, wanted.policy)
    before = wanted.levels or policy.levels
    plans = (*before, LevelPlan(call=policy.catch_all))
    levels = (
        Level(
            targets=_targets(_people(roster, plan.call, wanted, now)),
            strategy=plan.strategy,
            ring_s=plan.ring_s,
            tries=plan.tries,
            is_catch_all=number == len(before),
        )
        for number, plan in enumerate(plans)
    )
    return Ladder(
        policy=policy.name, levels=tuple(level for level in levels if level.targets), rounds=policy.rounds
    )


def _anybody(roster: Roster, name: str) -> Policy:
    catch_all = tuple(each for policy in roster.policies.values() for each in policy.catch_all)
    return Policy(name=name, levels=(), catch_all=catch_all)


def _people(roster: Roster, names: Iterable[str], wanted: Wanted, now: datetime) -> Iterable[Person]:
    for name in names:
        if name == ACCOUNT_MANAGER:
            managers = (one for one in roster.people.values() if one.staff and one.staff == wanted.manager)
            person = next(managers, None)
        elif name in roster.shifts:
            person = roster.on_call(name, now)
        else:
            person = roster.people.get(name)
        if person is not None and person.number and (person.drills or not wanted.drill):
            yield person


def _targets(people: Iterable[Person]) -> tuple[Target, ...]:
    """Keep their order, and each number once."""
    by_number: dict[str, Person] = {}
    for person in people:
        by_number.setdefault(person.number, person)
    return tuple(
        Target(person=each.id, title=each.title, number=number, sms=each.sms, language=each.language)
        for number, each in by_number.items()
    )
