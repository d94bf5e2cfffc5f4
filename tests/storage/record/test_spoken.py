"""Dates, hours and sums are said as each company's callers say them."""

from datetime import date

import pytest

from storage.record.spoken import months_later, plain_sum, spoken_date, spoken_day, spoken_hour


def test_a_day_is_said_in_the_order_of_the_language() -> None:
    assert spoken_day(date(2026, 12, 7), "en-GB") == "Monday 7 December"
    assert spoken_day(date(2026, 12, 7), "en-US") == "Monday, December 7"
    assert spoken_date(date(2029, 8, 14), "en-GB") == "14 August 2029"
    assert spoken_date(date(2029, 8, 14), "en-US") == "August 14, 2029"


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (0, "midnight"),
        (1, "1 am"),
        (11, "11 am"),
        (12, "12 noon"),
        (13, "1 pm"),
        (23, "11 pm"),
        (24, "midnight"),
    ],
)
def test_a_whole_hour_is_said_by_the_twelve_hour_clock(hour: int, said: str) -> None:
    assert spoken_hour(hour) == said


@pytest.mark.parametrize(("minor", "plain"), [(0, "0.00"), (5, "0.05"), (1299, "12.99"), (-150, "-1.50")])
def test_a_sum_has_two_decimals(minor: int, plain: str) -> None:
    assert plain_sum(minor) == plain


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 36, date(2029, 11, 30)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later
