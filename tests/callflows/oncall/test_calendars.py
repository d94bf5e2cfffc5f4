"""A layer may follow a calendar that somebody else keeps, which is a file of the release."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from routing.oncall.schedule import resolve
from tests.callflows.oncall.small_company import Change, company, found

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FOLLOWS: Change = (
    "oncall.yaml",
    '{handoff: custom, length: 36h, starts: "2026-01-05T09:00", people: [engineer_2, duty]}',
    "{calendar: partner.ics, people: [engineer_2, partner]}",
)


def calendar(*events: tuple[str, str, str]) -> bytes:
    """Write events as (who, begins, ends), in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//somebody//EN"]
    for number, (who, begins, ends) in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}", f"DTSTART:{begins}", f"DTEND:{ends}", f"SUMMARY:{who}"]
        lines += ["DTSTAMP:20260101T000000Z", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


PARTNER = ("Night partner", "20261122T060000Z", "20261122T120000Z")


def test_whoever_the_calendar_names_is_on_call_then_and_the_fallback_else() -> None:
    plan = company(
        FOLLOWS, partner_ics=calendar(PARTNER, ("engineer_2", "20261122T120000Z", "20261122T180000Z"))
    )
    shifts = resolve(plan.oncall.schedules["secondary"], (), NOW, NOW + timedelta(days=1))
    assert [(shift.person, shift.since.hour) for shift in shifts] == [
        ("duty", 0),
        ("partner", 6),
        ("engineer_2", 12),
        ("duty", 18),
    ]
    assert found(FOLLOWS, partner_ics=calendar(PARTNER)) == []


def test_whole_days_are_those_of_the_layers_zone() -> None:
    far = (*FOLLOWS[:2], FOLLOWS[2].replace("{calendar", "{timezone: Asia/Tokyo, calendar"))
    whole = calendar(PARTNER).replace(b"DTSTART:20261122T060000Z", b"DTSTART;VALUE=DATE:20261123")
    whole = whole.replace(b"DTEND:20261122T120000Z", b"DTEND;VALUE=DATE:20261124")
    plan = company((far[0], far[1], far[2]), partner_ics=whole).oncall
    shifts = resolve(plan.schedules["secondary"], (), NOW, NOW + timedelta(days=2))
    assert [(shift.person, shift.since) for shift in shifts][1] == ("partner", NOW + timedelta(hours=15))


def test_a_name_of_nobody_in_a_calendar_is_told_and_keeps_nothing_from_going_live() -> None:
    stranger = ("Somebody", "20261123T060000Z", "20261123T120000Z")
    assert found(FOLLOWS, partner_ics=calendar(PARTNER, stranger)) == [
        "oncall.yaml:17:25 warning calendar-entry"
    ]


@pytest.mark.parametrize("content", [b"", b"BEGIN:VCALENDAR", b"\xff\xfe\x00", b"oncall: v1"])
def test_a_file_that_is_no_calendar_is_an_error_and_the_rest_loads(content: bytes) -> None:
    assert found(FOLLOWS, partner_ics=content) == ["oncall.yaml:17:25 error calendar"]
    assert company(FOLLOWS, partner_ics=content).oncall.schedules["secondary"].layers == ()
