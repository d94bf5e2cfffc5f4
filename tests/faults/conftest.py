"""A house on stores of its own, which a test may break."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest

from callflows.texts import read_folder
from commands.assembling import Outside, assemble
from commands.settings import Settings
from storage.record.engine import open_record
from storage.record.generator import fill
from storage.record.releases import Change, Releases
from storage.record.roles import ROLES
from switchboard.books import Books
from switchboard.errands import keep_due
from switchboard.replaying import replay
from switchboard.services import Services
from tests.calls.conftest import CALLFLOWS, _logs_of_the_product, books, filled, redis_server
from tests.faults.breaking import Breaking
from tests.faults.stores import LockedFile, OwnPostgres, OwnRedis, own_postgres
from tests.faults.watch import Watch
from tests.house import MONDAY, TENANTS, House, a_house, drop_ring_texts, settings_for

__all__ = ["_logs_of_the_product", "books", "filled", "redis_server"]


@dataclass(kw_only=True)
class Shaken:
    """A house whose stores can be broken and mended, by the name of the fault."""

    house: House
    watch: Watch
    redis: OwnRedis
    breaking: Breaking
    breaks: Callable[[str], object]
    mends: Callable[[str], object]
    settings: Settings

    @contextmanager
    def another_process(self) -> Iterator[Services]:
        """Services of a process of its own, which asks the stores afresh: its breakers are closed."""
        outside = Outside(
            clock=self.house.services.clock, tenants=TENANTS, carrier=self.house.services.carrier
        )
        services = replace(assemble(self.settings, outside), books=self.house.services.books)
        try:
            yield services
        finally:
            services.record.close()
            services.live.close()
            services.journal.close()
            services.rosters.close()

    def follows(self) -> None:
        """Do one round of a follower and a worker."""
        with self.another_process() as services:
            replay(services)
            drop_ring_texts(services)
            keep_due(services)

    def facts(self) -> list[str]:
        """The types of Homeika's facts that were not asked for before, oldest first."""
        with self.another_process() as services:
            entries = services.tenants["homeika"].facts.read("tests", "reader", count=10_000)
        return [str(json.loads(entry.fact)["fact"]) for entry in entries]


class Shake(Protocol):
    """Puts a house together at a moment: on "sqlite" or on "postgresql"."""

    def __call__(self, kind: str, at: datetime = MONDAY) -> Shaken: ...


_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[OwnPostgres]:
    """One server; its database `filled` is what the file `filled` is."""
    with own_postgres() as server:
        record = open_record(server.create("filled"))
        record.migrate()
        fill(record, MONDAY, len(ROLES))
        for tenant in TENANTS:
            texts = read_folder(CALLFLOWS / tenant)
            Releases(record, tenant).publish(texts, Change(by="tests", comment="first", base=None), MONDAY)
        record.close()
        yield server


@pytest.fixture
def shake(request: pytest.FixtureRequest, filled: Path, books: Books, tmp_path: Path) -> Iterator[Shake]:
    """Open houses to be broken; at the end every reply is judged, and nothing unexpected has happened."""
    with ExitStack() as opened:
        redis = OwnRedis(tmp_path)
        redis.start()
        opened.callback(redis.stop)
        shaken: list[Shaken] = []

        def open_on(kind: str, at: datetime = MONDAY) -> Shaken:
            name = f"house_{next(_numbers)}"
            server: OwnPostgres | None = None
            if kind == "postgresql":
                server = request.getfixturevalue("postgres")
                url = server.create(name, "filled")
                opened.callback(server.drop, name)
            else:
                shutil.copy(filled, tmp_path / name)
                url = f"sqlite:///{tmp_path / name}"
            house = opened.enter_context(
                a_house(redis_url=redis.url, database_url=url, folder=tmp_path, books=books, at=at)
            )
            faults = Breaking(redis, LockedFile(url) if server is None else None, server)
            opened.callback(faults.close)
            shaken.append(
                Shaken(
                    house=house,
                    watch=Watch(house),
                    redis=redis,
                    breaking=faults,
                    breaks=lambda fault: faults.of(fault)[0](),
                    mends=lambda fault: faults.of(fault)[1](),
                    settings=settings_for(redis.url, url, tmp_path),
                )
            )
            return shaken[-1]

        yield open_on
        for one in shaken:
            one.watch.check()
