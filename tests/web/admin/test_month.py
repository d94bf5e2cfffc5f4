"""A month laid out in days: whole weeks, every instant once, and days of 23, 24 and 25 hours."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.oncall.rotation import Shift
from tests.house import MONDAY
from web.admin.month import WIDTH, Month, midnight, read_month

ZONES = ["America/Los_Angeles", "Europe/London", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kathmandu"]


@given(
    month=st.dates(date(2026, 1, 1), date(2029, 12, 31)).map(lambda day: Month(first=day.replace(day=1))),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    hours=st.integers(1, 400),
)
def test_every_instant_of_the_weeks_is_in_one_piece_of_one_day(
    month: Month, zone: ZoneInfo, hours: int
) -> None:
    since, until = month.bounds(zone)
    shifts: list[Shift] = []
    at = since - timedelta(hours=7)
    while at < until:
        after = at + timedelta(hours=hours)
        shifts.append(Shift(person=f"p{len(shifts) % 3}", since=at, until=after, source="layer"))
        at = after
    at = since
    for week in month.weeks(shifts, zone):
        assert [day.date.weekday() for day in week] == [0, 1, 2, 3, 4, 5, 6]
        for day in week:
            assert day.since == at
            for piece in day.pieces:
                assert (piece.since, piece.shift.covers(at)) == (at, True)
                at = piece.until
            assert sum(piece.width for piece in day.pieces) == WIDTH
            assert day.until == at
    assert at == until


@pytest.mark.parametrize(
    ("zone", "day", "extra"),
    [
        ("America/Los_Angeles", date(2026, 11, 1), 60),
        ("America/Los_Angeles", date(2026, 3, 8), -60),
        ("Australia/Lord_Howe", date(2026, 4, 5), 30),
        ("Australia/Lord_Howe", date(2026, 10, 4), -30),
        ("Europe/London", date(2026, 11, 1), 0),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(zone: str, day: date, extra: int) -> None:
    month = Month(first=day.replace(day=1))
    (found,) = [each for week in month.weeks((), ZoneInfo(zone)) for each in week if each.date == day]
    assert found.extra == timedelta(minutes=extra)


def test_a_month_begins_on_monday_and_ends_on_sunday_around_itself() -> None:
    days = list(Month(first=date(2026, 11, 1)).dates())
    assert (days[0], days[-1], len(days)) == (date(2026, 10, 26), date(2026, 12, 6), 42)
    february = list(Month(first=date(2027, 2, 1)).dates())
    assert (february[0], february[-1]) == (date(2027, 2, 1), date(2027, 2, 28))


def test_months_follow_each_other_over_a_year() -> None:
    december = Month(first=date(2026, 12, 1))
    assert (december.before, december.name, december.after) == ("2026-11", "2026-12", "2027-01")


def test_the_present_month_is_that_of_the_zone() -> None:
    now = midnight(date(2026, 12, 1), ZoneInfo("Europe/London"))
    assert read_month("", now, ZoneInfo("Europe/London")).name == "2026-12"
    assert read_month("", now, ZoneInfo("America/Los_Angeles")).name == "2026-11"
    assert read_month("2026-07", MONDAY, ZoneInfo("UTC")).name == "2026-07"
