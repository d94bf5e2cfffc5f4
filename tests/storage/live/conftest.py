"""A real server for the session, emptied before each test; and one of its own for a test that harms it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.live.calls import Calls
from storage.live.client import LiveClient
from storage.live.facts import Facts
from storage.live.server import RunningRedis, start_redis

PATIENT_S = 5.0  #: these tests share two cores with others; the ones about timeouts make their own client


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRedis]:
    with start_redis(tmp_path_factory.mktemp("redis"), forced_bundled=True) as running:
        yield running


@pytest.fixture
def client(server: RunningRedis) -> Iterator[LiveClient]:
    live = LiveClient(server.url, timeout_s=PATIENT_S)
    live.run(lambda redis: redis.flushall())
    yield live
    live.close()


@pytest.fixture
def calls(client: LiveClient) -> Calls:
    return Calls(client, "homewise")


@pytest.fixture
def kept_facts(client: LiveClient) -> Callable[[], list[str]]:
    """Gives every fact of homewise that was not given before, in order."""
    facts = Facts(client, "homewise")
    return lambda: [entry.fact for entry in facts.read("test", "reader", count=10_000)]


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[RunningRedis]:
    with start_redis(tmp_path, forced_bundled=True) as running:
        yield running
