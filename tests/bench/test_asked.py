"""What the bench says of a figure that is not what was asked for."""

from __future__ import annotations

from tests.bench.asked import HELD, NOT_HELD, at_least, at_most, p99


def test_a_figure_past_its_limit_is_said_to_be_not_held() -> None:
    assert at_most(50.0, 50) == f"50: {HELD}"
    assert at_most(50.1, 50) == f"50: {NOT_HELD}"
    assert at_least(0.25, 0.25) == f"0.25: {HELD}"
    assert at_least(0.249, 0.25) == f"0.25: {NOT_HELD}"


def test_one_late_in_a_hundred_is_the_p99() -> None:
    assert p99([1.0] * 99 + [9.0]) == 9.0
    assert p99([1.0] * 199 + [9.0]) == 1.0
