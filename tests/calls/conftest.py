"""A house of its own for each whole-call script; what a script does not expect fails it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from callflows.texts import read_folder
from commands.logs import log_to_stderr
from commands.staff import fill_demo_staff
from storage.live.client import LiveClient
from storage.live.server import RunningRedis, start_redis
from storage.record.engine import open_record
from storage.record.generator import fill
from storage.record.releases import Change, Releases
from storage.record.roles import ROLES
from storage.shelf import Shelf
from switchboard.books import Books
from tests.contract import judge
from tests.house import MONDAY, TENANTS, House, a_house

CALLFLOWS = Path(__file__).parents[2] / "callflows"

#: What callers hear here must not change with how busy the machine is; the limits are tested in tests/faults.
PATIENT_S = 10.0

#: Put the product together at a moment: `at("2026-12-25T03:00:00+00:00")`.
At = Callable[[str | datetime], House]


@pytest.fixture(scope="session", autouse=True)
def _logs_of_the_product() -> None:
    """Write the logs that operators get; structlog's own default spends minutes on one traceback."""
    log_to_stderr()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRedis]:
    """One server for all scripts. It forces nothing to the disk: its outages have tests of their own."""
    with start_redis(tmp_path_factory.mktemp("redis"), forced_bundled=True) as running:
        client = LiveClient(running.url, timeout_s=5.0)
        client.run(lambda redis: redis.config_set("appendfsync", "no"))
        client.close()
        yield running


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with both companies' releases and the customers that have roles. Every house copies it."""
    return _filled_once(tmp_path_factory.getbasetemp())


@cache
def _filled_once(folder: Path) -> Path:
    """Fill it once a process: pytest has a fixture of a session again for each folder that takes it over."""
    (folder / "filled").mkdir()
    path = folder / "filled" / "filled.sqlite"
    record = open_record(f"sqlite:///{path}")
    record.migrate()
    fill(record, MONDAY, len(ROLES))
    fill_demo_staff(record, CALLFLOWS)
    for tenant in TENANTS:
        texts = read_folder(CALLFLOWS / tenant)
        Releases(record, tenant).publish(texts, Change(by="tests", comment="first", base=None), MONDAY)
    record.close()
    return path


@pytest.fixture(scope="session")
def books(filled: Path) -> Books:
    """The flows, compiled once for all scripts."""
    record = open_record(f"sqlite:///{filled}")
    found = Books({tenant: Releases(record, tenant) for tenant in TENANTS}, Shelf(filled.parent))
    found.follow()
    return found


@pytest.fixture
def at(redis_server: RunningRedis, filled: Path, books: Books, tmp_path: Path) -> Iterator[At]:
    """Open a house at a moment; at the end nothing unexpected may have happened in it."""
    client = LiveClient(redis_server.url, timeout_s=5.0)
    client.run(lambda redis: redis.flushall())
    client.close()
    with ExitStack() as opened:
        houses: list[House] = []

        def open_at(moment: str | datetime) -> House:
            database = tmp_path / f"record-{len(houses)}.sqlite"
            shutil.copy(filled, database)
            when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
            house = opened.enter_context(
                a_house(
                    redis_url=redis_server.url,
                    database_url=f"sqlite:///{database}",
                    folder=tmp_path,
                    books=books,
                    at=when,
                )
            )
            house.services.record.bounded.within_s = PATIENT_S
            house.services.record.bounded.before_ring_s = PATIENT_S
            houses.append(house)
            return house

        yield open_at
        for house in houses:
            house.net.check()
            judge(house.emulated.rest.sent)


@pytest.fixture
def house(at: At) -> House:
    """A house on a Monday morning, within both companies' hours."""
    return at(MONDAY)
