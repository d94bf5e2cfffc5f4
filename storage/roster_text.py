"""A company's roster as text: what the signed file of `storage.roster_file` holds. Pure.

A reader passes over what it does not know, so that a version of us before or after this one is read too;
FORMAT changes only where that would mislead it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from routing.oncall.ladder import Strategy
from routing.oncall.roster import LevelPlan, Person, Policy, Roster
from routing.oncall.rotation import Shift
from routing.oncall.schedule import Change, Kind

T = TypeVar("T")
FORMAT = 1
_STRATEGIES: tuple[Strategy, ...] = ("in_turn", "simultaneous")
_KINDS: tuple[Kind, ...] = ("override", "swap", "temporary")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RosterTextError(Exception):
    """The text is no roster that can be read here. Its message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRoster:
    """A roster, and what it was made of.

    known_at: when the record was last read for it (aware UTC), None: never. release: of the flows that name
    people, schedules and policies. changes: what people had changed of each schedule, in order; newest: the
    number of the newest one.
    """

    roster: Roster
    known_at: datetime | None
    release: str
    changes: Mapping[str, Sequence[Change]] = field(default_factory=dict)
    newest: int = 0


def written(kept: KeptRoster) -> str:
    """Write a roster; instants are Unix seconds."""
    roster = kept.roster
    return json.dumps(
        {
            "format": FORMAT,
            "tenant": roster.tenant,
            "release": kept.release,
            "known_at": None if kept.known_at is None else _seconds(kept.known_at),
            "newest": kept.newest,
            "since": _seconds(roster.since),
            "until": _seconds(roster.until),
            "people": [_person(person) for person in roster.people.values()],
            "shifts": {name: [_shift(one) for one in shifts] for name, shifts in roster.shifts.items()},
            "policies": [_policy(policy) for policy in roster.policies.values()],
            "changes": {name: [_change(one) for one in changes] for name, changes in kept.changes.items()},
        },
        separators=(",", ":"),
    )


def read(text: str) -> KeptRoster:
    """Read what `written` wrote, here or in another version of us. Raises RosterTextError."""
    try:
        told: dict[str, Any] = json.loads(text)
        if told["format"] != FORMAT:
            raise RosterTextError(f"its format is {told['format']!r}")
        return _kept(told)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as wrong:
        raise RosterTextError(f"{type(wrong).__name__}: {str(wrong)[:200]}") from wrong


def _kept(told: Mapping[str, Any]) -> KeptRoster:
    people = [_read_person(one) for one in told["people"]]
    policies = [_read_policy(one) for one in told["policies"]]
    return KeptRoster(
        roster=Roster(
            tenant=str(told["tenant"]),
            since=_instant(told["since"]),
            until=_instant(told["until"]),
            people={person.id: person for person in people},
            shifts={name: tuple(map(_read_shift, shifts)) for name, shifts in told["shifts"].items()},
            policies={policy.name: policy for policy in policies},
        ),
        known_at=None if told["known_at"] is None else _instant(told["known_at"]),
        release=str(told["release"]),
        changes={
            name: tuple(map(_read_change, changes)) for name, changes in told.get("changes", {}).items()
        },
        newest=int(told.get("newest", 0)),
    )


def _person(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "title": person.title,
        "number": person.number,
        "sms": person.sms,
        "language": person.language,
        "staff": person.staff,
        "drills": person.drills,
    }


def _read_person(told: Mapping[str, Any]) -> Person:
    return Person(
        id=str(told["id"]),
        title=str(told.get("title", told["id"])),
        number=str(told["number"]),
        sms=told.get("sms") is True,
        language=str(told.get("language", "")),
        staff=str(told.get("staff", "")),
        drills=told.get("drills") is True,
    )


def _shift(shift: Shift) -> list[object]:
    return [_seconds(shift.since), _seconds(shift.until), shift.person, shift.source]


def _read_shift(told: Sequence[Any]) -> Shift:
    since, until, person, source, *_ = told
    return Shift(person=str(person), since=_instant(since), until=_instant(until), source=str(source))


def _policy(policy: Policy) -> dict[str, object]:
    return {
        "name": policy.name,
        "levels": [
            {"call": level.call, "strategy": level.strategy, "ring_s": level.ring_s, "tries": level.tries}
            for level in policy.levels
        ],
        "catch_all": policy.catch_all,
        "rounds": policy.rounds,
    }


def _read_policy(told: Mapping[str, Any]) -> Policy:
    return Policy(
        name=str(told["name"]),
        levels=tuple(map(_read_level, told["levels"])),
        catch_all=tuple(map(str, told["catch_all"])),
        rounds=int(told["rounds"]),
    )


def _read_level(told: Mapping[str, Any]) -> LevelPlan:
    return LevelPlan(
        call=tuple(map(str, told["call"])),
        strategy=_one_of(_STRATEGIES, told["strategy"]),
        ring_s=int(told["ring_s"]),
        tries=int(told["tries"]),
    )


def _change(change: Change) -> list[object]:
    return [
        change.number,
        change.kind,
        change.person,
        _seconds(change.since),
        _seconds(change.until),
        change.replaces,
    ]


def _read_change(told: Sequence[Any]) -> Change:
    number, kind, person, since, until, replaces, *_ = told
    return Change(
        number=int(number),
        kind=_one_of(_KINDS, kind),
        person=str(person),
        since=_instant(since),
        until=_instant(until),
        replaces=str(replaces),
    )


def _seconds(at: datetime) -> float:
    return (at - _EPOCH).total_seconds()


def _instant(unix_s: float) -> datetime:
    return _EPOCH + timedelta(seconds=unix_s)


def _one_of(known: Sequence[T], told: object) -> T:
    for one in known:
        if one == told:
            return one
    raise ValueError(f"{told!r} is none of {known}")
