"""Numbers and moments as a voice should say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr import spoken

LONDON = ZoneInfo("Europe/London")
ANGELES = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("e164", "said"),
    [
        ("+442079460123", "0 2 0, 7 9 4 6, 0 1 2 3"),
        ("+443456789012", "0 3 4 5, 6 7 8, 9 0 1 2"),
        ("+447700900123", "0 7 7 0 0, 9 0 0, 1 2 3"),
        ("+12025550123", "2 0 2, 5 5 5, 0 1 2 3"),
        ("+4930123456", "+ 4 9, 3 0 1, 2 3 4, 5 6"),
        ("", "an unknown number"),
    ],
)
def test_a_number_is_said_digit_by_digit_in_the_groups_of_its_country(e164: str, said: str) -> None:
    assert spoken.number(e164, "en-GB") == said


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.from_regex(r"\+[1-9][0-9]{1,14}", fullmatch=True))
def test_no_digit_of_a_number_is_lost(e164: str) -> None:
    said = "".join(character for character in spoken.number(e164, "en-US") if character.isdigit())
    assert said in {e164[1:], "0" + e164[3:], e164[2:]}


@pytest.mark.parametrize(
    ("language", "day", "minute", "said"),
    [
        ("en-US", 24, 0, "8 AM today"),
        ("en-US", 25, 30, "8:30 AM tomorrow"),
        ("en-GB", 28, 0, "Monday at 8 am"),
        ("en-GB", 31, 0, "Thursday, 31 December, at 8 am"),
        ("en-US", 31, 0, "Thursday, December 31, at 8 AM"),
        ("de-DE", 25, 30, "morgen um 8 Uhr 30"),
        ("fr-FR", 28, 0, "lundi à 8 heures"),
        ("es-ES", 28, 30, "el lunes a las 8:30"),
        ("pl-PL", 28, 0, "Monday at 8 AM"),
    ],
)
def test_a_moment_is_said_as_seen_from_now(language: str, day: int, minute: int, said: str) -> None:
    now = datetime(2026, 12, 24, 6, tzinfo=UTC)
    assert spoken.moment(datetime(2026, 12, day, 8, minute, tzinfo=LONDON), now, language) == said


def test_today_is_the_day_of_the_place_not_of_utc() -> None:
    now = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)  # half past eleven in the evening of the 23rd there
    assert spoken.moment(datetime(2026, 11, 24, 6, tzinfo=ANGELES), now, "en-US") == "6 AM tomorrow"


def test_a_week_ahead_is_said_with_its_date() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    opens = datetime(2026, 11, 29, 8, tzinfo=LONDON)
    assert spoken.moment(opens, now, "en-US") == "Sunday at 8 AM"
    assert spoken.moment(opens + timedelta(days=1), now, "en-US") == "Monday, November 30, at 8 AM"


def test_a_moment_that_is_not_known_is_not_said() -> None:
    assert spoken.moment(None, datetime(2026, 11, 23, tzinfo=UTC), "en-US") is None
