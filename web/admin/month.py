"""A month of shifts laid out in days and weeks, as a page draws it: pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from routing.oncall.rotation import Shift
from routing.wall_clock import instant_of

#: How wide a day's bar is drawn, in units of its own.
WIDTH = 1000
A_DAY = timedelta(days=1)
#: The months that a page shows: what lies further off is nobody's plan.
YEARS = range(2020, 2100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The part of a shift that lies in one day. x, width: of WIDTH, in hours that pass."""

    shift: Shift
    since: datetime
    until: datetime
    x: int
    width: int

    @property
    def begins(self) -> bool:
        return self.since == self.shift.since

    @property
    def ends(self) -> bool:
        return self.until == self.shift.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day by the clocks of a zone; since, until: its midnights, aware UTC."""

    date: date
    since: datetime
    until: datetime
    pieces: tuple[Piece, ...]

    @property
    def extra(self) -> timedelta:
        """How much longer than 24 hours it is: below zero where clocks go forward."""
        return self.until - self.since - A_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A calendar month, and the whole weeks around it, from Monday on."""

    first: date

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> str:
        return f"{self.first - A_DAY:%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self._next:%Y-%m}"

    @property
    def _next(self) -> date:
        return (self.first + 31 * A_DAY).replace(day=1)

    def holds(self, day: date) -> bool:
        return (day.year, day.month) == (self.first.year, self.first.month)

    def dates(self) -> Iterator[date]:
        """Yield every day of the weeks that the month touches."""
        day = self.first - self.first.weekday() * A_DAY
        while day < self._next or day.weekday():
            yield day
            day += A_DAY

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the first and the last midnight of those weeks, aware UTC."""
        days = tuple(self.dates())
        return midnight(days[0], zone), midnight(days[-1] + A_DAY, zone)

    def days_of(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the midnights between which the month itself lies, aware UTC."""
        return midnight(self.first, zone), midnight(self._next, zone)

    def weeks(self, shifts: Sequence[Shift], zone: ZoneInfo) -> tuple[tuple[Day, ...], ...]:
        days = tuple(_day(day, shifts, zone) for day in self.dates())
        return tuple(days[at : at + 7] for at in range(0, len(days), 7))


def read_month(text: str, now: datetime, zone: ZoneInfo) -> Month:
    """Read `2026-11`; anything else is the month of now."""
    try:
        year, month = (int(part) for part in text.split("-"))
        if len(text) == len("2026-11") and year in YEARS:
            return Month(first=date(year, month, 1))
    except ValueError:
        pass
    return Month(first=now.astimezone(zone).date().replace(day=1))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant_of(day, time(0), zone)


def _day(day: date, shifts: Sequence[Shift], zone: ZoneInfo) -> Day:
    since, until = midnight(day, zone), midnight(day + A_DAY, zone)
    inside = (shift for shift in shifts if shift.since < until and since < shift.until)
    return Day(
        date=day,
        since=since,
        until=until,
        pieces=tuple(_piece(shift, since, until) for shift in inside),
    )


def _piece(shift: Shift, since: datetime, until: datetime) -> Piece:
    begins, ends = max(shift.since, since), min(shift.until, until)
    x = WIDTH * (begins - since) // (until - since)
    return Piece(
        shift=shift,
        since=begins,
        until=ends,
        x=x,
        width=WIDTH * (ends - since) // (until - since) - x,
    )
