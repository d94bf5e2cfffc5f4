"""HW3: which days are bank holidays, against a list written by hand."""

from datetime import date, timedelta

import pytest

from routing.holidays_calendar import CALENDARS, calendar_ends, is_holiday

ENGLAND = {
    date(2026, 1, 1),  # New Year's Day
    date(2026, 4, 3),  # Good Friday
    date(2026, 4, 6),  # Easter Monday
    date(2026, 5, 4),  # Early May
    date(2026, 5, 25),  # Spring
    date(2026, 8, 31),  # Summer
    date(2026, 12, 25),  # Christmas Day, a Friday
    date(2026, 12, 26),  # Boxing Day, a Saturday: the day itself
    date(2026, 12, 28),  # its substitute, the one GOV.UK lists
    date(2027, 1, 1),
    date(2027, 3, 26),
    date(2027, 3, 29),
    date(2027, 5, 3),
    date(2027, 5, 31),
    date(2027, 8, 30),
    date(2027, 12, 25),  # Christmas Day, a Saturday: the day itself
    date(2027, 12, 26),  # Boxing Day, a Sunday: the day itself
    date(2027, 12, 27),  # substitute for Christmas Day
    date(2027, 12, 28),  # substitute for Boxing Day
}


def _days_of(*years: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=number)
        for year in years
        for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]


def test_england_keeps_exactly_these_days_in_2026_and_2027() -> None:
    """HW3: no day missing, no day too many, over 730 days."""
    assert {day for day in _days_of(2026, 2027) if is_holiday("england-and-wales", day)} == ENGLAND


def test_both_boxing_day_2026_and_its_substitute_are_holidays_and_the_sunday_between_is_none() -> None:
    days = [date(2026, 12, 24) + timedelta(days=number) for number in range(6)]
    listed = [is_holiday("england-and-wales", day) for day in days]
    assert listed == [False, True, True, False, True, False]


@pytest.mark.parametrize(
    ("calendar", "day", "elsewhere"),
    [
        ("scotland", date(2026, 1, 2), "england-and-wales"),
        ("scotland", date(2026, 11, 30), "england-and-wales"),
        ("northern-ireland", date(2026, 3, 17), "england-and-wales"),
        ("northern-ireland", date(2026, 7, 13), "scotland"),
        ("england-and-wales", date(2026, 4, 6), "scotland"),
        ("us-federal", date(2026, 10, 12), "us-california"),
        ("us-california", date(2026, 11, 27), "us-federal"),
    ],
)
def test_each_calendar_has_a_day_that_its_neighbour_lacks(calendar: str, day: date, elsewhere: str) -> None:
    assert is_holiday(calendar, day)
    assert not is_holiday(elsewhere, day)


@pytest.mark.parametrize(
    "day", [date(2026, 7, 3), date(2026, 7, 4), date(2027, 6, 18), date(2027, 12, 24), date(2027, 12, 31)]
)
def test_a_federal_day_at_a_weekend_is_also_kept_on_its_friday(day: date) -> None:
    """31 December 2027 stands for New Year's Day 2028, so it is found in the year before its holiday."""
    assert is_holiday("us-federal", day)


def test_no_day_after_the_end_of_a_calendar_is_a_holiday() -> None:
    ends = calendar_ends("england-and-wales")
    assert is_holiday("england-and-wales", date(ends.year, 12, 25))
    assert not is_holiday("england-and-wales", date(ends.year + 1, 12, 25))


@pytest.mark.parametrize("calendar", sorted(CALENDARS))
def test_every_calendar_lasts_well_past_2027_and_knows_christmas(calendar: str) -> None:
    assert calendar_ends(calendar) > date(2030, 1, 1)
    assert is_holiday(calendar, date(2026, 12, 25))


def test_an_unknown_calendar_is_refused_by_name_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match='no holiday calendar "england"; there are: england-and-wales, '):
        is_holiday("england", date(2026, 1, 1))
    with pytest.raises(ValueError, match="no holiday calendar"):
        calendar_ends("")
