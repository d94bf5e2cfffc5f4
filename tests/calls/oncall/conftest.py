"""A house of the toy company, whose people on call each script chooses."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

from commands.emulated import emulate
from storage.live.client import LiveClient
from storage.live.server import RunningRedis
from storage.record.engine import open_record
from storage.record.releases import Change, Releases
from storage.shelf import Shelf
from switchboard.books import Books
from tests.calls.conftest import PATIENT_S
from tests.calls.oncall.toy import CALLER, CATCH_ALL, FILES, LINE, PEOPLE
from tests.contract import judge
from tests.faults.stores import OwnRedis
from tests.house import MONDAY, PATIENCE_S, House, settings_for

#: Put a house together on stores of these addresses: Redis, SQL.
Open = Callable[[str, str], House]


@pytest.fixture(scope="session")
def toy_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the toy company is live."""
    path = tmp_path_factory.mktemp("toy") / "toy.sqlite"
    record = open_record(f"sqlite:///{path}")
    record.migrate()
    Releases(record, "toy").publish(FILES, Change(by="tests", comment="first", base=None), MONDAY)
    record.close()
    return path


@pytest.fixture(scope="session")
def toy_books(toy_record: Path) -> Books:
    record = open_record(f"sqlite:///{toy_record}")
    found = Books({"toy": Releases(record, "toy")}, Shelf(toy_record.parent))
    found.follow()
    return found


@pytest.fixture
def opens(toy_books: Books, tmp_path: Path) -> Iterator[Open]:
    """Open houses; at the end nothing unexpected may have happened in them."""
    with ExitStack() as opened:
        houses: list[House] = []

        def open_on(redis_url: str, database_url: str) -> House:
            house = _house(redis_url, database_url, tmp_path, toy_books, MONDAY)
            opened.callback(house.emulated.close)
            opened.callback(house.patient.close)
            houses.append(house)
            return house

        yield open_on
        for house in houses:
            house.net.check()
            judge(house.emulated.rest.sent)


@pytest.fixture
def toy_house(redis_server: RunningRedis, toy_record: Path, opens: Open, tmp_path: Path) -> House:
    client = LiveClient(redis_server.url, timeout_s=5.0)
    client.run(lambda redis: redis.flushall())
    client.close()
    return _patient(opens, redis_server.url, toy_record, tmp_path)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """A server that a script may stop and start."""
    server = OwnRedis(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def shaken(redis: OwnRedis, toy_record: Path, opens: Open, tmp_path: Path) -> House:
    """A house whose Redis a script may stop."""
    return _patient(opens, redis.url, toy_record, tmp_path)


def _patient(opens: Open, redis_url: str, record: Path, folder: Path) -> House:
    """Open a house on a copy of the record, which waits for SQL on a busy machine."""
    shutil.copy(record, folder / "record.sqlite")
    house = opens(redis_url, f"sqlite:///{folder / 'record.sqlite'}")
    house.services.record.bounded.within_s = PATIENT_S
    house.services.record.bounded.before_ring_s = PATIENT_S
    return house


def _house(redis_url: str, database_url: str, folder: Path, books: Books, at: datetime) -> House:
    emulated = emulate(settings_for(redis_url, database_url, folder), ("toy",), at, books)
    for number in (*PEOPLE.values(), CATCH_ALL):
        emulated.net.phone(number).will("no answer")
    assert LINE in emulated.net.exchange.numbers
    assert CALLER not in emulated.net.phones
    return House(emulated=emulated, patient=LiveClient(redis_url, timeout_s=PATIENCE_S))
