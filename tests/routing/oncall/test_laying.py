"""Shifts laid over shifts, and into one line."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from routing.oncall.laying import clipped, laid, over
from routing.oncall.rotation import Shift

SINCE = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _shift(person: str, begins: int, ends: int) -> Shift:
    return Shift(person=person, since=SINCE + begins * HOUR, until=SINCE + ends * HOUR, source="partner")


def _told(shifts: list[Shift]) -> list[tuple[str, int, int]]:
    return [(one.person, (one.since - SINCE) // HOUR, (one.until - SINCE) // HOUR) for one in shifts]


_SHIFTS = st.lists(
    st.builds(
        lambda person, begins, length: _shift(person, begins, begins + length),
        st.sampled_from(("a", "b", "c")),
        st.integers(0, 30),
        st.integers(1, 20),
    ),
    max_size=10,
)


@given(shifts=_SHIFTS)
def test_in_one_line_whoever_began_last_is_on_call(shifts: list[Shift]) -> None:
    line = laid(shifts)
    assert all(earlier.until <= later.since for earlier, later in pairwise(line))
    for hour in range(60):
        now = SINCE + hour * HOUR
        open_now = [one for one in shifts if one.covers(now)]
        found = [one.person for one in line if one.covers(now)]
        begun = max((one.since for one in open_now), default=None)
        last = {one.person for one in open_now if one.since == begun}
        assert len(found) == min(1, len(open_now))
        assert set(found) <= last


@given(lower=_SHIFTS.map(laid), upper=_SHIFTS.map(laid))
def test_what_lies_above_is_whole_and_what_lies_below_is_the_rest(
    lower: list[Shift], upper: list[Shift]
) -> None:
    line = over(lower, upper)
    assert all(earlier.until <= later.since for earlier, later in pairwise(line))
    assert [one for one in line if one in upper] == upper
    for hour in range(60):
        now = SINCE + hour * HOUR
        above = [one.person for one in upper if one.covers(now)]
        below = [one.person for one in lower if one.covers(now)]
        assert [one.person for one in line if one.covers(now)] == (above or below)


def test_of_two_that_begin_together_the_shorter_lies_above() -> None:
    expected = [("b", 0, 2), ("a", 2, 8)]
    assert _told(laid([_shift("a", 0, 8), _shift("b", 0, 2)])) == expected
    assert _told(laid([_shift("b", 0, 2), _shift("a", 0, 8)])) == expected


def test_what_is_cut_to_a_time_keeps_the_edges_within_it() -> None:
    shifts = [_shift("a", 0, 4), _shift("b", 4, 6), _shift("c", 6, 9)]
    assert _told(list(clipped(shifts, SINCE + 2 * HOUR, SINCE + 6 * HOUR))) == [("a", 2, 4), ("b", 4, 6)]
