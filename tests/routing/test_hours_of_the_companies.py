"""HW2, HW3, HK2: both companies' hours, one second before and after each edge of 730 days."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from routing.hours import Hours, State, opening

LONDON, OAKLAND = ZoneInfo("Europe/London"), ZoneInfo("America/Los_Angeles")
SECOND = timedelta(seconds=1)

# By hand, apart from the calendar's own tests: the days on which fewer people are in.
REDUCED_2026 = "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28"
REDUCED_2027 = "01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-26 12-27 12-28"
BANK_HOLIDAYS = {
    date.fromisoformat(f"{year}-{day}")
    for year, days in ((2026, REDUCED_2026), (2027, REDUCED_2027))
    for day in days.split()
}
DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(730)]


def _states(hours: Hours, zone: ZoneInfo, day: date, edge: int) -> tuple[State, State, State]:
    """Return the states one second before, at and one second after a full hour of the local day."""
    at = datetime.combine(day, time(edge), zone).astimezone(UTC)
    before, on, after = (opening(hours, at + step).state for step in (-SECOND, timedelta(0), SECOND))
    return before, on, after


def _homewise_day(day: date) -> tuple[State, int, int]:
    """Return what HW3 says of a day: its state while open, and the hours at which it opens and closes."""
    if day in BANK_HOLIDAYS or day.isoweekday() == 7:
        return "reduced", 10, 16
    return "open", 8, 20


def _wrong_homewise_days(hours: Hours) -> Iterator[tuple[date, int]]:
    for day in DAYS:
        state, opens, closes = _homewise_day(day)
        if _states(hours, LONDON, day, opens) != ("closed", state, state):
            yield day, opens
        if _states(hours, LONDON, day, closes) != (state, "closed", "closed"):
            yield day, closes


def test_homewise_opens_and_closes_to_the_second_on_every_day_of_2026_and_2027(homewise: Hours) -> None:
    """HW3: 730 days, each bank holiday, Sunday and clock change among them."""
    assert list(_wrong_homewise_days(homewise)) == []


def _wrong_homeika_days(hours: Hours) -> Iterator[tuple[date, int]]:
    for day in DAYS:
        staffed = day.isoweekday() <= 5
        state: State = "open" if staffed else "closed"
        if _states(hours, OAKLAND, day, 6) != ("closed", state, state):
            yield day, 6
        if _states(hours, OAKLAND, day, 20) != (state, "closed", "closed"):
            yield day, 20


def test_homeika_opens_and_closes_to_the_second_on_every_day_of_2026_and_2027(homeika: Hours) -> None:
    """HK2: weekdays only, Thanksgiving and Christmas as any other day, for its flow states no holidays."""
    assert list(_wrong_homeika_days(homeika)) == []


@pytest.mark.parametrize("day", sorted(BANK_HOLIDAYS), ids=str)
def test_a_bank_holiday_has_reduced_coverage_and_says_that_it_is_one(homewise: Hours, day: date) -> None:
    at_eleven = opening(homewise, datetime.combine(day, time(11), LONDON))
    assert (at_eleven.state, at_eleven.holiday) == ("reduced", True)
    at_nine = opening(homewise, datetime.combine(day, time(9), LONDON))
    assert (at_nine.state, at_nine.holiday) == ("closed", True)
    assert at_nine.next_open == datetime.combine(day, time(10), LONDON)


def test_a_plain_sunday_is_reduced_and_no_holiday(homewise: Hours) -> None:
    """27 December 2026 lies between Boxing Day and its substitute."""
    sunday = opening(homewise, datetime(2026, 12, 27, 11, tzinfo=LONDON))
    assert (sunday.state, sunday.holiday) == ("reduced", False)


@pytest.mark.parametrize(
    ("opens_utc", "offset_hours"),
    [
        ("2026-03-28T08:00", 0),  # Saturday before summer time
        ("2026-03-29T09:00", 1),  # the Sunday of the change opens at 10:00 BST
        ("2026-03-30T07:00", 1),
        ("2026-10-24T07:00", 1),
        ("2026-10-25T10:00", 0),  # the Sunday of the change back opens at 10:00 GMT
        ("2026-10-26T08:00", 0),
        ("2027-03-29T09:00", 1),  # Easter Monday, the day after the change
        ("2027-11-01T08:00", 0),
    ],
)
def test_homewise_opens_by_london_clocks_around_both_changes(
    homewise: Hours, opens_utc: str, offset_hours: int
) -> None:
    """HW3: right through both clock changes."""
    opens = datetime.fromisoformat(opens_utc).replace(tzinfo=UTC)
    closed = opening(homewise, opens - SECOND)
    assert closed.state == "closed"
    assert closed.next_open is not None
    assert closed.next_open == opens
    assert closed.next_open.utcoffset() == timedelta(hours=offset_hours)
    assert opening(homewise, opens).state != "closed"


@pytest.mark.parametrize(
    ("friday_closes_utc", "monday_opens_utc"),
    [
        ("2026-03-07T04:00", "2026-03-09T13:00"),  # Friday in PST, Monday in PDT
        ("2026-10-31T03:00", "2026-11-02T14:00"),  # Friday in PDT, Monday in PST
        ("2027-03-13T04:00", "2027-03-15T13:00"),
        ("2027-11-06T03:00", "2027-11-08T14:00"),
    ],
)
def test_homeika_is_closed_over_the_weekend_of_a_clock_change_to_the_second(
    homeika: Hours, friday_closes_utc: str, monday_opens_utc: str
) -> None:
    """HK2: the weekend lasts an hour less in spring and an hour more in autumn."""
    closes = datetime.fromisoformat(friday_closes_utc).replace(tzinfo=UTC)
    opens = datetime.fromisoformat(monday_opens_utc).replace(tzinfo=UTC)
    assert opening(homeika, closes - SECOND).closes_at == closes
    for closed_at in (closes, closes + SECOND, opens - SECOND):
        assert opening(homeika, closed_at).state == "closed"
        assert opening(homeika, closed_at).next_open == opens
    assert opening(homeika, opens).state == "open"


def test_the_next_opening_over_christmas_2027_is_the_next_reduced_day_not_the_next_full_one(
    homewise: Hours,
) -> None:
    """HW3: 25 to 28 December 2027 are all reduced; 29 December is a full Wednesday."""
    walked = []
    at = datetime(2027, 12, 24, 20, tzinfo=LONDON)
    for _ in range(5):
        closed = opening(homewise, at)
        assert closed.next_open is not None
        opened = opening(homewise, closed.next_open)
        assert opened.closes_at is not None
        walked.append((closed.next_open.day, opened.state, opened.closes_at.hour))
        at = opened.closes_at
    assert walked == [
        (25, "reduced", 16),
        (26, "reduced", 16),
        (27, "reduced", 16),
        (28, "reduced", 16),
        (29, "open", 20),
    ]
