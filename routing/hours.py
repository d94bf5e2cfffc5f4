"""When a line is open: weekly hours, holidays and dated exceptions in one zone, at one instant.

Pure: `now` is an argument. Sources: HW2, HW3, HK2; flow-language.md section 2 (`dates` wins over `holidays`,
which wins over `week`); kpi.md 1.5 (a local time that does not exist means the first instant that exists, a
repeated one its first occurrence).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from routing.holidays_calendar import is_holiday, require_calendar
from routing.wall_clock import instant_of

State = Literal["open", "reduced", "closed"]

OPENING_SEEN_DAYS = 400
"""How far `next_open` looks: past every yearly closure."""
CLOSING_SEEN_DAYS = 8
"""How far `closes_at` looks: past a full week; a line open at all hours costs one pass over its week."""

_DAY = timedelta(days=1)
_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One opening within one local day: `opens` is in it, `closes` is not.

    A span does not pass midnight: 22:00-06:00 is refused, and is written 22:00-24:00 on one day and
    00:00-06:00 on the next. Raises ValueError when it does not end after it begins or is finer than a second.
    """

    opens: time  #: Local wall time without a zone.
    closes: time | None  #: Local wall time without a zone; None is 24:00, the midnight that ends the day.
    reduced: bool = False  #: Fewer people than usual.

    def __post_init__(self) -> None:
        for wall in (self.opens, self.closes or _MIDNIGHT):
            if wall.tzinfo is not None or wall.microsecond:
                raise ValueError(f"{wall}: an opening time is a wall time of whole seconds, without a zone")
        if self.closes is not None and self.closes <= self.opens:
            raise ValueError(
                f"{self.opens:%H:%M}-{self.closes:%H:%M} does not end after it begins; "
                f"over midnight, write {self.opens:%H:%M}-24:00 and 00:00-{self.closes:%H:%M} on the next day"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayHours:
    """The hours kept on every holiday of one calendar. No spans: closed. ValueError: no such calendar."""

    calendar: str  #: A name of routing.holidays_calendar.
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        require_calendar(self.calendar)
        _require_order(self.spans, f"holidays of {self.calendar}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """One named set of hours.

    A day's spans are in order and may touch, not overlap: else ValueError. An unknown zone raises
    zoneinfo.ZoneInfoNotFoundError (a KeyError) or ValueError. An empty tuple is a closed day.
    """

    timezone: str  #: An IANA name; an offset such as +01:00 is none.
    week: Mapping[int, tuple[Span, ...]]  #: By date.weekday(), 0 is Monday; a day left out is closed.
    holidays: HolidayHours | None = None
    dates: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)  #: By local date.

    def __post_init__(self) -> None:
        ZoneInfo(self.timezone)
        for weekday, spans in self.week.items():
            if weekday not in range(7):
                raise ValueError(f"weekday {weekday} is not 0 (Monday) to 6 (Sunday)")
            _require_order(spans, f"weekday {weekday}")
        for day, spans in self.dates.items():
            _require_order(spans, day.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the hours say at one instant. Both instants are aware and in the zone of the hours.

    Turn them to UTC before `==`: Python calls a time in a repeated hour unequal to the same instant in any
    other zone.
    """

    state: State
    holiday: bool  #: The local day is in the holiday calendar, whichever rule gives its hours.
    next_open: datetime | None  #: First instant not closed. None: open now, or not within OPENING_SEEN_DAYS.
    closes_at: (
        datetime | None
    )  #: First instant closed again. None: closed now, or not within CLOSING_SEEN_DAYS.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """A span on one day, as instants in UTC: `since` is in it, `until` is not."""

    since: datetime
    until: datetime
    reduced: bool


def opening(hours: Hours, now: datetime) -> Opening:
    """Say whether the hours are open at `now` (aware), and when that changes.

    A reduced stretch that touches an open one is one opening: `closes_at` is when nobody is there.
    Raises ValueError when `now` has no zone.
    """
    if now.tzinfo is None:
        raise ValueError("now has no zone")
    zone = ZoneInfo(hours.timezone)
    # Compared in UTC: Python compares two times of one zone by their wall clocks, wrong at a clock change.
    instant = now.astimezone(UTC)
    today = instant.astimezone(zone).date()
    holiday = hours.holidays is not None and is_holiday(hours.holidays.calendar, today)
    # Yesterday's spans are over: they end by the first midnight of today, which has been.
    for stretch in _stretches(hours, zone, today, OPENING_SEEN_DAYS):
        if stretch.until <= instant:
            continue
        if stretch.since > instant:
            next_open = stretch.since.astimezone(zone)
            return Opening(state="closed", holiday=holiday, next_open=next_open, closes_at=None)
        state: State = "reduced" if stretch.reduced else "open"
        closes_at = _closing(hours, zone, today, instant)
        return Opening(state=state, holiday=holiday, next_open=None, closes_at=closes_at)
    return Opening(state="closed", holiday=holiday, next_open=None, closes_at=None)


def _closing(hours: Hours, zone: tzinfo, today: date, instant: datetime) -> datetime | None:
    """Return the end of the stretches that follow without a break from `instant`, which is open."""
    until = instant
    for stretch in _stretches(hours, zone, today, CLOSING_SEEN_DAYS):
        if stretch.since > until:
            return until.astimezone(zone)
        until = max(until, stretch.until)
    # Open up to the last midnight that was looked at: no closing was seen.
    seen_until = instant_of(today + (CLOSING_SEEN_DAYS + 1) * _DAY, _MIDNIGHT, zone)
    return until.astimezone(zone) if until < seen_until else None


def _stretches(hours: Hours, zone: tzinfo, first: date, days: int) -> Iterator[_Stretch]:
    """Yield the stretches of `first` and of `days` days after it, in order; none is empty, none overlaps."""
    for number in range(days + 1):
        day = first + number * _DAY
        for span in _spans(hours, day):
            since = instant_of(day, span.opens, zone)
            until = (
                instant_of(day + _DAY, _MIDNIGHT, zone)
                if span.closes is None
                else instant_of(day, span.closes, zone)
            )
            # A span inside the hour that is left out in spring does not take place.
            if since < until:
                yield _Stretch(since=since, until=until, reduced=span.reduced)


def _spans(hours: Hours, day: date) -> tuple[Span, ...]:
    if day in hours.dates:
        return hours.dates[day]
    if hours.holidays is not None and is_holiday(hours.holidays.calendar, day):
        return hours.holidays.spans
    return hours.week.get(day.weekday(), ())


def _require_order(spans: tuple[Span, ...], where: str) -> None:
    """Refuse overlapping or unsorted spans: two of them could say two things about one instant."""
    for earlier, later in pairwise(spans):
        if earlier.closes is None or later.opens < earlier.closes:
            raise ValueError(f"{where}: the span at {later.opens:%H:%M} begins before the one before it ends")
