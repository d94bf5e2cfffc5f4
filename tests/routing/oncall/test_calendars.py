"""RFC 5545: a schedule goes out as a calendar and comes back the same; those of others are read."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.oncall.calendars import CalendarLayer, read, write
from routing.oncall.rotation import Shift
from routing.oncall.schedule import FALLBACK, Schedule, resolve

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
PEOPLE = {"engineer_1": "Engineer 1", "engineer_2": "Engineer, second (nights)"}


def _event(*lines: str) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", *lines, "END:VEVENT")


def _calendar(*events: tuple[str, ...]) -> str:
    lines = [line for event in events for line in event]
    return "\r\n".join(
        ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Partner//EN", *lines, "END:VCALENDAR", "")
    )


def _layer(text: str, people: dict[str, str] | None = None) -> CalendarLayer:
    return CalendarLayer(name="partner", zone="America/Los_Angeles", people=people or PEOPLE, text=text)


def _told(text: str) -> list[tuple[str, str, str]]:
    """Read a calendar without findings: who, since and until in UTC."""
    reading = read(_layer(text), *YEAR)
    assert reading.findings == ()
    return [(one.person, f"{one.since:%m-%dT%H:%M}", f"{one.until:%m-%dT%H:%M}") for one in reading.shifts]


@st.composite
def _shifts(draw: st.DrawFn) -> tuple[tuple[Shift, ...], dict[str, str]]:
    """Shifts in order, with gaps, of people whose titles hold anything that one line may."""
    titles = draw(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=80),
            min_size=1,
            max_size=4,
            unique_by=lambda title: " ".join(title.split()).casefold(),
        )
    )
    people = {f"person_{number}": title for number, title in enumerate(titles)}
    shifts, at = [], MONDAY
    for _ in range(draw(st.integers(0, 12))):
        at += draw(st.integers(0, 5)) * timedelta(minutes=15)
        until = at + draw(st.integers(1, 400)) * timedelta(minutes=15)
        shifts.append(
            Shift(person=draw(st.sampled_from(sorted(people))), since=at, until=until, source="partner")
        )
        at = until
    return tuple(shifts), people


@settings(max_examples=60, deadline=None)
@given(drawn=_shifts())
def test_a_schedule_that_goes_out_as_a_calendar_comes_back_the_same(
    drawn: tuple[tuple[Shift, ...], dict[str, str]],
) -> None:
    shifts, people = drawn
    layer = _layer(write("homeika primary", shifts, people, MONDAY), people)
    reading = read(layer, *YEAR)
    assert reading.findings == ()
    assert reading.shifts == shifts
    back = Schedule(name="back", zone="UTC", layers=(layer,), fallback="duty_manager")
    resolved = resolve(back, (), MONDAY, MONDAY + 60 * DAY)
    assert tuple(shift for shift in resolved if shift.source != FALLBACK) == shifts


def test_what_goes_out_is_a_calendar_of_rfc_5545() -> None:
    shift = Shift(person="engineer_2", since=MONDAY, until=MONDAY + DAY, source="Engineers")
    text = write("homeika primary", [shift], {"engineer_2": "Engineer, second; " + "ü" * 60}, MONDAY - DAY)
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert "\n" not in "".join(lines)
    assert max(len(line.encode()) for line in lines) <= 75
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["METHOD"] == "PUBLISH"
    assert str(calendar["X-WR-CALNAME"]) == "homeika primary"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT15M" in lines
    assert "X-PUBLISHED-TTL:PT15M" in lines
    (event,) = calendar.events
    assert str(event["SUMMARY"]) == "Engineer, second; " + "ü" * 60
    assert "DTSTAMP:20260301T000000Z" in lines
    assert "DTSTART:20260302T000000Z" in lines
    assert "DTEND:20260303T000000Z" in lines


def test_a_shift_keeps_its_uid_while_it_is_the_same_persons() -> None:
    def uid(shift: Shift, now: datetime, name: str = "homeika primary") -> str:
        (event,) = icalendar.Calendar.from_ical(write(name, [shift], {}, now)).events
        return str(event["UID"])

    shift = Shift(person="engineer_1", since=MONDAY, until=MONDAY + DAY, source="Engineers")
    longer = Shift(person="engineer_1", since=MONDAY, until=MONDAY + 2 * DAY, source="override")
    other = Shift(person="engineer_2", since=MONDAY, until=MONDAY + DAY, source="Engineers")
    assert uid(shift, MONDAY) == uid(longer, MONDAY + DAY)
    assert uid(shift, MONDAY) != uid(other, MONDAY)
    assert uid(shift, MONDAY) != uid(shift, MONDAY, "homewise primary")


def test_a_rule_keeps_its_wall_time_over_a_clock_change_but_for_what_is_excepted() -> None:
    text = _calendar(
        _event(
            "UID:1",
            "SUMMARY:engineer_1",
            "DTSTART;TZID=America/Los_Angeles:20260301T090000",
            "DTEND;TZID=America/Los_Angeles:20260301T170000",
            "RRULE:FREQ=WEEKLY;COUNT=4",
            "EXDATE;TZID=America/Los_Angeles:20260315T090000",
        )
    )
    assert _told(text) == [
        ("engineer_1", "03-01T17:00", "03-02T01:00"),
        ("engineer_1", "03-08T16:00", "03-09T00:00"),
        ("engineer_1", "03-22T16:00", "03-23T00:00"),
    ]


@pytest.mark.parametrize(
    ("lines", "since", "until"),
    [
        (("DTSTART;VALUE=DATE:20260308",), "03-08T08:00", "03-09T07:00"),
        (("DTSTART;VALUE=DATE:20260306", "DTEND;VALUE=DATE:20260309"), "03-06T08:00", "03-09T07:00"),
        (("DTSTART:20260306T090000", "DURATION:PT36H"), "03-06T17:00", "03-08T05:00"),
        (("DTSTART:20260306T090000Z", "DTEND:20260306T100000Z"), "03-06T09:00", "03-06T10:00"),
        (
            ("DTSTART;TZID=Pacific Standard Time:20260306T090000", "DURATION:PT1H"),
            "03-06T17:00",
            "03-06T18:00",
        ),
        (("DTSTART;TZID=America/Los_Angeles:20260308T023000", "DURATION:PT1H"), "03-08T10:30", "03-08T10:30"),
    ],
)
def test_times_are_read_as_the_standard_has_them(lines: tuple[str, ...], since: str, until: str) -> None:
    """Whole days and times without a zone are the layer's; a missing time goes by the offset before it."""
    ((person, begins, ends),) = _told(_calendar(_event("UID:1", "SUMMARY: engineer  1 ", *lines)))
    assert (person, begins) == ("engineer_1", since)
    assert ends == until or lines[0].endswith("023000")


