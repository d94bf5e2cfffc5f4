"""The order that a document without memory rings: who is on call now, then everybody else of the policy.

Pure. Such a document (E2 of reliability.md section 2) cannot tell the time and knows nothing of what came of
a ring, so it names all who could help, the catch-all last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from routing.oncall.ladder import Ladder, Ring, Target
from routing.oncall.roster import Person, Policy, Roster, Wanted, ladder

#: Rings in one document: far below Twilio's 64 kB, and longer than anybody waits.
MOST_RINGS = 30
#: How long each of those is rung who are not on call now, in seconds.
OTHERS_RING_S = 15


def standby_order(roster: Roster, wanted: Wanted, now: datetime) -> tuple[Ring, ...]:
    """Return one round of rings for now.

    A ring of several is followed by each of them alone: a voicemail that picks up ends it for all, and
    nobody would know (reliability.md section 14, row 1).
    """
    found = ladder(roster, wanted, now)
    last = [each for ring in found.rings if _is_last(found, ring) for each in _one_by_one(ring)][:MOST_RINGS]
    before = [ring for ring in found.rings if not _is_last(found, ring)]
    rung = {target.number for ring in found.rings for target in ring.targets}
    others = [
        _alone(person, len(found.levels)) for person in _people(roster, wanted) if person.number not in rung
    ]
    order = [each for ring in (*before, *others) for each in _one_by_one(ring)]
    return (*order[: MOST_RINGS - len(last)], *last)


def _is_last(found: Ladder, ring: Ring) -> bool:
    return found.levels[ring.level].is_catch_all


def _one_by_one(ring: Ring) -> Iterator[Ring]:
    yield ring
    if len(ring.targets) > 1:
        for target in ring.targets:
            yield Ring(level=ring.level, targets=(target,), ring_s=ring.ring_s)


def _people(roster: Roster, wanted: Wanted) -> Iterable[Person]:
    """Return whoever any shift of the page's schedules names, each number once, sooner shifts first."""
    policy = roster.policies.get(wanted.policy)
    plans = wanted.levels or (policy.levels if policy is not None else ())
    names = {name for plan in plans for name in plan.call} | set(_catch_all(policy))
    shifts = sorted(
        (shift for name in names for shift in roster.shifts.get(name, ())), key=lambda shift: shift.since
    )
    people = (roster.people.get(shift.person) for shift in shifts)
    return {person.number: person for person in people if person is not None}.values()


def _catch_all(policy: Policy | None) -> tuple[str, ...]:
    return () if policy is None else policy.catch_all


def _alone(person: Person, level: int) -> Ring:
    target = Target(
        person=person.id,
        title=person.title,
        number=person.number,
        sms=person.sms,
        language=person.language,
    )
    return Ring(level=level, targets=(target,), ring_s=OTHERS_RING_S)
