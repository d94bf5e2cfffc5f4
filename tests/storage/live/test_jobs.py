"""storage/live/jobs.py: rings reach a handler in a worker's process."""

import json
import multiprocessing
import time
import zlib
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from typing import Any

import pytest
from redis import Redis

from storage.live.client import LiveClient, StoreUnavailableError
from storage.live.jobs import RING_S, Jobs, run_worker
from storage.live.server import RunningRedis

WAIT_S = 30.0


def work(url: str) -> None:
    """Run a worker as the assembling process does, with handlers that leave a trace in Redis."""
    redis = Redis.from_url(url, protocol=2)

    def trace(promise_id: str) -> None:
        redis.rpush("trace", promise_id)

    def slow(promise_id: str) -> None:
        redis.rpush("trace", f"{promise_id} began")
        redis.blpop(["go"], timeout=WAIT_S)
        redis.rpush("trace", f"{promise_id} ended")

    def fail(promise_id: str) -> None:
        raise RuntimeError(promise_id)

    run_worker(url, "promises", {"trace": trace, "slow": slow, "fail": fail})


@pytest.fixture
def start_worker() -> Iterator[Callable[[str], BaseProcess]]:
    started: list[BaseProcess] = []

    def start(url: str) -> BaseProcess:
        process = multiprocessing.get_context("spawn").Process(target=work, args=(url,))
        process.start()
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.join(WAIT_S)


def next_trace(client: LiveClient) -> str:
    def ask(redis: Redis) -> Any:
        return redis.blpop(["trace"], timeout=WAIT_S)

    patient = LiveClient(client.url, timeout_s=WAIT_S + 5)
    _, value = patient.run(ask)
    return str(value, "utf-8")


def test_a_ring_reaches_the_handler_of_its_kind_with_its_promise(
    client: LiveClient, start_worker: Callable[[str], BaseProcess]
) -> None:
    start_worker(client.url)
    assert Jobs(client).ring("promises", "trace", "voicemail 17", "fact-1")
    assert next_trace(client) == "voicemail 17"


def test_the_same_ring_is_not_made_twice_while_it_waits(client: LiveClient) -> None:
    jobs = Jobs(client)
    rung = [jobs.ring("promises", "trace", "17", ring_id) for ring_id in ("a", "a", "b")]
    assert rung == [True, False, True]


def test_a_ring_that_was_answered_may_be_made_again(
    client: LiveClient, start_worker: Callable[[str], BaseProcess]
) -> None:
    """The worker answers in order: once the second is traced, the first has been put away."""
    start_worker(client.url)
    jobs = Jobs(client)
    jobs.ring("promises", "trace", "17", "a")
    jobs.ring("promises", "trace", "18", "b")
    assert [next_trace(client), next_trace(client)] == ["17", "18"]
    assert jobs.ring("promises", "trace", "17 again", "a")
    assert next_trace(client) == "17 again"


def test_a_handler_that_fails_or_is_not_there_does_not_stop_the_worker(
    client: LiveClient, start_worker: Callable[[str], BaseProcess]
) -> None:
    jobs = Jobs(client)
    jobs.ring("promises", "fail", "1", "a")
    jobs.ring("promises", "unheard-of", "2", "b")
    jobs.ring("promises", "trace", "3", "c")
    start_worker(client.url)
    assert next_trace(client) == "3"


def test_a_worker_that_is_told_to_stop_finishes_the_job_it_has(
    client: LiveClient, start_worker: Callable[[str], BaseProcess]
) -> None:
    worker = start_worker(client.url)
    Jobs(client).ring("promises", "slow", "17", "a")
    assert next_trace(client) == "17 began"
    worker.terminate()
    client.run(lambda redis: redis.rpush("go", "1"))
    assert next_trace(client) == "17 ended"
    worker.join(WAIT_S)
    assert worker.exitcode == 0


def test_an_idle_worker_stops_when_told_and_leaves_no_failure(
    client: LiveClient, start_worker: Callable[[str], BaseProcess]
) -> None:
    worker = start_worker(client.url)
    Jobs(client).ring("promises", "trace", "17", "a")
    next_trace(client)
    worker.terminate()
    worker.join(WAIT_S)
    assert worker.exitcode == 0


def test_a_worker_that_finds_the_store_full_begins_again_when_there_is_room(
    own_server: RunningRedis, start_worker: Callable[[str], BaseProcess]
) -> None:
    """The worker's own start is what is refused: it cannot even say that it is there."""
    client = LiveClient(own_server.url, timeout_s=5.0)
    Jobs(client).ring("promises", "trace", "17", "a")
    client.run(lambda redis: redis.config_set("maxmemory", "1kb"))
    start_worker(own_server.url)

    def refused(redis: Redis) -> int:
        stats: Any = redis.info("errorstats")
        return int(stats.get("errorstat_OOM", {}).get("count", 0))

    until_s = time.monotonic() + WAIT_S
    while client.run(refused) == 0:
        assert time.monotonic() < until_s, "the worker was never refused"
    client.run(lambda redis: redis.config_set("maxmemory", "0"))
    assert next_trace(client) == "17"


def test_a_ring_in_redis_is_json_and_names_nothing_but_ring(client: LiveClient) -> None:
    Jobs(client).ring("promises", "trace", "17", "a")

    def ask(redis: Redis) -> Any:
        return redis.hget("rq:job:a", "data")

    assert json.loads(zlib.decompress(client.run(ask))) == [
        "storage.live.jobs.ring",
        None,
        ["trace", "17"],
        {},
    ]


def test_a_ring_that_nobody_answers_is_forgotten(client: LiveClient) -> None:
    """A ring lost between worker and Redis must not keep the sweeper from ringing with the same id."""
    Jobs(client).ring("promises", "trace", "17", "a")
    assert 0 < int(client.run(lambda redis: redis.ttl("rq:job:a"))) <= RING_S


def test_a_ring_without_a_store_says_so(own_server: RunningRedis) -> None:
    client = LiveClient(own_server.url)
    own_server.stop()
    with pytest.raises(StoreUnavailableError):
        Jobs(client).ring("promises", "trace", "17", "a")
