"""Who is on call by a whole schedule: layers, what people changed of them, and a fallback for every gap.

Pure. Precedence, lowest first: layers in their order, overrides and swaps, temporary schedules
(peers.md 3.4: temporary > override > rotation). Edges of shifts are kept: two turns of one person are two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from itertools import pairwise
from typing import Literal

from routing.oncall.rotation import Layer, Shift, shifts

Kind = Literal["override", "swap", "temporary"]
RANK = {"override": 1, "swap": 1, "temporary": 2}
FALLBACK = "fallback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a person changed: from `since` until `until` (aware UTC) somebody else is on call.

    replaces: only where this person would be; "": whoever would be. number: the later of two wins.
    """

    number: int
    kind: Kind
    person: str
    since: datetime
    until: datetime
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """layers: a later one covers an earlier one. fallback: who is on call where nobody else is."""

    name: str
    zone: str
    layers: tuple[Layer, ...]
    fallback: str


@dataclass(frozen=True, slots=True, order=True)
class _Cover:
    """A shift with its rank: the highest that is open is who is on call."""

    rank: tuple[int, int]
    number: int


def resolve(
    schedule: Schedule, changes: Iterable[Change], since: datetime, until: datetime
) -> tuple[Shift, ...]:
    """Return who is on call over [since, until), without a gap: clipped to it, in order, in UTC."""
    base = _stacked([(rank, shift) for rank, shift in _of_layers(schedule, since, until)], since, until)
    whole = _filled(base, schedule.fallback, since, until)
    for change in sorted(changes, key=lambda one: (RANK[one.kind], one.number)):
        whole = _changed(whole, change)
    return tuple(whole)


def _of_layers(schedule: Schedule, since: datetime, until: datetime) -> Iterable[tuple[int, Shift]]:
    for rank, layer in enumerate(schedule.layers):
        for shift in shifts(layer, since, until):
            yield rank, shift


def _stacked(covers: Sequence[tuple[int, Shift]], since: datetime, until: datetime) -> list[Shift]:
    """Lay shifts over each other: at each instant the one of the highest rank, of these the latest begun."""
    begins = sorted(enumerate(covers), key=lambda each: each[1][1].since)
    edges = sorted({since, until, *(s.since for _, s in covers), *(s.until for _, s in covers)})
    laid: list[tuple[int, Shift]] = []
    open_now: list[tuple[int, float, int]] = []
    at = 0
    for here, there in pairwise(edges):
        while at < len(begins) and begins[at][1][1].since <= here:
            index, (rank, shift) = begins[at]
            heappush(open_now, (-rank, -shift.since.timestamp(), index))
            at += 1
        while open_now and covers[open_now[0][2]][1].until <= here:
            heappop(open_now)
        if not open_now or here < since or there > until:
            continue
        index = open_now[0][2]
        if laid and laid[-1][0] == index and laid[-1][1].until == here:
            laid[-1] = (index, _cut(laid[-1][1], laid[-1][1].since, there))
        else:
            laid.append((index, _cut(covers[index][1], here, there)))
    return [shift for _, shift in laid]


def _filled(base: Sequence[Shift], fallback: str, since: datetime, until: datetime) -> list[Shift]:
    """Put the fallback into every gap."""
    whole: list[Shift] = []
    at = since
    for shift in base:
        if at < shift.since:
            whole.append(Shift(person=fallback, since=at, until=shift.since, source=FALLBACK))
        whole.append(shift)
        at = shift.until
    if at < until:
        whole.append(Shift(person=fallback, since=at, until=until, source=FALLBACK))
    return whole


def _changed(whole: Iterable[Shift], change: Change) -> list[Shift]:
    """Let the change's person stand where it holds, each underlying shift apart: its edges are kept."""
    after: list[Shift] = []
    for shift in whole:
        since, until = max(shift.since, change.since), min(shift.until, change.until)
        if since >= until or change.replaces not in ("", shift.person):
            after.append(shift)
            continue
        if shift.since < since:
            after.append(_cut(shift, shift.since, since))
        after.append(Shift(person=change.person, since=since, until=until, source=change.kind))
        if until < shift.until:
            after.append(_cut(shift, until, shift.until))
    return after


def _cut(shift: Shift, since: datetime, until: datetime) -> Shift:
    return Shift(person=shift.person, since=since, until=until, source=shift.source)
