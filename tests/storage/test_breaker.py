"""storage/breaker.py: three failures in 10 s open it, a probe each 5 s closes it (reliability.md 4)."""

import pytest

from storage.breaker import FAILURES, PROBE_S, WINDOW_S, Breaker


class Ticks:
    """Monotonic seconds that the test moves."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def breaker(ticks: Ticks) -> Breaker:
    return Breaker(ticks)


@pytest.fixture
def opened(breaker: Breaker) -> Breaker:
    for _ in range(FAILURES):
        breaker.failed()
    return breaker


def test_two_failures_leave_it_closed_and_the_third_opens_it(breaker: Breaker) -> None:
    breaker.failed()
    breaker.failed()
    assert breaker.admits()
    breaker.failed()
    assert not breaker.admits()


@pytest.mark.parametrize(("spread_s", "opens"), [(WINDOW_S, 1), (WINDOW_S + 0.001, 0)])
def test_three_failures_count_only_when_they_lie_within_ten_seconds(
    breaker: Breaker, ticks: Ticks, spread_s: float, opens: int
) -> None:
    breaker.failed()
    breaker.failed()
    ticks.now_s += spread_s
    breaker.failed()
    assert breaker.is_open == bool(opens)


def test_successes_between_do_not_hide_a_store_that_fails_often(breaker: Breaker) -> None:
    for _ in range(FAILURES):
        breaker.succeeded()
        breaker.failed()
    assert not breaker.admits()


def test_one_probe_passes_after_five_seconds_and_no_second_one(opened: Breaker, ticks: Ticks) -> None:
    ticks.now_s += PROBE_S - 0.001
    assert not opened.admits()
    ticks.now_s += 0.001
    assert [opened.admits() for _ in range(3)] == [True, False, False]


def test_a_probe_that_succeeds_closes_it_and_old_failures_are_forgotten(
    opened: Breaker, ticks: Ticks
) -> None:
    ticks.now_s += PROBE_S
    assert opened.admits()
    opened.succeeded()
    opened.failed()
    opened.failed()
    assert not opened.is_open
    assert opened.admits()


def test_a_probe_that_fails_leaves_it_open_for_five_seconds_more(opened: Breaker, ticks: Ticks) -> None:
    for _ in range(4):
        ticks.now_s += PROBE_S
        assert opened.admits()
        opened.failed()
        ticks.now_s += PROBE_S - 0.001
        assert not opened.admits()
        ticks.now_s += 0.001 - PROBE_S


def test_a_probe_that_never_reports_does_not_hold_up_the_next(opened: Breaker, ticks: Ticks) -> None:
    ticks.now_s += PROBE_S
    assert opened.admits()
    ticks.now_s += PROBE_S
    assert opened.admits()
