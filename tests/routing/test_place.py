"""The order of waiting: head start, age rule, and the class before all others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.place import HEAD_START_MS, URGENT, score

ARRIVALS = st.integers(0, 4_000_000_000_000)
PRIORITIES = st.integers(0, 99)
NOON_MS = 1_795_348_800_000


@given(arrival=ARRIVALS, later_ms=st.integers(1, 10**9), priority=st.integers(0, 100))
@settings(derandomize=True)
def test_of_two_with_one_priority_the_earlier_is_served_first(
    arrival: int, later_ms: int, priority: int
) -> None:
    assert score(arrival, priority) < score(arrival + later_ms, priority)


@given(arrival=ARRIVALS, later_ms=st.integers(600_000, 10**9), low=PRIORITIES, high=PRIORITIES)
@settings(derandomize=True)
def test_who_has_waited_ten_minutes_is_passed_by_no_priority_below_100(
    arrival: int, later_ms: int, low: int, high: int
) -> None:
    """Architecture section 4: the age rule."""
    assert score(arrival, low) < score(arrival + later_ms, high)


@given(urgent=ARRIVALS, other=ARRIVALS, priority=PRIORITIES)
@settings(derandomize=True)
def test_an_urgent_caller_is_before_every_other_whenever_both_arrived(
    urgent: int, other: int, priority: int
) -> None:
    """HW5: it jumps every queue."""
    assert score(urgent, URGENT) < score(other, priority)


@given(arrival=ARRIVALS, steps=st.integers(1, 99), margin=st.integers(1, HEAD_START_MS))
@settings(derandomize=True)
def test_each_step_of_priority_is_worth_six_seconds_and_not_more(
    arrival: int, steps: int, margin: int
) -> None:
    waiting = score(arrival, 0)
    assert score(arrival + steps * 6_000, steps) == waiting
    assert (
        score(arrival + steps * 6_000 - margin, steps)
        < waiting
        < score(arrival + steps * 6_000 + margin, steps)
    )


@given(arrival=ARRIVALS, priority=st.integers(0, 100))
@settings(derandomize=True)
def test_a_sorted_set_keeps_every_score_exactly(arrival: int, priority: int) -> None:
    """Redis keeps scores as doubles; one millisecond must stay one place."""
    place = score(arrival, priority)
    assert int(float(place)) == place
    assert float(place) < float(place + 1)


def test_a_line_of_all_tiers_is_served_in_this_order() -> None:
    """HW5, HK6: urgent, then Enterprise 4 min ahead of Basic, Premium 2 min ahead; a tie goes by id."""
    arrived = {
        "basic at 12:00:00": score(NOON_MS, 50),
        "basic at 12:02:01": score(NOON_MS + 121_000, 50),
        "premium at 12:02:00": score(NOON_MS + 120_000, 70),
        "enterprise at 12:03:59": score(NOON_MS + 239_000, 90),
        "urgent at 12:30:00": score(NOON_MS + 1_800_000, 100),
        "urgent at 12:29:00": score(NOON_MS + 1_740_000, 100),
    }
    assert sorted(arrived, key=lambda caller: (arrived[caller], caller)) == [
        "urgent at 12:29:00",
        "urgent at 12:30:00",
        "enterprise at 12:03:59",
        "basic at 12:00:00",
        "premium at 12:02:00",
        "basic at 12:02:01",
    ]


@pytest.mark.parametrize("priority", [-1, 101])
def test_a_priority_out_of_range_is_refused(priority: int) -> None:
    with pytest.raises(ValueError, match="is not 0 to 100"):
        score(NOON_MS, priority)


@pytest.mark.parametrize("arrival_ms", [-1, 10**13 - 600_000, 10**16])
def test_an_arrival_that_is_no_unix_milliseconds_is_refused(arrival_ms: int) -> None:
    with pytest.raises(ValueError, match="no arrival in Unix milliseconds"):
        score(arrival_ms, 50)
