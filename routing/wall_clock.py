"""From the clock on a wall to an instant: one policy for hours and for rotations.

Pure. A local time that does not exist means the first instant that does; a repeated one its first occurrence.
Source: peers.md 3.4 (clock policy), kpi.md 1.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=4096)
def instant_of(day: date, wall: time, zone: tzinfo) -> datetime:
    """Return the first instant, in UTC, at which the clocks of `zone` show this wall time or have passed it.

    So a repeated time is its first occurrence, and a missing one the first instant that exists.
    """
    shown = datetime.combine(day, wall)
    # fold=0 takes the first of two occurrences; in a gap it counts on by the old offset and lands too late.
    instant = shown.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == shown:
        return instant
    before = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    # The clocks jump between the two: halve down to the second of the jump.
    while instant - before > _SECOND:
        middle = before + ((instant - before) // _SECOND // 2) * _SECOND
        if middle.astimezone(zone).replace(tzinfo=None) < shown:
            before = middle
        else:
            instant = middle
    return instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """The clocks of a zone jump at this instant (UTC): forward if `by` is above 0, else back."""

    at: datetime
    by: timedelta


def clock_changes(zone: tzinfo, since: datetime, until: datetime) -> Iterator[ClockChange]:
    """Yield the clock changes in [since, until), in order. Two within a day are taken for one."""
    day, last = timedelta(days=1), until.astimezone(UTC) - _SECOND
    before = since.astimezone(UTC) - _SECOND
    while before < last:
        after = min(before + day, last)
        by = _offset(after, zone) - _offset(before, zone)
        if by:
            yield ClockChange(at=_jump(before, after, zone), by=by)
        before = after


def _jump(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """Halve down to the second at which the offset of `after` begins."""
    while after - before > _SECOND:
        middle = before + ((after - before) // _SECOND // 2) * _SECOND
        if _offset(middle, zone) == _offset(after, zone):
            after = middle
        else:
            before = middle
    return after


def _offset(instant: datetime, zone: tzinfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta(0)
