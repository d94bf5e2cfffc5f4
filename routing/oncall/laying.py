"""Shifts laid over shifts, and cut to a time: lists are in order and without overlap, also what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from routing.oncall.rotation import Shift

since_of = attrgetter("since")


def over(lower: Sequence[Shift], upper: Sequence[Shift]) -> list[Shift]:
    """Lay the upper shifts over the lower ones, of which the rest is kept; of a split one, both parts."""
    kept: list[Shift] = []
    first = 0
    for shift in lower:
        at = shift.since
        while first < len(upper) and upper[first].until <= at:
            first += 1
        for number in range(first, len(upper)):
            if upper[number].since >= shift.until:
                break
            if at < upper[number].since:
                kept.append(replace(shift, since=at, until=upper[number].since))
            at = upper[number].until
        if at < shift.until:
            kept.append(replace(shift, since=at))
    return sorted((*kept, *upper), key=since_of)


def laid(shifts: Iterable[Shift]) -> list[Shift]:
    """Put shifts that may overlap into one line: what begins later lies above, for as long as it lasts.

    Of two that begin together the shorter lies above, else the one whose person comes last by the alphabet.
    """
    line: list[Shift] = []
    for shift in sorted(shifts, key=lambda one: (one.since, -one.until.timestamp(), one.person)):
        under: list[Shift] = []
        while line and line[-1].until > shift.since:
            under.insert(0, line.pop())
        line += over(under, [shift])
    return line


def clipped(shifts: Iterable[Shift], since: datetime, until: datetime) -> Iterator[Shift]:
    """Yield what lies in [since, until) of each."""
    for shift in shifts:
        if shift.since >= since and shift.until <= until:
            yield shift
        elif shift.since < until and since < shift.until:
            yield replace(shift, since=max(shift.since, since), until=min(shift.until, until))
