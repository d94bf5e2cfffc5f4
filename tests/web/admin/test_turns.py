"""What of a schedule can be swapped: single shifts, and turns that another layer cuts into days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from routing.oncall.rotation import Layer, Shift, Window
from routing.oncall.schedule import Schedule, resolve
from web.admin.turns import MOST_SHIFTS, Turn, pick_of, read_picks, turns

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
WEEK = timedelta(days=7)
ZONE = "America/Los_Angeles"
NIGHTS = Schedule(
    name="primary",
    zone=ZONE,
    fallback="manager",
    layers=(
        Layer(
            name="Engineers",
            zone=ZONE,
            handoff="weekly",
            starts=datetime(2026, 1, 5, 9),  # noqa: DTZ001 - wall time
            people=("ada", "ben"),
        ),
        Layer(
            name="Partner",
            zone=ZONE,
            handoff="daily",
            starts=datetime(2026, 1, 5, 22),  # noqa: DTZ001 - wall time
            people=("partner",),
            only=(
                Window(
                    days=frozenset(range(7)),
                    opens=datetime(2026, 1, 1, 22).time(),  # noqa: DTZ001 - wall time
                    closes=datetime(2026, 1, 1, 6).time(),  # noqa: DTZ001 - wall time
                ),
            ),
        ),
    ),
)


def found(weeks: int) -> list[Turn]:
    return list(turns(resolve(NIGHTS, (), NOW, NOW + weeks * WEEK), NOW))


def test_a_week_that_nights_cut_into_days_is_one_turn_and_each_day_too() -> None:
    whole = [turn for turn in found(3) if turn.person == "ada" and len(turn.shifts) > 1]
    # Of the week that has begun, what is left of it.
    assert [(turn.since.day, turn.until.day, len(turn.shifts)) for turn in whole] == [(24, 30, 7), (7, 14, 8)]
    days = [turn for turn in found(3) if turn.person == "ada" and len(turn.shifts) == 1]
    assert len(days) == 7 + 8


def test_what_has_begun_is_in_no_turn() -> None:
    assert all(shift.since > NOW for turn in found(2) for shift in turn.shifts)


def test_a_turn_without_end_is_not_offered_whole() -> None:
    partner = [turn for turn in found(20) if turn.person == "partner"]
    assert len(partner) > MOST_SHIFTS
    assert {len(turn.shifts) for turn in partner} == {1}


def test_what_falls_to_the_fallback_is_nobodys_to_give() -> None:
    empty = Schedule(name="x", zone="UTC", fallback="manager", layers=())
    assert list(turns(resolve(empty, (), NOW, NOW + WEEK), NOW - WEEK)) == []


def test_what_a_form_sends_is_read_as_it_was_written() -> None:
    for turn in found(4):
        assert [pick_of(shift) for shift in read_picks(turn.value)] == [pick_of(each) for each in turn.shifts]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "~~",
        "ada~2026-11-30~",
        "ada~2026-11-30T09:00:00~2026-12-07T09:00:00",
        "~2026-11-30T09:00:00+00:00~x",
    ],
)
def test_what_is_none_is_read_as_none(text: str) -> None:
    assert read_picks(text) == ()


def test_no_more_are_read_than_a_turn_has() -> None:
    shift = Shift(person="ada", since=NOW, until=NOW + WEEK, source="")
    assert read_picks(",".join([pick_of(shift)] * MOST_SHIFTS)) != ()
    assert read_picks(",".join([pick_of(shift)] * (MOST_SHIFTS + 1))) == ()
