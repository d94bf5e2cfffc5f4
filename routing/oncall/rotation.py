"""Whose turn it is: people who hand over by the wall clock of one zone, within the hours that a layer covers.

Pure. Sources: HW4, DC4; peers.md 3.4 (clock policy: a local time that does not exist means the first instant
that does, a repeated one its first occurrence; handoffs keep their wall time, so a shift's length is wall
time too).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Literal
from zoneinfo import ZoneInfo

from routing.wall_clock import instant_of

Handoff = Literal["daily", "weekly", "monthly", "custom"]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Hours that a layer covers, begun on these days (0 is Monday).

    closes None: 24:00; not after opens: on the next day.
    """

    days: frozenset[int]
    opens: time
    closes: time | None

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the window begun on this day, in UTC."""
        ends_on = day + _DAY if self.closes is None or self.closes <= self.opens else day
        return instant_of(day, self.opens, zone), instant_of(ends_on, self.closes or time(0), zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """People who take turns. starts: wall time of the first handoff, before which nobody is on call.

    every: how many days, weeks or months a turn lasts; of custom, length is. A monthly handoff on a day that
    a month lacks is on its last day. only: the hours covered; empty: all. ends: wall time, None: never.
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
        if not self.people or self.every < 1 or self.length < timedelta(minutes=15):
            raise ValueError(f"{self.name}: a rotation has people, and turns of 15 minutes or more")
        if self.starts.tzinfo is not None or (self.ends is not None and self.ends.tzinfo is not None):
            raise ValueError(f"{self.name}: wall times have no zone of their own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Somebody is on call from `since`, and until `until` no more; aware UTC. source: what made it so."""

    person: str
    since: datetime
    until: datetime
    source: str

    def covers(self, now: datetime) -> bool:
        return self.since <= now < self.until


def shifts(layer: Layer, since: datetime, until: datetime) -> Iterator[Shift]:
    """Yield the shifts that touch [since, until), whole, in order. Both aware."""
    for person, begins, ends in _turns(layer, since, until):
        for opens, closes in _covered(layer, begins, ends):
            if opens < until and since < closes:
                yield Shift(person=person, since=opens, until=closes, source=layer.name)


def _turns(layer: Layer, since: datetime, until: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield turns as (person, begins, ends) in UTC; of no length, as in the hour that is missing: none."""
    zone = ZoneInfo(layer.zone)
    last = None if layer.ends is None else _instant(layer.ends, zone)
    first = max(0, _turn_at(layer, since.astimezone(zone).replace(tzinfo=None)) - 2)
    for number in count(first):
        begins = _instant(_wall(layer, number), zone)
        ends = _instant(_wall(layer, number + 1), zone)
        if begins >= until or (last is not None and begins >= last):
            return
        ends = ends if last is None else min(ends, last)
        if begins < ends and since < ends:
            yield layer.people[number % len(layer.people)], begins, ends


def _wall(layer: Layer, number: int) -> datetime:
    """Return the wall time of a handoff; number 0 is the first one."""
    step = layer.every * number
    match layer.handoff:
        case "daily":
            return layer.starts + step * _DAY
        case "weekly":
            return layer.starts + 7 * step * _DAY
        case "monthly":
            year, month = divmod(layer.starts.year * 12 + layer.starts.month - 1 + step, 12)
            day = min(layer.starts.day, monthrange(year, month + 1)[1])
            return layer.starts.replace(year=year, month=month + 1, day=day)
        case "custom":
            return layer.starts + number * layer.length


def _turn_at(layer: Layer, wall: datetime) -> int:
    """Return about which turn it is, never too late by more than one."""
    passed = wall - layer.starts
    match layer.handoff:
        case "daily":
            return passed // (layer.every * _DAY)
        case "weekly":
            return passed // (7 * layer.every * _DAY)
        case "monthly":
            months = (wall.year - layer.starts.year) * 12 + wall.month - layer.starts.month
            return months // layer.every
        case "custom":
            return passed // layer.length


def _covered(layer: Layer, begins: datetime, ends: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut a turn to the hours that the layer covers: windows that touch are one."""
    if not layer.only:
        yield begins, ends
        return
    zone = ZoneInfo(layer.zone)
    open_since, open_until = None, None
    day = begins.astimezone(zone).date() - _DAY
    while day <= ends.astimezone(zone).date():
        for window in sorted(w.on(day, zone) for w in layer.only if day.weekday() in w.days):
            opens, closes = max(window[0], begins), min(window[1], ends)
            if opens >= closes:
                continue
            if open_until is not None and opens <= open_until:
                open_until = max(open_until, closes)
                continue
            if open_since is not None and open_until is not None:
                yield open_since, open_until
            open_since, open_until = opens, closes
        day += _DAY
    if open_since is not None and open_until is not None:
        yield open_since, open_until


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return instant_of(wall.date(), wall.time(), zone)
