"""The order in which a page rings people: level after level, round after round, until somebody accepts.

Pure, and bounded. A round is a list of rings, each one `<Dial>`; where a page stands is one of them, so that
it fits into a URL. Sources: reliability.md section 2 (rules for `<Dial>` steps); flow-language.md 6 (page).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

Strategy = Literal["in_turn", "simultaneous"]
#: Numbers in one `<Dial>` (Twilio's own limit).
MOST_AT_ONCE = 10
#: Characters of a person's tag.
_TAG = 3
_WHOLE = re.compile(r"-?[0-9]{1,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Somebody to ring. title: what a caller or a colleague may hear; number: E.164; sms: a text beside it.

    language: of the whisper, "" for the flow's own.
    """

    person: str
    title: str
    number: str
    sms: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """ring_s: for how long each ring lasts; tries: how often the level is gone through before the next.

    is_catch_all: it is the one that is rung when all others were.
    """

    targets: tuple[Target, ...]
    strategy: Strategy = "in_turn"
    ring_s: int = 15
    tries: int = 1
    is_catch_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One `<Dial>`. level: from 0."""

    level: int
    targets: tuple[Target, ...]
    ring_s: int


@dataclass(frozen=True, kw_only=True)  # without slots: what follows from it is worked out once
class Ladder:
    """Of one policy at one instant. The last level is the catch-all, if anybody is there.

    rounds: how often all of it is rung.
    engaged: tags of people who are with other callers, and so are passed over; not part of the order.
    """

    policy: str
    levels: tuple[Level, ...] = ()
    rounds: int = 2
    engaged: frozenset[str] = frozenset()

    @cached_property
    def mark(self) -> str:
        """A short name of exactly this order: a page that stands in another one begins its round anew."""
        named = "|".join(
            f"{level.strategy}{level.tries}:{','.join(target.number for target in level.targets)}"
            for level in self.levels
        )
        return hashlib.sha256(f"{self.rounds}|{named}".encode()).hexdigest()[:6]

    @cached_property
    def rings(self) -> tuple[Ring, ...]:
        """The rings of one round, in order."""
        return tuple(_rings(self.levels))

    @property
    def free(self) -> int:
        """How many people could be rung now."""
        everybody = {tag(target.person) for level in self.levels for target in level.targets}
        return len(everybody - self.engaged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a page stands, and whom it need not ring again: all that it has to remember.

    round, ring: from 0; mark: of the ladder that it was found in; anew: 1 once the order has changed in this
    round. alone: the one target that is rung by itself, after a ring of several that somebody picked up and
    nobody accepted; -1: the ring itself. heard: who picked up in that ring; declined: who does not want this
    page; both as tags of people, which hold in any ladder.
    """

    round: int = 0
    ring: int = 0
    alone: int = -1
    anew: int = 0
    mark: str = ""
    heard: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """Write it for a URL: 17 characters, and 3 for each person in `heard` and `declined`."""
        heard, declined = ("".join(sorted(tags)) for tags in (self.heard, self.declined))
        return f"{self.round}.{self.ring}.{self.alone}.{self.anew}.{self.mark}.{heard}.{declined}"

    @classmethod
    def read(cls, text: str) -> Spot | None:
        """Read what __str__ wrote. None: it is none."""
        parts = text.split(".")
        if len(parts) != 7 or not all(_WHOLE.fullmatch(part) for part in parts[:4]):
            return None
        round_, ring, alone, anew = map(int, parts[:4])
        if min(round_, ring, alone + 1, anew) < 0:
            return None
        heard, declined = map(_tags_in, parts[5:])
        return cls(
            round=round_, ring=ring, alone=alone, anew=anew, mark=parts[4], heard=heard, declined=declined
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """What came of a ring. picked_up: somebody did, person or machine; accepted: and was put through.

    busy: the one phone that rang was. heard, declined: the people known to have picked up, and to have said
    that they cannot; escalated: somebody asked for the next level.
    """

    picked_up: bool = False
    accepted: bool = False
    busy: bool = False
    heard: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    escalated: bool = False


def first(ladder: Ladder) -> Spot | None:
    """Return the first ring that somebody is free for. None: there is nobody to ring."""
    return _on_from(ladder, Spot(mark=ladder.mark), 0)


def ring_at(ladder: Ladder, spot: Spot) -> Ring:
    """Return what rings there: of several the one who is rung alone, else those who are free and willing."""
    ring = ladder.rings[spot.ring]
    if spot.alone >= 0:
        return replace(ring, targets=(ring.targets[spot.alone],))
    return replace(ring, targets=_willing(ladder, ring, spot) or ring.targets)


def stands(ladder: Ladder, spot: Spot) -> Spot | None:
    """Find in the ladder of now a spot whose ring has not begun. None: nobody is left to ring."""
    if not _is_of(ladder, spot):
        return _elsewhere(ladder, spot, spot.ring)
    if spot.round > ladder.rounds:
        return None
    if tags(target.person for target in ring_at(ladder, spot).targets) <= ladder.engaged:
        return _on_from(ladder, spot, spot.ring + 1, more=True)
    return spot


def after(ladder: Ladder, spot: Spot, rung: Rung) -> Spot | None:
    """Say where the page goes on. None: everybody was rung, as often as the policy says.

    A ladder that has changed meanwhile: the round begins anew, since places in it mean other people now. Who
    has accepted and is gone again has not ended the page: another round is rung for the caller, if need be.
    """
    known = replace(spot, declined=spot.declined | tags(rung.declined))
    if not _is_of(ladder, spot):
        return _elsewhere(ladder, known, spot.ring + 1)
    if rung.escalated:
        return _on_from(ladder, known, _next_level(ladder, spot))
    rang = ring_at(ladder, spot).targets
    if spot.alone >= 0 or (rung.picked_up and len(rang) > 1):
        heard = spot.heard if spot.alone >= 0 else tags(rung.heard)
        alone = _next_alone(ladder, replace(known, heard=heard))
        if alone is not None:
            return alone
    ring = _past_the_same(ladder, known, rang) if rung.busy or rung.accepted else spot.ring + 1
    return _on_from(ladder, known, ring, more=rung.accepted)


def tag(person: str) -> str:
    """Return three characters that tell one person of a company from another."""
    digest = hashlib.sha256(person.encode()).digest()
    return base64.urlsafe_b64encode(digest)[:_TAG].decode()


def tags(people: Iterable[str]) -> frozenset[str]:
    return frozenset(map(tag, people))


def _tags_in(text: str) -> frozenset[str]:
    return frozenset(text[at : at + _TAG] for at in range(0, len(text), _TAG))


def _is_of(ladder: Ladder, spot: Spot) -> bool:
    """Whether the spot was found in exactly this order."""
    there = spot.mark == ladder.mark and spot.ring < len(ladder.rings)
    return there and spot.alone < len(ladder.rings[spot.ring].targets)


def _willing(ladder: Ladder, ring: Ring, spot: Spot) -> tuple[Target, ...]:
    """Leave out who has declined this page, and who is with another caller."""
    left_out = spot.declined | ladder.engaged
    return tuple(target for target in ring.targets if tag(target.person) not in left_out)


def _elsewhere(ladder: Ladder, spot: Spot, ring: int) -> Spot | None:
    """Go on in another order: its round from the beginning, once; then at the same place of it.

    Two processes that disagree about who is on call would else ring the first level for ever.
    """
    return _on_from(ladder, replace(spot, anew=1), ring if spot.anew else 0)


def _next_alone(ladder: Ladder, spot: Spot) -> Spot | None:
    """Find who of several rings by themselves next, since somebody picked up and nobody accepted."""
    people = [tag(target.person) for target in ladder.rings[spot.ring].targets]
    later = range(spot.alone + 1, len(people))
    alone = next((n for n in later if people[n] not in spot.heard | spot.declined | ladder.engaged), None)
    return None if alone is None else replace(spot, alone=alone)


def _past_the_same(ladder: Ladder, spot: Spot, rang: tuple[Target, ...]) -> int:
    """Find the next ring that is for somebody else too: who was busy is not rung again at once."""
    later = range(spot.ring + 1, len(ladder.rings))
    return next((n for n in later if _willing(ladder, ladder.rings[n], spot) != rang), len(ladder.rings))


def _next_level(ladder: Ladder, spot: Spot) -> int:
    level = ladder.rings[spot.ring].level
    later = (n for n, ring in enumerate(ladder.rings) if n > spot.ring and ring.level != level)
    return next(later, len(ladder.rings))


def _on_from(ladder: Ladder, spot: Spot, ring: int, *, more: bool = False) -> Spot | None:
    """Go to the first ring from there on that somebody is left in; after the last, to the next round.

    Where everybody has declined, nobody else is left: the next round asks all of them again. more: there is
    one round beyond those of the policy.
    """
    found = _somebody(ladder, spot, ring)
    if found is not None:
        return Spot(round=spot.round, ring=found, anew=spot.anew, mark=ladder.mark, declined=spot.declined)
    if not ladder.rings or spot.round + 1 >= ladder.rounds + more:
        return None
    found = _somebody(ladder, spot, 0)
    if found is None:
        free = _somebody(ladder, Spot(), 0)
        return Spot(round=spot.round + 1, ring=free or 0, mark=ladder.mark)
    return Spot(round=spot.round + 1, ring=found, mark=ladder.mark, declined=spot.declined)


def _somebody(ladder: Ladder, spot: Spot, since: int) -> int | None:
    numbers = range(since, len(ladder.rings))
    return next((number for number in numbers if _willing(ladder, ladder.rings[number], spot)), None)


def _rings(levels: tuple[Level, ...]) -> Iterator[Ring]:
    for number, level in enumerate(levels):
        for _ in range(level.tries):
            for targets in _together(level):
                yield Ring(level=number, targets=targets, ring_s=level.ring_s)


def _together(level: Level) -> Iterator[tuple[Target, ...]]:
    if level.strategy == "in_turn":
        yield from ((target,) for target in level.targets)
        return
    for start in range(0, len(level.targets), MOST_AT_ONCE):
        yield level.targets[start : start + MOST_AT_ONCE]
