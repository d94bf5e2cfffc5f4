"""The rules of hours: what wins, what touches, what is refused, and what a clock change does to a span."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from routing.hours import CLOSING_SEEN_DAYS, OPENING_SEEN_DAYS, HolidayHours, Hours, Span, opening

LONDON = ZoneInfo("Europe/London")
OAKLAND = ZoneInfo("America/Los_Angeles")
ALL_DAY = (Span(opens=time(0), closes=None),)


def _span(opens: str, closes: str, *, reduced: bool = False) -> Span:
    end = None if closes == "24:00" else time.fromisoformat(closes)
    return Span(opens=time.fromisoformat(opens), closes=end, reduced=reduced)


def _daily(zone: str, *spans: Span) -> Hours:
    return Hours(timezone=zone, week=dict.fromkeys(range(7), spans))


def test_a_date_wins_over_a_holiday_and_a_holiday_wins_over_the_week() -> None:
    holidays = HolidayHours(calendar="england-and-wales", spans=(_span("10:00", "12:00"),))
    dates = {date(2026, 12, 25): (_span("13:00", "14:00"),), date(2026, 12, 29): ()}
    hours = Hours(
        timezone="Europe/London",
        week=dict.fromkeys(range(7), (_span("08:00", "20:00"),)),
        holidays=holidays,
        dates=dates,
    )
    opens = []
    for day in (24, 25, 26, 29, 30):
        midnight = datetime(2026, 12, day, tzinfo=LONDON)
        opens.append((opening(hours, midnight).next_open, opening(hours, midnight).holiday))
    assert opens == [
        (datetime(2026, 12, 24, 8, tzinfo=LONDON), False),
        (datetime(2026, 12, 25, 13, tzinfo=LONDON), True),
        (datetime(2026, 12, 26, 10, tzinfo=LONDON), True),
        (datetime(2026, 12, 30, 8, tzinfo=LONDON), False),
        (datetime(2026, 12, 30, 8, tzinfo=LONDON), False),
    ]


def test_the_holiday_of_the_local_day_counts_not_that_of_the_utc_day() -> None:
    """At 03:00 UTC on 26 December it is still Christmas Day in California."""
    hours = Hours(
        timezone="America/Los_Angeles", week={}, holidays=HolidayHours(calendar="us-federal", spans=())
    )
    assert opening(hours, datetime(2026, 12, 26, 7, 59, 59, tzinfo=UTC)).holiday
    assert not opening(hours, datetime(2026, 12, 26, 8, tzinfo=UTC)).holiday


def test_touching_spans_are_one_opening_whose_state_changes_in_the_middle() -> None:
    hours = _daily("Europe/London", _span("08:00", "18:00"), _span("18:00", "20:00", reduced=True))
    closes = datetime(2026, 6, 1, 20, tzinfo=LONDON)
    last_full = opening(hours, datetime(2026, 6, 1, 17, 59, 59, tzinfo=LONDON))
    assert (last_full.state, last_full.closes_at) == ("open", closes)
    first_reduced = opening(hours, datetime(2026, 6, 1, 18, tzinfo=LONDON))
    assert (first_reduced.state, first_reduced.closes_at) == ("reduced", closes)


def test_a_lunch_break_is_closed() -> None:
    hours = _daily("Europe/London", _span("08:00", "12:00"), _span("13:00", "20:00"))
    assert opening(hours, datetime(2026, 6, 1, 9, tzinfo=LONDON)).closes_at == datetime(
        2026, 6, 1, 12, tzinfo=LONDON
    )
    assert opening(hours, datetime(2026, 6, 1, 12, tzinfo=LONDON)).next_open == datetime(
        2026, 6, 1, 13, tzinfo=LONDON
    )


def test_a_night_written_as_two_spans_closes_in_the_morning() -> None:
    hours = _daily("Europe/London", _span("00:00", "06:00"), _span("22:00", "24:00"))
    night = opening(hours, datetime(2026, 6, 1, 23, tzinfo=LONDON))
    assert night.closes_at == datetime(2026, 6, 2, 6, tzinfo=LONDON)


def test_a_line_open_at_all_hours_is_never_seen_to_close() -> None:
    now = opening(_daily("Europe/London", *ALL_DAY), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert (now.state, now.next_open, now.closes_at) == ("open", None, None)


def test_a_closing_is_seen_up_to_its_horizon_and_not_at_it() -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    for days, seen in ((CLOSING_SEEN_DAYS, True), (CLOSING_SEEN_DAYS + 1, False)):
        closed_on = date(2026, 6, 1) + timedelta(days=days)
        hours = Hours(timezone="UTC", week=dict.fromkeys(range(7), ALL_DAY), dates={closed_on: ()})
        expected = datetime.combine(closed_on, time(0), UTC) if seen else None
        assert opening(hours, now).closes_at == expected


def test_an_opening_is_seen_up_to_its_horizon_and_not_past_it() -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    for days, seen in ((OPENING_SEEN_DAYS, True), (OPENING_SEEN_DAYS + 1, False)):
        open_on = date(2026, 6, 1) + timedelta(days=days)
        hours = Hours(timezone="UTC", week={}, dates={open_on: ALL_DAY})
        expected = datetime.combine(open_on, time(0), UTC) if seen else None
        assert opening(hours, now).next_open == expected


@pytest.mark.parametrize(
    ("zone", "day", "span", "since_utc", "until_utc"),
    [
        # Spring: 01:00-02:00 in London and 02:00-03:00 in Los Angeles do not exist.
        ("Europe/London", "2026-03-29", ("01:30", "04:00"), "2026-03-29T01:00", "2026-03-29T03:00"),
        ("Europe/London", "2026-03-29", ("00:00", "01:30"), "2026-03-29T00:00", "2026-03-29T01:00"),
        ("America/Los_Angeles", "2026-03-08", ("02:30", "06:00"), "2026-03-08T10:00", "2026-03-08T13:00"),
        ("America/Los_Angeles", "2026-03-08", ("00:00", "02:30"), "2026-03-08T08:00", "2026-03-08T10:00"),
        # Autumn: 01:00-02:00 comes twice in both, and its first occurrence counts.
        ("Europe/London", "2026-10-25", ("01:30", "04:00"), "2026-10-25T00:30", "2026-10-25T04:00"),
        ("Europe/London", "2026-10-25", ("00:00", "01:30"), "2026-10-24T23:00", "2026-10-25T00:30"),
        ("America/Los_Angeles", "2026-11-01", ("01:30", "06:00"), "2026-11-01T08:30", "2026-11-01T14:00"),
        ("America/Los_Angeles", "2026-11-01", ("00:00", "01:30"), "2026-11-01T07:00", "2026-11-01T08:30"),
        # Midnight itself is missing.
        ("America/Santiago", "2026-09-06", ("00:00", "06:00"), "2026-09-06T04:00", "2026-09-06T09:00"),
        ("Africa/Cairo", "2026-04-24", ("00:00", "24:00"), "2026-04-23T22:00", "2026-04-24T21:00"),
        # A change of 30 minutes.
        ("Australia/Lord_Howe", "2026-10-04", ("02:15", "08:00"), "2026-10-03T15:30", "2026-10-03T21:00"),
    ],
)
def test_a_span_at_a_clock_change_begins_and_ends_as_the_rule_says(
    zone: str, day: str, span: tuple[str, str], since_utc: str, until_utc: str
) -> None:
    """kpi.md 1.5: a missing time is the first instant that exists, a repeated one its first occurrence."""
    hours = Hours(timezone=zone, week={}, dates={date.fromisoformat(day): (_span(*span),)})
    since = datetime.fromisoformat(since_utc).replace(tzinfo=UTC)
    until = datetime.fromisoformat(until_utc).replace(tzinfo=UTC)
    second = timedelta(seconds=1)
    next_open = opening(hours, since - second).next_open
    closes_at = opening(hours, until - second).closes_at
    assert next_open is not None
    assert closes_at is not None
    assert (next_open.astimezone(UTC), closes_at.astimezone(UTC)) == (since, until)
    assert (opening(hours, since).state, opening(hours, until).state) == ("open", "closed")


def test_a_span_inside_the_missing_hour_does_not_take_place() -> None:
    hours = Hours(timezone="Europe/London", week={}, dates={date(2026, 3, 29): (_span("01:15", "01:45"),)})
    before = opening(hours, datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC))
    assert (before.state, before.next_open) == ("closed", None)
    assert opening(hours, datetime(2026, 3, 29, 1, tzinfo=UTC)).state == "closed"


def test_a_day_that_a_zone_leaves_out_does_not_take_place() -> None:
    """Samoa had no 30 December 2011."""
    hours = Hours(timezone="Pacific/Apia", week={}, dates={date(2011, 12, 30): ALL_DAY})
    assert opening(hours, datetime(2011, 12, 29, 12, tzinfo=UTC)).next_open is None


@pytest.mark.parametrize(
    ("opens", "closes", "message"),
    [
        ("22:00", "06:00", "write 22:00-24:00 and 00:00-06:00 on the next day"),
        ("08:00", "08:00", "does not end after it begins"),
        ("22:00", "00:00", "does not end after it begins"),
        ("08:00:00.5", "09:00", "whole seconds"),
        ("08:00+01:00", "09:00", "without a zone"),
    ],
)
def test_a_span_that_is_none_is_refused(opens: str, closes: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _span(opens, closes)


@pytest.mark.parametrize(
    "spans",
    [
        (_span("08:00", "12:00"), _span("11:59", "13:00")),
        (_span("13:00", "14:00"), _span("08:00", "12:00")),
        (_span("00:00", "24:00"), _span("23:00", "24:00")),
    ],
)
def test_spans_that_overlap_or_are_out_of_order_are_refused_wherever_they_stand(
    spans: tuple[Span, ...],
) -> None:
    with pytest.raises(ValueError, match="weekday 2: the span at"):
        Hours(timezone="UTC", week={2: spans})
    with pytest.raises(ValueError, match="2026-12-24: the span at"):
        Hours(timezone="UTC", week={}, dates={date(2026, 12, 24): spans})
    with pytest.raises(ValueError, match="holidays of scotland: the span at"):
        HolidayHours(calendar="scotland", spans=spans)


@pytest.mark.parametrize("zone", ["Europe/Londonn", "+01:00", "", "../etc/passwd"])
def test_a_name_that_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        Hours(timezone=zone, week={})


def test_an_unknown_calendar_a_wrong_weekday_and_a_time_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match='no holiday calendar "mars"'):
        HolidayHours(calendar="mars", spans=())
    with pytest.raises(ValueError, match="weekday 7 is not"):
        Hours(timezone="UTC", week={7: ()})
    with pytest.raises(ValueError, match="now has no zone"):
        opening(_daily("UTC", *ALL_DAY), datetime(2026, 6, 1, 12, tzinfo=UTC).replace(tzinfo=None))
