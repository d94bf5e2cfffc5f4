"""What is limited is counted by everybody together, each for themselves, and starts again."""

import time

import pytest

from storage.live.client import LiveClient, StoreUnavailableError
from storage.live.limits import Limit, Limits

THREE = Limit(name="three", times=3, within_s=60)


def test_three_tries_are_admitted_and_the_fourth_is_not(client: LiveClient) -> None:
    limits = Limits(client)
    assert [limits.admits(THREE, "a", "b") for _ in range(5)] == [True, True, True, False, False]


def test_each_and_each_limit_is_counted_apart(client: LiveClient) -> None:
    limits = Limits(client)
    for _ in range(4):
        limits.admits(THREE, "a", "b")
    assert limits.admits(THREE, "ab")
    assert limits.admits(Limit(name="others", times=3, within_s=60), "a", "b")


def test_two_processes_count_together(client: LiveClient) -> None:
    other = LiveClient(client.url, timeout_s=5.0)
    admitted = [Limits(live).admits(THREE, "a") for live in (client, other, client, other)]
    other.close()
    assert admitted == [True, True, True, False]


def test_a_count_ends_by_itself(client: LiveClient) -> None:
    """No count stays in Redis for ever."""
    Limits(client).admits(THREE, "a")
    keys = client.run(lambda redis: list(redis.scan_iter()))
    assert keys
    lives = client.run(lambda redis: [redis.ttl(key) for key in keys])
    assert all(0 < seconds <= 60 for seconds in lives)


def test_nothing_of_who_tries_is_kept(client: LiveClient) -> None:
    Limits(client).admits(THREE, "203.0.113.7")
    assert not any(b"203" in key for key in client.run(lambda redis: list(redis.scan_iter())))


def test_without_a_store_nobody_is_admitted() -> None:
    began = time.monotonic()
    with pytest.raises(StoreUnavailableError):
        Limits(LiveClient("redis://127.0.0.1:1")).admits(THREE, "a")
    assert time.monotonic() - began < 2
