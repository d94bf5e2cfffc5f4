"""The breaker opens after three failures in ten seconds and lets one call through every five."""

from dataclasses import dataclass

import pytest

from storage.breaker import Breaker


@dataclass
class Seconds:
    """A clock that the test moves."""

    at: float = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def breaker(seconds: Seconds) -> Breaker:
    return Breaker(seconds)


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        breaker.failed()


def test_two_failures_leave_it_closed_and_the_third_opens_it(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert breaker.admits()
    fail(breaker, 1)
    assert not breaker.admits()


def test_failures_spread_over_more_than_ten_seconds_do_not_open_it(
    breaker: Breaker, seconds: Seconds
) -> None:
    for _ in range(5):
        breaker.failed()
        seconds.at += 5.1
    assert breaker.admits()


def test_three_failures_in_exactly_ten_seconds_open_it(breaker: Breaker, seconds: Seconds) -> None:
    for step in (0, 5, 5):
        seconds.at += step
        breaker.failed()
    assert not breaker.admits()


def test_after_five_seconds_one_call_is_let_through_and_no_second(breaker: Breaker, seconds: Seconds) -> None:
    fail(breaker, 3)
    seconds.at += 4.9
    assert not breaker.admits()
    seconds.at += 0.1
    assert breaker.admits()
    assert not breaker.admits()


def test_a_failed_probe_is_followed_by_the_next_five_seconds_later(
    breaker: Breaker, seconds: Seconds
) -> None:
    fail(breaker, 3)
    seconds.at += 5
    assert breaker.admits()
    seconds.at += 0.3
    breaker.failed()
    seconds.at += 4.9
    assert not breaker.admits()
    seconds.at += 0.1
    assert breaker.admits()


def test_a_probe_that_never_ends_does_not_stop_the_next(breaker: Breaker, seconds: Seconds) -> None:
    fail(breaker, 3)
    for _ in range(3):
        seconds.at += 5
        assert breaker.admits()


def test_an_answer_closes_it_and_old_failures_are_forgotten(breaker: Breaker, seconds: Seconds) -> None:
    fail(breaker, 3)
    seconds.at += 5
    assert breaker.admits()
    breaker.succeeded()
    fail(breaker, 2)
    assert breaker.admits()
