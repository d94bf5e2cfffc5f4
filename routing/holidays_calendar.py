"""Which days are holidays, by named calendar.

What counts: the day itself **and** its substitute, both, as the holidays library lists them. Boxing Day 2026
is Saturday 26 December and its substitute Monday 28: both are holidays here. The GOV.UK calendar lists the
substitute only, so that Boxing Day would count there as a normal Saturday (flow-language.md section 6). A
tenant who wants one of the days otherwise states it in `dates`, which wins; so is a holiday stated that was
proclaimed after the library's release. Requirement: HW3.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

import holidays

CALENDARS: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "england-and-wales": ("GB", "ENG"),  # the two keep the same days
        "scotland": ("GB", "SCT"),
        "northern-ireland": ("GB", "NIR"),
        "us-federal": ("US", None),
        "us-california": ("US", "CA"),  # days kept in the state: more than the state's paid days off
    }
)
"""Name in a flow -> the library's country and subdivision."""


def is_holiday(calendar: str, day: date) -> bool:
    """Say whether the local date `day` is a holiday; False beyond `calendar_ends`.

    Raises ValueError: no such calendar.
    """
    require_calendar(calendar)
    return day in _days_of_year(calendar, day.year)


def calendar_ends(calendar: str) -> date:
    """Return the last day for which the calendar has rules; the linter warns 60 days before it.

    Raises ValueError: no such calendar.
    """
    require_calendar(calendar)
    country, subdivision = CALENDARS[calendar]
    return date(holidays.country_holidays(country, subdivision).end_year, 12, 31)


def require_calendar(calendar: str) -> None:
    """Raise ValueError, naming the known ones, unless there is a calendar of this name."""
    if calendar not in CALENDARS:
        raise ValueError(f'no holiday calendar "{calendar}"; there are: {", ".join(sorted(CALENDARS))}')


@cache
def _days_of_year(calendar: str, year: int) -> frozenset[date]:
    # A year's own list also holds the substitute in it of a holiday of the next year, such as Friday
    # 31 December 2027 for New Year's Day 2028.
    country, subdivision = CALENDARS[calendar]
    return frozenset(holidays.country_holidays(country, subdivision, years=year, expand=False))
