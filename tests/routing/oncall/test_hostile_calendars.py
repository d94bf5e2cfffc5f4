"""Files that break RFC 5545, or would hold us up: one error with a remedy, or an event left out and said."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.oncall.calendars import MOST_OCCURRENCES, CalendarLayer, Reading, read

YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
START = "DTSTART:20260302T090000Z"


def _event(*lines: str, uid: str = "1") -> str:
    return "\r\n".join(("BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:engineer_1", *lines, "END:VEVENT", ""))


def _calendar(*events: str, head: str = "") -> str:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{''.join(events)}END:VCALENDAR\r\n"


def _read(text: str) -> Reading:
    layer = CalendarLayer(
        name="partner", zone="Europe/London", people={"engineer_1": "Engineer 1"}, text=text
    )
    return read(layer, *YEAR)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "export it again"),
        ("hello", "export it again"),
        ("\x00\x01", "export it again"),
        ("BEGIN:VEVENT\r\nEND:VEVENT\r\n", "export it again"),
        (_calendar() * 2, "export it again"),
        ("BEGIN:VCALENDAR\r\n" * 15_000, "export it again"),
        (_calendar("BEGIN:VEVENT\r\n" + "BEGIN:VALARM\r\n" * 10_000), "export it again"),
        ("x" * (256 * 1024 + 1), "larger than 256 KiB"),
        ("é" * 140_000, "larger than 256 KiB"),
        (_calendar(*[_event(START, uid=str(number)) for number in range(2_001)]), "more than 2000 events"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_no_calendar_is_refused_with_a_remedy(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        _read(text)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "breaks RFC 5545"),
        (("DTSTART:2026070", "DURATION:PT8H"), "DTSTART cannot be read"),
        ((START, START, "DURATION:PT8H"), "breaks RFC 5545"),
        ((START, "DURATION:PT8H", "RRULE:FREQ=FOO"), "RRULE cannot be read"),
        ((START,), "give it an end"),
        ((START, "DURATION:-PT8H"), "give it an end"),
        ((START, "DTEND:20280302T090000Z"), "within 366 days"),
        (("DTSTART:00010101T000000Z", "DTEND:99991231T235959Z"), "year 1 is out of reach"),
        (("DTSTART;TZID=Mars/Olympus:20260302T090000", "DURATION:PT8H"), 'no zone "Mars/Olympus"'),
        (("DTSTART;TZID=../../etc/passwd:20260302T090000", "DURATION:PT8H"), "no zone"),
        ((START, "DURATION:PT8H", "EXDATE;TZID=Nowhere:20260302T090000"), 'no zone "Nowhere"'),
        ((START, "DURATION:PT8H", "RDATE;VALUE=PERIOD:20260401T000000Z/PT3H"), "RDATE holds days or times"),
        ((START, "DURATION:PT8H", "RDATE:" + ",".join(["20260401T000000Z"] * 5_001)), "5000 at most"),
        ((START, "DURATION:PT8H", "RRULE:FREQ=SECONDLY"), "shifts recur by DAILY"),
        ((START, "DURATION:PT8H", "RRULE:FREQ=DAILY;INTERVAL=0"), "INTERVAL is 1 to 1000"),
        ((START, "DURATION:PT8H", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), "days that do not come"),
        (("DTSTART:19990302T090000Z", "DURATION:PT8H", "RRULE:FREQ=DAILY"), "begin it later"),
    ],
)
def test_an_event_that_cannot_be_read_for_certain_is_left_out_and_said(
    lines: tuple[str, ...], said: str
) -> None:
    good = _event("DTSTART:20260601T090000Z", "DURATION:PT8H", uid="good")
    reading = _read(_calendar(_event(*lines), good))
    assert [said in finding for finding in reading.findings] == [True]
    assert [shift.since.month for shift in reading.shifts] == [6]


def test_a_zone_of_a_calendars_own_is_not_read_and_its_events_are_left_out() -> None:
    """Its definition recurs each second: it is never followed."""
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
        "TZOFFSETTO:+0200\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    reading = _read(_calendar(_event("DTSTART;TZID=Own:20260302T090000", "DURATION:PT8H"), head=zone))
    assert 'there is no zone "Own"' in reading.findings[0]


def test_more_rules_than_are_followed_are_said() -> None:
    daily = [
        _event("DTSTART:20260302T090000Z", "DURATION:PT8H", "RRULE:FREQ=YEARLY", uid=str(number))
        for number in range(51)
    ]
    assert "only 50 rules" in _read(_calendar(*daily)).findings[0]


def test_more_shifts_than_are_read_are_said_and_those_before_are_read() -> None:
    four = "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4"
    many = [
        _event("DTSTART:20260101T010000Z", "DURATION:PT1H", four, uid=str(number)) for number in range(10)
    ]
    reading = _read(_calendar(*many))
    assert reading.findings == (f"only {MOST_OCCURRENCES} shifts are read: export fewer of them",)
    assert len(reading.shifts) > 1_000


_WRITTEN = """
BEGIN:VCALENDAR END:VCALENDAR BEGIN:VEVENT END:VEVENT BEGIN:VALARM END:VALARM UID:1 UID:2 SUMMARY:engineer_1
DTSTART:20260302T090000Z DTSTART;VALUE=DATE:20260302 DTSTART:99991231 DTSTART:x DTEND:20260302T170000Z
DTEND;VALUE=DATE:20260303 DURATION:PT8H DURATION:P999999999D RRULE:FREQ=DAILY;COUNT=9 RRULE:FREQ=DAILY;UNTIL=x
RRULE:FREQ=WEEKLY;UNTIL=20260401 RRULE:FREQ=MONTHLY;BYDAY=2TU RRULE: EXDATE:20260303T090000Z
EXDATE;VALUE=DATE:20260303 RDATE:20260401T000000 RECURRENCE-ID:20260303T090000Z
RECURRENCE-ID;RANGE=THISANDFUTURE:20260304 SEQUENCE:x SEQUENCE:2 STATUS:CANCELLED X-WR-TIMEZONE:Nowhere
X-WR-TIMEZONE:Asia/Tokyo CALSCALE:JULIAN : A;B="
"""
_LINES = st.sampled_from((*_WRITTEN.split(), "", " folded", "\x00"))


@settings(max_examples=400, deadline=None)
@given(lines=st.lists(_LINES, max_size=14), is_framed=st.booleans())
def test_no_lines_in_any_order_raise_anything_but_the_one_error(lines: list[str], is_framed: bool) -> None:  # noqa: FBT001  # hypothesis names its arguments
    text = "\r\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""))
    try:
        reading = _read(text if is_framed else "\r\n".join(lines))
    except ValueError as error:
        assert str(error).partition(":")[2]  # noqa: PT017  # both ways are right
    else:
        assert all(shift.since < shift.until for shift in reading.shifts)