def test_one_occurrence_may_be_somebody_elses_or_cancelled() -> None:
    weekly = ("DTSTART:20260302T090000Z", "DTEND:20260302T170000Z", "RRULE:FREQ=WEEKLY;COUNT=3")
    instead = ("RECURRENCE-ID:20260309T090000Z", "DTSTART:20260309T120000Z", "DTEND:20260309T170000Z")
    gone = (
        "RECURRENCE-ID:20260316T090000Z",
        "DTSTART:20260316T090000Z",
        "DTEND:20260316T170000Z",
        "STATUS:CANCELLED",
    )
    text = _calendar(
        _event("UID:1", "SUMMARY:Engineer 1", *weekly),
        _event("UID:1", "SUMMARY:ENGINEER_2", *instead),
        _event("UID:1", "SUMMARY:Engineer 1", *gone),
    )
    assert _told(text) == [
        ("engineer_1", "03-02T09:00", "03-02T17:00"),
        ("engineer_2", "03-09T12:00", "03-09T17:00"),
    ]


def test_who_is_nobody_here_is_told_once_with_the_first_date() -> None:
    text = _calendar(
        _event("UID:1", "SUMMARY:Engineer 9", "DTSTART:20260302T090000Z", "DURATION:PT8H", "RRULE:FREQ=DAILY")
    )
    reading = read(_layer(text), *YEAR)
    assert reading.shifts == ()
    (finding,) = reading.findings
    assert finding.startswith('"Engineer 9" of 2026-03-02 names nobody who may be on call here: write')


def test_a_title_of_two_people_names_neither() -> None:
    text = _calendar(_event("UID:1", "SUMMARY:Engineer", "DTSTART:20260302T090000Z", "DURATION:PT8H"))
    reading = read(_layer(text, {"engineer_1": "Engineer", "engineer_2": "engineer"}), *YEAR)
    assert reading.shifts == ()
    assert "names more than one person" in reading.findings[0]


def test_of_two_at_once_the_one_who_begins_later_holds_and_it_is_told() -> None:
    text = _calendar(
        _event("UID:1", "SUMMARY:engineer_1", "DTSTART:20260302T000000Z", "DTEND:20260303T000000Z"),
        _event("UID:2", "SUMMARY:engineer_2", "DTSTART:20260302T090000Z", "DTEND:20260302T100000Z"),
    )
    layer = _layer(text)
    assert "both on call from 2026-03-02 01:00 PST" in read(layer, *YEAR).findings[0]
    schedule = Schedule(name="primary", zone="UTC", layers=(layer,), fallback="duty_manager")
    resolved = resolve(schedule, (), MONDAY, MONDAY + 2 * DAY)
    assert [(shift.person, (shift.since - MONDAY) // HOUR) for shift in resolved] == [
        ("engineer_1", 0),
        ("engineer_2", 9),
        ("engineer_1", 10),
        ("duty_manager", 24),
    ]
