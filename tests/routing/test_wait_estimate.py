"""How long a caller is expected to wait."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.wait_estimate import expected_wait_s


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
