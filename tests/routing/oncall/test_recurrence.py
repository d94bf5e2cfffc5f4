"""Which rules of others' calendars are followed, against a library that follows them all."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from routing.oncall.recurrence import SEARCHED_DAYS, why_left_out

START = date(2026, 1, 5)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _rule(text: str) -> Mapping[str, Sequence[Any]]:
    return {part: values.split(",") for part, values in (each.split("=") for each in text.split(";"))}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FREQ=SECONDLY", "recurs by SECONDLY"),
        ("FREQ=HOURLY;COUNT=3", "recurs by HOURLY"),
        ("INTERVAL=2", "recurs by NOTHING"),
        ("FREQ=YEARLY;BYWEEKNO=3", "BYWEEKNO, which is not followed"),
        ("FREQ=YEARLY;BYEASTER=1", "BYEASTER, which is not followed"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL is 1 to 1000"),
        ("FREQ=DAILY;INTERVAL=1001", "INTERVAL is 1 to 1000"),
        ("FREQ=DAILY;COUNT=-1", "COUNT 1 or more"),
        ("FREQ=DAILY;BYHOUR=1,2,3,4,5", "more than 4 times a day"),
        ("FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,30", "more than 4 times a day"),
        ("FREQ=YEARLY;BYMONTHDAY=" + ",".join(["1"] * 367), "more than 4 times a day"),
        ("FREQ=MONTHLY;BYDAY=MO,1TU", "with and without a number"),
        ("FREQ=DAILY;BYSETPOS=2", "BYSETPOS is -4 to 4"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5", "BYSETPOS is -4 to 4"),
        ("FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2", "BYSETPOS is -4 to 4"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "days that do not come"),
        ("FREQ=MONTHLY;BYDAY=6MO", "days that do not come"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", "days that do not come"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", "days that do not come"),
        ("FREQ=YEARLY;INTERVAL=20", "days that do not come"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused_with_a_remedy(text: str, said: str) -> None:
    assert said in why_left_out(_rule(text), START)
    assert ":" in why_left_out(_rule(text), START) or "is 1 to" in why_left_out(_rule(text), START)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU",
        "FREQ=WEEKLY;COUNT=10",
        "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20300101T000000Z",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=DAILY;BYHOUR=8,20",
    ],
)
def test_rules_at_the_pace_of_shifts_are_followed(text: str) -> None:
    assert why_left_out(_rule(text), START) == ""


@st.composite
def _rules(draw: st.DrawFn, frequencies: tuple[str, ...]) -> str:
    frequency = draw(st.sampled_from(frequencies))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 14))}"]
    if draw(st.booleans()):
        parts.append(
            f"BYMONTH={','.join(map(str, draw(st.sets(st.integers(1, 12), min_size=1, max_size=4))))}"
        )
    days = st.sampled_from(DAYS)
    if frequency in ("MONTHLY", "YEARLY"):
        days = st.tuples(st.sampled_from(("", "1", "5", "-1", "-5")), days).map("".join)
    if draw(st.booleans()):
        parts.append(f"BYDAY={','.join(draw(st.sets(days, min_size=1, max_size=3)))}")
    if draw(st.booleans()):
        chosen = draw(st.sets(st.integers(-31, 31).filter(bool), min_size=1, max_size=4))
        parts.append(f"BYMONTHDAY={','.join(map(str, chosen))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    return ";".join(parts)


def _next_day(text: str, start: date) -> date | None:
    """Ask the library for the first day after the start; for a rule that names none it takes seconds."""
    lines = (
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:1",
        f"DTSTART;VALUE=DATE:{start:%Y%m%d}",
        f"RRULE:{text}",
    )
    calendar = Calendar.from_ical("\r\n".join((*lines, "END:VEVENT", "END:VCALENDAR", "")))
    days = (event["DTSTART"].dt for event in recurring_ical_events.of(calendar).after(start))
    found: date | None = next((day for day in days if day > start), None)
    return found


@settings(max_examples=200, deadline=None)
@given(text=_rules(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")), ahead=st.integers(0, 1500))
def test_a_rule_that_is_followed_names_a_day_soon_enough(text: str, ahead: int) -> None:
    start = START + timedelta(days=ahead)
    if why_left_out(_rule(text), start) == "":
        found = _next_day(text, start)
        assert found is not None
        assert found < start + timedelta(days=SEARCHED_DAYS)


@settings(max_examples=100, deadline=None)
@given(text=_rules(("YEARLY",)), ahead=st.integers(0, 1500))
def test_a_rule_is_refused_for_its_days_only_where_none_comes_soon(text: str, ahead: int) -> None:
    """Of yearly rules, in which the library's endless search is short."""
    start = START + timedelta(days=ahead)
    if "days that do not come" in why_left_out(_rule(text), start):
        found = _next_day(text, start)
        assert found is None or found >= start + timedelta(days=SEARCHED_DAYS)
