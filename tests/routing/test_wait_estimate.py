"""Expected waits, and which of them a caller is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.wait_estimate import NOTHING, Announcement, announce, expected_wait_s


@pytest.mark.parametrize(
    ("ahead", "agents", "handle_s", "wait_s"),
    [(4, 10, 180, 90), (0, 1, 360, 360), (0, 7, 360, 52), (9, 3, 360, 1200), (0, 400, 1, 1)],
)
def test_the_wait_is_this_many_seconds(ahead: int, agents: int, handle_s: int, wait_s: int) -> None:
    """kpi.md section 6 gives the first: fifth in line, 10 agents, 180 s: 90 s. 51.4 s is rounded up to 52."""
    assert expected_wait_s(ahead, agents=agents, handle_s=handle_s) == wait_s


def test_no_wait_is_known_when_nobody_is_staffed() -> None:
    assert expected_wait_s(0, agents=0, handle_s=360) is None


@pytest.mark.parametrize(("ahead", "agents", "handle_s"), [(-1, 1, 360), (0, -1, 360), (0, 1, 0)])
def test_impossible_figures_are_refused(ahead: int, agents: int, handle_s: int) -> None:
    with pytest.raises(ValueError, match="no wait follows"):
        expected_wait_s(ahead, agents=agents, handle_s=handle_s)


@settings(derandomize=True)
@given(ahead=st.integers(0, 10_000), agents=st.integers(1, 500), handle_s=st.integers(1, 7200))
def test_more_callers_ahead_never_shorten_and_more_agents_never_lengthen_a_wait(
    ahead: int, agents: int, handle_s: int
) -> None:
    wait = expected_wait_s(ahead, agents=agents, handle_s=handle_s)
    longer = expected_wait_s(ahead + 1, agents=agents, handle_s=handle_s)
    shorter = expected_wait_s(ahead, agents=agents + 1, handle_s=handle_s)
    assert wait is not None
    assert longer is not None
    assert shorter is not None
    assert shorter <= wait <= longer


def _told(*rounds: tuple[int, int | None]) -> list[tuple[int | None, int | None]]:
    """Return position and minutes said in each round of (ahead, wait_s), nobody overtaking."""
    said, last = [], NOTHING
    for ahead, wait_s in rounds:
        last = announce(last, ahead=ahead, wait_s=wait_s, overtaken=False)
        said.append((last.position, last.minutes))
    return said


@pytest.mark.parametrize(("wait_s", "minutes"), [(1, 1), (60, 1), (61, 2), (120, 2), (121, 3)])
def test_a_wait_is_said_in_minutes_rounded_up(wait_s: int, minutes: int) -> None:
    assert _told((0, wait_s)) == [(1, minutes)]


def test_nothing_is_said_when_nobody_is_staffed_and_all_is_said_when_they_come_back() -> None:
    assert _told((2, 300), (2, None), (2, 600)) == [(3, 5), (None, None), (3, 10)]


def test_a_wait_that_jumps_is_left_out_once_and_said_when_it_stays() -> None:
    assert _told((2, 300), (2, 600), (2, 590), (1, 540)) == [(3, 5), (3, None), (3, 10), (2, 9)]


def test_a_worse_position_is_left_out_until_it_is_as_good_as_the_one_said() -> None:
    assert _told((2, 300), (4, 300), (3, 300), (2, 300)) == [(3, 5), (None, 5), (None, 5), (3, 5)]


def test_a_worse_position_is_said_when_an_urgent_caller_went_ahead() -> None:
    first = announce(NOTHING, ahead=0, wait_s=60, overtaken=False)
    second = announce(first, ahead=1, wait_s=120, overtaken=True)
    assert (second.position, second.minutes) == (2, 2)
    third = announce(second, ahead=1, wait_s=100, overtaken=False)
    assert third.position == 2


@settings(derandomize=True)
@given(rounds=st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(1, 3600)), max_size=12))
def test_without_an_urgent_caller_the_positions_said_never_rise(rounds: list[tuple[int, int | None]]) -> None:
    said = [position for position, _ in _told(*rounds) if position is not None]
    assert said == sorted(said, reverse=True)


def test_an_announcement_that_says_nothing_is_the_beginning() -> None:
    assert announce(NOTHING, ahead=5, wait_s=None, overtaken=False) == Announcement()
