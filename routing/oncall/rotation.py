"""Whose turn it is: people who hand over by the wall clock of one zone, within the hours that a layer covers.

Pure. Sources: HW4, DC4; peers.md 3.4 (clock policy: a local time that does not exist means the first instant
that does, a repeated one its first occurrence; handoffs keep their wall time, so a shift's length is wall
time too: a turn of 12 hours is 11 or 13 on the night of a clock change).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import count
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from routing.wall_clock import instant_of

Handoff = Literal["daily", "weekly", "monthly", "custom"]
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
SHORTEST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Hours that a layer covers, begun on these days (0 is Monday).

    closes None: 24:00; not after opens: on the next day. Raises ValueError where it is begun on no day.
    """

    days: frozenset[int]
    opens: time
    closes: time | None

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(7)):
            raise ValueError("a window begins on one day or more, of 0 (Monday) to 6 (Sunday)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """People who take turns. starts: wall time of the first handoff, before which nobody is on call.

    every: how many days, weeks or months a turn lasts; of custom, length is, in wall time. A monthly handoff
    on a day that a month lacks is on its last day; the month after is counted from `starts` again. only: the
    hours covered; empty: all. A handoff within a window ends one shift and begins the next; a turn without
    a window is nobody's shift, and is over all the same. ends: wall time, None: never.
    Raises ValueError where that makes no rotation.
    """

    name: str
    zone: str
    handoff: Handoff
    starts: datetime
    people: tuple[str, ...]
    every: int = 1
    length: timedelta = _DAY
    only: tuple[Window, ...] = ()
    ends: datetime | None = None

    def __post_init__(self) -> None:
        if not self.people or self.every < 1 or self.length < SHORTEST:
            raise ValueError(f"{self.name}: a rotation has people, and turns of 15 minutes or more")
        if self.starts.tzinfo is not None or (self.ends is not None and self.ends.tzinfo is not None):
            raise ValueError(f"{self.name}: wall times have no zone of their own")
        if self.ends is not None and self.ends <= self.starts:
            raise ValueError(f"{self.name}: a rotation ends after it starts")
        require_zone(self.zone, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Somebody is on call from `since`, and until `until` no more; aware UTC.

    source: what made it so: a layer's name, "fallback", or the kind of a change; change: that one's number,
    0 for none. It is about the shift and no part of it: two shifts are equal without it.
    """

    person: str
    since: datetime
    until: datetime
    source: str
    change: int = field(default=0, compare=False)

    def covers(self, now: datetime) -> bool:
        return self.since <= now < self.until


def require_zone(zone: str, where: str) -> None:
    """Raise ValueError unless there is a zone of this IANA name."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'{where}: no time zone "{zone}"; write one such as Europe/London') from None


def shifts(layer: Layer, since: datetime, until: datetime) -> Iterator[Shift]:
    """Yield the shifts that touch [since, until), whole, in order, none overlapping. Both aware.

    What it costs goes by the shifts asked for, however long ago the rotation started.
    """
    for person, begins, ends in _turns(layer, since, until):
        for opens, closes in _covered(layer, begins, ends, since):
            if opens >= until:
                break
            if since < closes:
                yield Shift(person=person, since=opens, until=closes, source=layer.name)


def _turns(layer: Layer, since: datetime, until: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield turns as (person, begins, ends) in UTC. One that falls into a missing hour whole is left out."""
    zone = ZoneInfo(layer.zone)
    last = None if layer.ends is None else _instant(layer.ends, zone)
    first = max(0, _turn_at(layer, since.astimezone(zone).replace(tzinfo=None)) - 1)
    ends = _instant(_wall(layer, first), zone)
    for number in count(first):
        begins, ends = ends, _instant(_wall(layer, number + 1), zone)
        if begins >= until or (last is not None and begins >= last):
            return
        over = ends if last is None else min(ends, last)
        if begins < over and since < over:
            yield layer.people[number % len(layer.people)], begins, over


def _wall(layer: Layer, number: int) -> datetime:
    """Return the wall time of a handoff; number 0 is the first one."""
    step = layer.every * number
    match layer.handoff:
        case "daily":
            return layer.starts + step * _DAY
        case "weekly":
            return layer.starts + step * _WEEK
        case "monthly":
            year, month = divmod(layer.starts.year * 12 + layer.starts.month - 1 + step, 12)
            day = min(layer.starts.day, monthrange(year, month + 1)[1])
            return layer.starts.replace(year=year, month=month + 1, day=day)
        case "custom":
            return layer.starts + number * layer.length


def _turn_at(layer: Layer, wall: datetime) -> int:
    """Return whose turn it is by the wall, or by the month alone: then too late by one at most."""
    passed = wall - layer.starts
    match layer.handoff:
        case "daily":
            return passed // (layer.every * _DAY)
        case "weekly":
            return passed // (layer.every * _WEEK)
        case "monthly":
            months = (wall.year - layer.starts.year) * 12 + wall.month - layer.starts.month
            return months // layer.every
        case "custom":
            return passed // layer.length


def _covered(
    layer: Layer, begins: datetime, ends: datetime, since: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Cut a turn to the hours that the layer covers: from `since` on, perhaps some before it, in order."""
    week = _week(layer.only)
    if not week:
        yield begins, ends
        return
    zone = ZoneInfo(layer.zone)
    today = (
        max(begins, since).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    )
    monday = today - today.weekday() * _DAY - _WEEK
    while _instant(monday, zone) < ends:
        for opens, closes in week:
            shown = max(begins, _instant(monday + opens, zone)), min(ends, _instant(monday + closes, zone))
            if shown[0] < shown[1]:
                yield shown
        monday += _WEEK


@lru_cache(maxsize=256)
def _week(only: tuple[Window, ...]) -> tuple[tuple[timedelta, timedelta], ...]:
    """Return the hours covered, from Monday's midnight, in order; those that touch are one. Empty: all.

    Each begins within the week, and may end in the next.
    """
    each = [_hours(window, day) for window in only for day in window.days]
    merged: list[tuple[timedelta, timedelta]] = []
    for opens, closes in sorted((o + week * _WEEK, c + week * _WEEK) for o, c in each for week in (-1, 0, 1)):
        if merged and opens <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(closes, merged[-1][1])
        else:
            merged.append((opens, closes))
    if any(closes - opens >= _WEEK for opens, closes in merged):
        return ()
    return tuple(hours for hours in merged if timedelta(0) <= hours[0] < _WEEK)


def _hours(window: Window, day: int) -> tuple[timedelta, timedelta]:
    opens = day * _DAY + _since_midnight(window.opens)
    closes = day * _DAY + (_DAY if window.closes is None else _since_midnight(window.closes))
    return opens, closes if closes > opens else closes + _DAY


def _since_midnight(wall: time) -> timedelta:
    return timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return instant_of(wall.date(), wall.time(), zone)
