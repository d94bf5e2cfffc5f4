"""Homeika's hours, edge by edge: every second named here is a call of its own."""

from __future__ import annotations

import pytest

from tests.calls.conftest import At
from tests.calls.opening_hours import HOMEIKA, Opening, opens_and_closes, stays_closed

#: Pacific Standard Time and Pacific Daylight Time.
PST, PDT = "-08:00", "-07:00"


def _full(date: str, offset: str, day: str) -> Opening:
    return Opening(day=day, opens=f"{date}T06:00:00{offset}", closes=f"{date}T20:00:00{offset}")


ORDINARY = (
    _full("2026-11-23", PST, "a Monday in winter"),
    _full("2026-07-07", PDT, "a Tuesday in summer"),
    _full("2026-11-27", PST, "a Friday"),
)
CLOCK_CHANGES = (
    _full("2026-03-06", PST, "the Friday before the clocks go forward"),
    _full("2026-03-09", PDT, "the Monday after"),
    _full("2026-10-30", PDT, "the Friday before the clocks go back"),
    _full("2026-11-02", PST, "the Monday after"),
    _full("2027-03-12", PST, "the Friday before the clocks go forward"),
    _full("2027-03-15", PDT, "the Monday after"),
    _full("2027-11-05", PDT, "the Friday before the clocks go back"),
    _full("2027-11-08", PST, "the Monday after"),
)
#: Federal holidays on working days, and where one falls on a weekend, the day it is observed.
HOLIDAYS = (
    _full("2026-01-01", PST, "New Year's Day"),
    _full("2026-01-19", PST, "Martin Luther King Day"),
    _full("2026-02-16", PST, "Washington's Birthday"),
    _full("2026-05-25", PDT, "Memorial Day"),
    _full("2026-06-19", PDT, "Juneteenth"),
    _full("2026-07-03", PDT, "Independence Day, observed"),
    _full("2026-09-07", PDT, "Labor Day"),
    _full("2026-10-12", PDT, "Columbus Day"),
    _full("2026-11-11", PST, "Veterans Day"),
    _full("2026-11-26", PST, "Thanksgiving"),
    _full("2026-12-24", PST, "Christmas Eve"),
    _full("2026-12-25", PST, "Christmas Day"),
    _full("2027-01-01", PST, "New Year's Day"),
    _full("2027-06-18", PDT, "Juneteenth, observed"),
    _full("2027-07-05", PDT, "Independence Day, observed"),
    _full("2027-11-25", PST, "Thanksgiving"),
    _full("2027-12-24", PST, "Christmas Day, observed"),
    _full("2027-12-31", PST, "New Year's Day, observed"),
)
#: When a working day would open or close, on days that are none.
WEEKEND = (
    "2026-11-28T06:00:00-08:00",
    "2026-11-28T20:00:00-08:00",
    "2026-11-29T06:00:00-08:00",
    "2026-11-29T20:00:00-08:00",
    "2026-12-26T06:00:00-08:00",
    "2027-12-25T06:00:00-08:00",
    "2027-12-26T06:00:00-08:00",
)
#: The hour that is left out, and the two that are the same: 02:00 to 03:00 and 01:00 to 02:00 in Oakland.
CHANGING = (
    "2026-03-08T03:00:00-07:00",
    "2026-03-08T06:00:00-07:00",
    "2026-11-01T01:30:00-07:00",
    "2026-11-01T01:30:00-08:00",
    "2026-11-01T06:00:00-08:00",
    "2027-03-14T03:00:00-07:00",
    "2027-03-14T06:00:00-07:00",
    "2027-11-07T01:30:00-07:00",
    "2027-11-07T01:30:00-08:00",
    "2027-11-07T06:00:00-08:00",
)


@pytest.mark.parametrize("opening", ORDINARY, ids=str)
def test_the_week_opens_and_closes_to_the_second(at: At, opening: Opening) -> None:
    """HK2: 06:00 to 20:00 in Oakland, from Monday to Friday."""
    opens_and_closes(at, HOMEIKA, opening)


@pytest.mark.parametrize("opening", CLOCK_CHANGES, ids=str)
def test_both_clock_changes_keep_the_wall_clock(at: At, opening: Opening) -> None:
    """HK2: the same hours by the clock on the wall on the last day before, and on the first day after."""
    opens_and_closes(at, HOMEIKA, opening)


@pytest.mark.parametrize("opening", HOLIDAYS, ids=str)
def test_a_holiday_in_the_united_states_is_an_ordinary_day(at: At, opening: Opening) -> None:
    """HK2: the flow says `holidays: none`, and means it."""
    opens_and_closes(at, HOMEIKA, opening)


@pytest.mark.parametrize("moment", WEEKEND)
def test_a_weekend_is_closed_when_a_working_day_opens_and_closes(at: At, moment: str) -> None:
    """HK2: the end of the year among them, whose days the flow spells out."""
    stays_closed(at, HOMEIKA, moment)


@pytest.mark.parametrize("moment", CHANGING)
def test_the_sunday_of_a_clock_change_is_closed_all_through(at: At, moment: str) -> None:
    """HK2: at the jump itself, in both hours of the same name, and when a working day would open."""
    stays_closed(at, HOMEIKA, moment)
