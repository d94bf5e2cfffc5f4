"""What the soak stands on: a Redis that may be killed, a filled record, the flows compiled once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic

from callflows.texts import read_folder
from storage.live.client import StoreUnavailableError
from storage.record.engine import open_record
from storage.record.generator import fill
from storage.record.releases import Change, Releases
from storage.record.roles import ROLES
from storage.shelf import Shelf
from switchboard.books import Books
from tests.faults.stores import OwnRedis
from tests.house import MONDAY, TENANTS, House, a_house

CALLFLOWS = Path(__file__).parents[2] / "callflows"
#: A breaker lets its next probe through after 5 s.
BACK_WITHIN_S = 30.0
#: What callers hear here must not change with how busy the machine is; the limits are tested in tests/faults.
PATIENT_S = 10.0


@dataclass(kw_only=True)
class Ground:
    """What batches share. Each has a house of its own: a new network, an empty Redis, a fresh record."""

    redis: OwnRedis
    folder: Path
    filled: Path
    books: Books

    @contextmanager
    def house(self, at: datetime) -> Iterator[House]:
        self.redis.redis.flushall()
        self.redis.redis.config_set("appendfsync", "no")
        with TemporaryDirectory(dir=self.folder) as own:
            database = Path(own) / "record.sqlite"
            shutil.copy(self.filled, database)
            url = f"sqlite:///{database}"
            with a_house(
                redis_url=self.redis.url, database_url=url, folder=Path(own), books=self.books, at=at
            ) as house:
                house.services.record.bounded.within_s = PATIENT_S
                house.services.record.bounded.before_ring_s = PATIENT_S
                yield house

    def forgets(self, house: House) -> None:
        """Start Redis again without what it knew, and wait until the house notices that it is back."""
        self.redis.forget()
        self.redis.redis.config_set("appendfsync", "no")
        until, tick = monotonic() + BACK_WITHIN_S, Event()
        while not _answers(house):
            if monotonic() > until:
                raise AssertionError("Redis is back and the product does not notice")
            tick.wait(0.1)


@contextmanager
def ground() -> Iterator[Ground]:
    with TemporaryDirectory(prefix="ringdown-soak-") as scratch:
        folder = Path(scratch)
        filled = folder / "filled.sqlite"
        _fill(filled)
        (folder / "redis").mkdir()
        redis = OwnRedis(folder / "redis")
        redis.start()
        record = open_record(f"sqlite:///{filled}")
        try:
            books = Books({tenant: Releases(record, tenant) for tenant in TENANTS}, Shelf(folder))
            books.follow()
            yield Ground(redis=redis, folder=folder, filled=filled, books=books)
        finally:
            record.close()
            redis.stop()


def _fill(filled: Path) -> None:
    record = open_record(f"sqlite:///{filled}")
    record.migrate()
    fill(record, MONDAY, len(ROLES))
    for tenant in TENANTS:
        texts = read_folder(CALLFLOWS / tenant)
        Releases(record, tenant).publish(texts, Change(by="soak", comment="first", base=None), MONDAY)
    record.close()


def _answers(house: House) -> bool:
    try:
        house.services.tenants[TENANTS[0]].queues.ahead("support", 0)
    except StoreUnavailableError:
        return False
    return True
