"""A deadline counts the time that was promised: all of it, or what a desk is open for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.deadline import due
from routing.hours import HolidayHours, Hours, Span, opening

HOUR = timedelta(hours=1)
LONDON = "Europe/London"
#: Homewise's staffed hours: Monday to Saturday; Sundays and bank holidays reduced.
DAY = (Span(opens=time(8), closes=time(20)),)
REDUCED = (Span(opens=time(10), closes=time(16), reduced=True),)
STAFFED = Hours(
    timezone=LONDON,
    week={**dict.fromkeys(range(6), DAY), 6: REDUCED},
    holidays=HolidayHours(calendar="england-and-wales", spans=REDUCED),
)
NIGHTS = Hours(timezone=LONDON, week=dict.fromkeys(range(7), (Span(opens=time(0), closes=time(6)),)))
NEVER = Hours(timezone=LONDON, week={})


def at(text: str, zone: str = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("started", "ends"),
    [
        ("2026-11-23T09:00", "2026-11-23T10:00"),
        ("2026-11-23T19:00", "2026-11-23T20:00"),
        ("2026-11-23T19:45", "2026-11-24T08:45"),
        ("2026-11-23T03:00", "2026-11-23T09:00"),
        ("2026-11-21T19:30", "2026-11-22T10:30"),
        ("2026-12-24T19:50", "2026-12-25T10:50"),
        ("2026-12-25T15:30", "2026-12-26T10:30"),
    ],
    ids=[
        "open",
        "to the end",
        "over night",
        "before opening",
        "into Sunday",
        "into Christmas",
        "two holidays",
    ],
)
def test_an_hour_of_staffed_time_is_due(started: str, ends: str) -> None:
    """HW5: within 60 minutes in staffed hours. Reduced hours are staffed."""
    assert due(at(started), HOUR, STAFFED) == at(ends)


def test_the_hour_that_spring_leaves_out_does_not_count() -> None:
    """Five hours pass between midnight and six on the day on which clocks go forward."""
    assert due(at("2026-03-29T00:00"), 5 * HOUR, NIGHTS) == at("2026-03-29T06:00")


def test_the_hour_that_autumn_repeats_counts_twice() -> None:
    assert due(at("2026-10-25T00:00"), 7 * HOUR, NIGHTS) == at("2026-10-25T06:00")


def test_without_hours_all_time_counts() -> None:
    assert due(at("2026-11-22T03:00"), HOUR) == at("2026-11-22T04:00")


def test_a_desk_that_never_opens_makes_no_deadline() -> None:
    assert due(at("2026-11-22T03:00"), HOUR, NEVER) is None


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        due(datetime(2026, 11, 22, 3), HOUR)  # noqa: DTZ001 - what is refused


@settings(max_examples=60, deadline=None)
@given(
    minutes=st.integers(min_value=0, max_value=60 * 24 * 400), within=st.integers(min_value=1, max_value=90)
)
def test_a_walk_by_minutes_comes_to_the_same_instant(minutes: int, within: int) -> None:
    """Count open minutes one by one, as a person with a clock would."""
    started = datetime.combine(date(2026, 1, 1), time(0), UTC) + timedelta(minutes=minutes)
    walked, counted = started, 0
    while counted < within:
        counted += opening(STAFFED, walked).state != "closed"
        walked += timedelta(minutes=1)
    assert due(started, timedelta(minutes=within), STAFFED) == walked
