"""Who is on call now and next, by policy and level: what a page would ring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from routing.oncall.roster import ACCOUNT_MANAGER, LevelPlan, Policy
from routing.oncall.schedule import FALLBACK, LONGEST
from switchboard.scheduling import Looked
from web.admin.words import Clock, Face, face_of, number_for

STRATEGIES = {"in_turn": "one after another", "simultaneous": "all at once"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee:
    """Whom a level rings. via: the schedule that says so; until, then: when it ends, and who follows."""

    face: Face
    number: str
    via: str = ""
    until: str = ""
    then: str = ""
    is_fallback: bool = False
    is_me: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelShown:
    title: str
    how: str
    callees: tuple[Callee, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyShown:
    name: str
    rounds: int
    levels: tuple[LevelShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The policies of a company at one instant. clocks: of each schedule."""

    looked: Looked
    faces: Mapping[str, Face]
    clocks: Mapping[str, Clock]

    def policies(self) -> Iterator[PolicyShown]:
        for policy in self.looked.plan.policies.values():
            yield PolicyShown(name=policy.name, rounds=policy.rounds, levels=tuple(self._levels(policy)))

    def _levels(self, policy: Policy) -> Iterator[LevelShown]:
        for number, plan in enumerate(policy.levels, 1):
            yield LevelShown(title=f"Level {number}", how=_how(plan), callees=self._callees(plan.call))
        yield LevelShown(title="Last", how="the catch-all", callees=self._callees(policy.catch_all))

    def _callees(self, names: Iterable[str]) -> tuple[Callee, ...]:
        return tuple(map(self._callee, names))

    def _callee(self, name: str) -> Callee:
        if name == ACCOUNT_MANAGER:
            face = Face(id=name, title="The caller's account manager", code="AM", look=0)
            return Callee(face=face, number="if they have one")
        if name in self.looked.plan.schedules:
            return self._by_schedule(name)
        return Callee(face=face_of(self.faces, name), number=self._number(name), is_me=self._is_me(name))

    def _by_schedule(self, name: str) -> Callee:
        now = self.looked.now
        first, *later = self.looked.shifts(name, now, now + LONGEST)
        follows = next((shift for shift in later if shift.person != first.person), None)
        until: datetime | None = None if follows is None else follows.since
        then = "" if follows is None else f"then {face_of(self.faces, follows.person).title}"
        return Callee(
            face=face_of(self.faces, first.person),
            number=self._number(first.person),
            via=name,
            until="" if until is None else f"until {self.clocks[name].at(until)}",
            then=then,
            is_fallback=first.source == FALLBACK,
            is_me=self._is_me(first.person),
        )

    def _number(self, name: str) -> str:
        person = self.looked.plan.people.get(name)
        return "nobody has this name" if person is None else number_for(self.looked.editor, person)

    def _is_me(self, name: str) -> bool:
        return name in self.looked.editor.people


def _how(plan: LevelPlan) -> str:
    times = f", {plan.tries} times" if plan.tries > 1 else ""
    together = f", {STRATEGIES[plan.strategy]}" if len(plan.call) > 1 else ""
    return f"rings {plan.ring_s} s{times}{together}"
