"""Who is on call, found a second way: by walking the wall clock and looking, as a person would.

It shares nothing with the product but the zones. Whatever the wall has shown once has happened: in the hour
that comes twice nothing happens again, and what lies in the hour that is left out happens as it is passed.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

#: Minutes from one look at the wall to the next. All clocks' offsets, and all that duties say, are multiples.
STEP = 15
_DAY = 24 * 60

#: (weekdays, opens, closes), in minutes of the day; not after it opens: it closes the next day.
Hours = tuple[frozenset[int], int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A layer in minutes. every: days, weeks, months, or minutes of a custom turn."""

    zone: str
    kind: str
    starts: datetime
    people: tuple[str, ...]
    every: int = 1
    hours: tuple[Hours, ...] = ()
    ends: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Who was seen to be on call. layer: from 0; -1: nobody's turn."""

    since: datetime
    until: datetime
    person: str
    layer: int


def walk(duties: tuple[Duty, ...], fallback: str, since: datetime, until: datetime) -> list[Stretch]:
    """Return who is on call from one instant to another, each turn apart."""
    looks = int((until - since).total_seconds()) // 60 // STEP
    seen = [_look(duty, since, looks) for duty in duties]
    on_call = []
    for at in zip(*seen, strict=True):
        layer = max((n for n, turn in enumerate(at) if turn is not None), default=-1)
        on_call.append((layer, at[layer] if layer >= 0 else None))
    stretches = []
    number = 0
    for (layer, turn), same in groupby(on_call):
        begins, number = number, number + len(list(same))
        person = fallback if turn is None else duties[layer].people[turn % len(duties[layer].people)]
        stretches.append(
            Stretch(
                since=since + timedelta(minutes=begins * STEP),
                until=since + timedelta(minutes=number * STEP),
                person=person,
                layer=layer,
            )
        )
    return stretches


def _look(duty: Duty, since: datetime, looks: int) -> list[int | None]:
    """Return the number of the turn at each look, or None where nobody's is."""
    zone = ZoneInfo(duty.zone)
    starts = _minute(duty.starts)
    ends = None if duty.ends is None else _minute(duty.ends)
    begin = min(since, duty.starts.replace(tzinfo=UTC) - timedelta(days=2))
    early = int((since - begin).total_seconds()) // 60 // STEP
    shown = _minute(begin.astimezone(zone)) // STEP * STEP
    turn = -1
    turns: list[int | None] = []
    for look in range(early + looks):
        wall = _minute((begin + timedelta(minutes=look * STEP)).astimezone(zone))
        while shown < wall:
            shown += STEP
            if shown >= starts and (ends is None or shown < ends) and _hands_over(duty, shown, starts):
                turn += 1
        over = ends is not None and shown >= ends
        turns.append(turn if turn >= 0 and not over and _is_covered(duty, shown) else None)
    return turns[early:]


def _hands_over(duty: Duty, shown: int, starts: int) -> bool:
    if duty.kind == "custom":
        return (shown - starts) % duty.every == 0
    if shown % _DAY != starts % _DAY:
        return False
    days = shown // _DAY - starts // _DAY
    if duty.kind == "daily":
        return days % duty.every == 0
    if duty.kind == "weekly":
        return days % (7 * duty.every) == 0
    day = date.fromordinal(shown // _DAY)
    months = (day.year - duty.starts.year) * 12 + day.month - duty.starts.month
    last = monthrange(day.year, day.month)[1]
    return months % duty.every == 0 and day.day == min(duty.starts.day, last)


def _is_covered(duty: Duty, shown: int) -> bool:
    if not duty.hours:
        return True
    weekday, minute = date.fromordinal(shown // _DAY).weekday(), shown % _DAY
    for days, opens, closes in duty.hours:
        passes_midnight = closes <= opens
        if weekday in days and opens <= minute and (passes_midnight or minute < closes):
            return True
        if (weekday - 1) % 7 in days and passes_midnight and minute < closes:
            return True
    return False


def _minute(at: datetime) -> int:
    return at.toordinal() * _DAY + at.hour * 60 + at.minute
