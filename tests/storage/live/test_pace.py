"""How many calls begin a second: never more than the account may, and pages before all others."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest

from storage.live.client import LiveClient, StoreUnavailableError
from storage.live.pace import Lane, Pace

NOW = datetime(2026, 12, 26, 9, 30, tzinfo=UTC)
AT_ONCE = timedelta(0)


class Hand:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


def begun(pace: Pace, hand: Hand, lane: Lane, times: int) -> list[datetime]:
    """Ask as often as told to until so many calls have begun; returns when each did."""

    def go_on() -> Iterator[datetime]:
        while True:
            wait = pace.take(lane)
            if wait:
                hand.now += wait
            else:
                yield hand.now

    return list(islice(go_on(), times))


@pytest.mark.parametrize("a_second", [1, 3])
def test_no_more_calls_begin_in_any_second_than_the_account_may(
    client: LiveClient, hand: Hand, a_second: int
) -> None:
    at = begun(Pace(client, hand, a_second), hand, "page", 20)
    spans = [after - before for before, after in zip(at, at[a_second:], strict=False)]
    assert min(spans) >= timedelta(seconds=1)
    assert at[-1] - at[0] == timedelta(seconds=(20 - 1) // a_second)


def test_processes_that_ask_at_one_instant_share_the_rate(client: LiveClient, hand: Hand) -> None:
    paces = [Pace(client, hand, 3) for _ in range(20)]
    with ThreadPoolExecutor(10) as pool:
        waits = list(pool.map(lambda pace: pace.take("page"), paces))
    assert sum(not wait for wait in waits) == 3


def test_others_begin_at_half_the_rate_and_leave_every_second_place_to_pages(
    client: LiveClient, hand: Hand
) -> None:
    pace = Pace(client, hand, 1)
    at = begun(pace, hand, "other", 30)
    assert at[-1] - at[0] >= timedelta(seconds=50)


def test_a_page_waits_for_no_more_than_the_others_that_have_begun(client: LiveClient, hand: Hand) -> None:
    pace = Pace(client, hand, 1)
    asked = [pace.take("other") for _ in range(200)]
    assert sum(not wait for wait in asked) == 2
    assert pace.take("page") <= timedelta(seconds=2)


def test_while_a_page_waits_for_its_place_no_other_gets_one(client: LiveClient, hand: Hand) -> None:
    pace = Pace(client, hand, 1)
    assert pace.take("page") == AT_ONCE
    wait = pace.take("page")
    hand.now += wait - timedelta(milliseconds=1)
    assert pace.take("other") > AT_ONCE
    hand.now += timedelta(milliseconds=1)
    assert pace.take("page") == AT_ONCE


def test_phones_of_one_ring_go_together_and_what_follows_waits_for_all_of_them(
    client: LiveClient, hand: Hand
) -> None:
    pace = Pace(client, hand, 1)
    assert [pace.take("page"), pace.take("together"), pace.take("together")] == [AT_ONCE] * 3
    assert pace.take("page") == timedelta(seconds=3)


def test_a_clock_that_is_far_ahead_holds_up_nobody_else(client: LiveClient, hand: Hand) -> None:
    ahead = Hand()
    ahead.now += timedelta(minutes=2)
    assert Pace(client, ahead, 1).take("page") == AT_ONCE
    assert Pace(client, hand, 1).take("page") == AT_ONCE


def test_without_redis_a_page_is_not_held_and_nothing_else_begins(hand: Hand) -> None:
    away = LiveClient("redis://127.0.0.1:1")
    pace = Pace(away, hand, 1)
    assert [pace.take("page"), pace.take("together")] == [AT_ONCE] * 2
    with pytest.raises(StoreUnavailableError):
        pace.take("other")
    away.close()


def test_pages_that_come_as_they_may_are_a_second_apart(client: LiveClient, hand: Hand) -> None:
    at = begun(Pace(client, hand, 1), hand, "page", 5)
    assert {after - before for before, after in pairwise(at)} == {timedelta(seconds=1)}
