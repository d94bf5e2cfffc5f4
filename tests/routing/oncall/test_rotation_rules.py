"""HW4, DC4: single handoffs, as a person would check them by hand; peers.md 3.4, clock policy."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from routing.oncall.rotation import Handoff, Layer, Shift, Window, shifts

LONDON = "Europe/London"
DAY = timedelta(days=1)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _layer(handoff: Handoff, starts: str, people: tuple[str, ...] = ("a", "b", "c")) -> Layer:
    return Layer(
        name="layer 1", zone=LONDON, handoff=handoff, starts=datetime.fromisoformat(starts), people=people
    )


def _begins(layer: Layer, since: str, until: str) -> list[tuple[str, str]]:
    """Return who begins when in [since, until), as the wall shows UTC."""
    first, last = _utc(since), _utc(until)
    return [
        (shift.person, f"{shift.since:%Y-%m-%dT%H:%M}")
        for shift in shifts(layer, first, last)
        if shift.since >= first
    ]


def test_a_handoff_in_the_missing_hour_is_at_its_end() -> None:
    layer = _layer("daily", "2026-03-27T01:30")
    assert _begins(layer, "2026-03-28", "2026-03-31") == [
        ("b", "2026-03-28T01:30"),
        ("c", "2026-03-29T01:00"),
        ("a", "2026-03-30T00:30"),
    ]


def test_a_handoff_in_the_repeated_hour_is_at_its_first_occurrence() -> None:
    layer = _layer("daily", "2026-10-24T01:30")
    assert _begins(layer, "2026-10-24", "2026-10-27") == [
        ("a", "2026-10-24T00:30"),
        ("b", "2026-10-25T00:30"),
        ("c", "2026-10-26T01:30"),
    ]


def test_a_month_without_a_31st_hands_over_on_its_last_day_and_the_next_is_the_31st_again() -> None:
    layer = _layer("monthly", "2028-01-31T09:00")
    assert _begins(layer, "2028-01-01", "2028-06-01") == [
        ("a", "2028-01-31T09:00"),
        ("b", "2028-02-29T09:00"),
        ("c", "2028-03-31T08:00"),
        ("a", "2028-04-30T08:00"),
        ("b", "2028-05-31T08:00"),
    ]


def test_turns_keep_their_wall_time_so_one_of_them_is_an_hour_short() -> None:
    layer = replace(_layer("custom", "2026-03-28T22:00"), length=timedelta(hours=12))
    first = next(shifts(layer, _utc("2026-03-28T23:00"), _utc("2026-03-30")))
    assert first.until - first.since == timedelta(hours=11)


def test_a_turn_within_the_missing_hour_is_nobodys_shift() -> None:
    layer = replace(_layer("custom", "2026-03-29T00:30"), length=timedelta(minutes=30))
    assert _begins(layer, "2026-03-29T00:30", "2026-03-29T02:00") == [
        ("a", "2026-03-29T00:30"),
        ("a", "2026-03-29T01:00"),
        ("b", "2026-03-29T01:30"),
    ]


def test_before_the_first_handoff_and_after_the_end_nobody_has_a_turn() -> None:
    layer = replace(_layer("daily", "2026-01-10T09:00"), ends=datetime(2026, 1, 12, 12, 0))  # noqa: DTZ001  # wall time
    found = list(shifts(layer, _utc("2026-01-01"), _utc("2026-02-01")))
    assert [(shift.person, shift.until - shift.since) for shift in found] == [
        ("a", DAY),
        ("b", DAY),
        ("c", timedelta(hours=3)),
    ]


def test_a_handoff_within_a_window_ends_one_shift_there_and_begins_the_next() -> None:
    """Nights, handed over on Sundays at 02:00: who comes takes the rest of that night."""
    night = Window(days=frozenset({5}), opens=time(22), closes=time(6))
    layer = replace(_layer("weekly", "2026-01-04T02:00"), only=(night,))
    found = list(shifts(layer, _utc("2026-01-10"), _utc("2026-01-12")))
    assert found == [
        Shift(person="a", since=_utc("2026-01-10T22:00"), until=_utc("2026-01-11T02:00"), source="layer 1"),
        Shift(person="b", since=_utc("2026-01-11T02:00"), until=_utc("2026-01-11T06:00"), source="layer 1"),
    ]


def test_windows_that_touch_are_one_shift() -> None:
    weekend = Window(days=frozenset({5, 6}), opens=time(0), closes=None)
    friday = Window(days=frozenset({4}), opens=time(18), closes=time(0))
    layer = replace(_layer("monthly", "2026-01-01T00:00"), only=(weekend, friday))
    found = list(shifts(layer, _utc("2026-01-10T12:00"), _utc("2026-01-10T13:00")))
    assert found == [
        Shift(person="a", since=_utc("2026-01-09T18:00"), until=_utc("2026-01-12T00:00"), source="layer 1")
    ]


def test_hours_that_cover_the_whole_week_cut_no_turn() -> None:
    always = Window(days=frozenset(range(7)), opens=time(8), closes=time(8))
    layer = _layer("weekly", "2026-01-05T09:00")
    asked = _utc("2026-03-01"), _utc("2026-05-01")
    assert list(shifts(replace(layer, only=(always,)), *asked)) == list(shifts(layer, *asked))


def test_a_shift_is_given_whole_though_part_of_it_is_asked_for() -> None:
    layer = _layer("weekly", "2026-01-05T09:00")
    (found,) = shifts(layer, _utc("2026-01-14"), _utc("2026-01-14T00:01"))
    assert (found.since, found.until) == (_utc("2026-01-12T09:00"), _utc("2026-01-19T09:00"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"people": ()}, "has people"),
        ({"every": 0}, "turns of 15 minutes"),
        ({"length": timedelta(minutes=14)}, "turns of 15 minutes"),
        ({"zone": "Europe/Londn"}, 'no time zone "Europe/Londn"'),
        ({"ends": datetime.fromisoformat("2026-01-05T09:00")}, "ends after it starts"),
        ({"starts": _utc("2026-01-05T09:00")}, "no zone of their own"),
    ],
)
def test_what_makes_no_rotation_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(_layer("daily", "2026-01-05T09:00"), **wrong)  # type: ignore[arg-type]  # it is wrong


def test_a_window_that_begins_on_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="begins on one day or more"):
        Window(days=frozenset(), opens=time(9), closes=time(17))
