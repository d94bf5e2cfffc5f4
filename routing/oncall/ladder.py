"""The order in which a page rings people: level after level, round after round, until somebody accepts.

Pure, and bounded. A round is a list of rings, each one `<Dial>`; where a page stands is one of them, so that
it fits into a URL. Sources: reliability.md section 2 (rules for `<Dial>` steps); flow-language.md 6 (page).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

Strategy = Literal["in_turn", "simultaneous"]
#: Numbers in one `<Dial>` (Twilio's own limit).
MOST_AT_ONCE = 10


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
    """ring_s: for how long each ring lasts; tries: how often the level is gone through before the next."""

    targets: tuple[Target, ...]
    strategy: Strategy = "in_turn"
    ring_s: int = 15
    tries: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One `<Dial>`. level: from 0."""

    level: int
    targets: tuple[Target, ...]
    ring_s: int


@dataclass(frozen=True, kw_only=True)  # without slots: what follows from it is worked out once
class Ladder:
    """Of one policy at one instant. The last level is the catch-all; rounds: how often all of it is rung."""

    policy: str
    levels: tuple[Level, ...] = ()
    rounds: int = 2

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a page stands. round, ring: from 0; mark: of the ladder that it was found in.

    alone: the one target that is rung by itself, after a simultaneous ring that somebody picked up and nobody
    accepted; -1: the ring itself. heard: of that ring, who needs no second ring, as bits.
    """

    round: int = 0
    ring: int = 0
    alone: int = -1
    heard: int = 0
    mark: str = ""

    def __str__(self) -> str:
        """Write it for a URL: `round.ring.alone.heard.mark`."""
        return f"{self.round}.{self.ring}.{self.alone}.{self.heard}.{self.mark}"

    @classmethod
    def read(cls, text: str) -> Spot | None:
        """Read what __str__ wrote. None: it is none."""
        parts = text.split(".")
        try:
            counted = tuple(map(int, parts[:4]))
        except ValueError:
            return None
        if len(parts) != 5 or min(counted) < -1 or min(counted[0], counted[1], counted[3]) < 0:
            return None
        round_, ring, alone, heard = counted
        return cls(round=round_, ring=ring, alone=alone, heard=heard, mark=parts[4])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """What came of a ring that nobody stayed on. picked_up: somebody did, person or machine.

    heard: the targets known to have picked up or declined, by their number in the ring; escalated: somebody
    asked for the next level.
    """

    picked_up: bool = False
    heard: frozenset[int] = frozenset()
    escalated: bool = False


def first(ladder: Ladder) -> Spot | None:
    """Return where a page begins. None: there is nobody to ring."""
    return Spot(mark=ladder.mark) if ladder.rings else None


def ring_at(ladder: Ladder, spot: Spot) -> Ring:
    """Return what rings there: of a simultaneous ring's follow-up, the one target."""
    ring = ladder.rings[spot.ring]
    return ring if spot.alone < 0 else replace(ring, targets=(ring.targets[spot.alone],))


def stands(ladder: Ladder, spot: Spot) -> Spot | None:
    """Find a page's spot in the ladder of now: where the order has changed, at the beginning of its round."""
    if spot.mark == ladder.mark and spot.ring < len(ladder.rings):
        alone_is_there = spot.alone < len(ladder.rings[spot.ring].targets)
        return spot if alone_is_there and spot.round < ladder.rounds else None
    if not ladder.rings or spot.round >= ladder.rounds:
        return None
    return Spot(round=spot.round, mark=ladder.mark)


def after(ladder: Ladder, spot: Spot, rung: Rung) -> Spot | None:
    """Say where the page goes on. None: everybody was rung, as often as the policy says.

    A ladder that has changed meanwhile: the round begins anew, since places in it mean other people now.
    """
    if spot.mark != ladder.mark or spot.ring >= len(ladder.rings):
        return stands(ladder, spot)
    if rung.escalated:
        return _next_level(ladder, spot)
    ring = ladder.rings[spot.ring]
    heard = spot.heard if spot.alone >= 0 else sum(1 << number for number in rung.heard)
    if len(ring.targets) > 1 and (spot.alone >= 0 or rung.picked_up):
        for alone in range(spot.alone + 1, len(ring.targets)):
            if not heard >> alone & 1:
                return replace(spot, alone=alone, heard=heard)
    return _at(ladder, spot, spot.ring + 1)


def _next_level(ladder: Ladder, spot: Spot) -> Spot | None:
    level = ladder.rings[spot.ring].level
    later = (n for n, ring in enumerate(ladder.rings) if n > spot.ring and ring.level != level)
    return _at(ladder, spot, next(later, len(ladder.rings)))


def _at(ladder: Ladder, spot: Spot, ring: int) -> Spot | None:
    if ring < len(ladder.rings):
        return Spot(round=spot.round, ring=ring, mark=ladder.mark)
    if spot.round + 1 < ladder.rounds:
        return Spot(round=spot.round + 1, mark=ladder.mark)
    return None


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
