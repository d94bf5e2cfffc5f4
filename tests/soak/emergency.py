"""A thousand emergency calls, so many during each outage, in houses of their own on stores of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from callflows.texts import read_folder
from commands.logs import log_to_stderr
from storage.record.engine import Record, open_record
from storage.record.generator import fill
from storage.record.releases import Change, Releases
from storage.record.roles import ROLES
from storage.shelf import Shelf
from switchboard.books import Books
from tests.faults.breaking import Breaking
from tests.faults.oncall.course import AGAIN, EARLY, NIGHT, TALKED, Course, Part
from tests.faults.oncall.outages import OUTAGES
from tests.faults.stores import OwnRedis, own_postgres
from tests.house import MONDAY, TENANTS, House, a_house

CALLFLOWS = Path(__file__).parents[2] / "callflows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergencies:
    """calls: during each of the outages."""

    seed: int
    calls: int
    processes: int


#: A thousand and some.
FULL_EMERGENCIES = Emergencies(seed=20261122, calls=72, processes=2)


@dataclass(kw_only=True)
class Rung:
    """All of it together. parts: by outage."""

    calls: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def engaged(self) -> int:
        return sum(part.engaged for part in self.parts.values())


def ring_them(plan: Emergencies, tell: Callable[[str], None]) -> Rung:
    """Put so many callers through every outage. tell: hears of each as it ends."""
    rung = Rung()
    with ProcessPoolExecutor(plan.processes, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for name, part in zip(OUTAGES, pool.map(_through, repeat(plan), OUTAGES), strict=True):
            rung.calls += part.calls
            rung.counts.update(part.counts)
            rung.parts[name] = part
            rung.failures += [f"{name}: {failure}" for failure in part.failures]
            tell(f"{name}: {part.calls} calls, {len(part.failures)} failures")
    return rung


def rows_of(rung: Rung) -> str:
    """Write a table's rows: of each outage the calls, by bucket, and when phones rang."""
    return "\n".join(
        f"| {name} | {part.calls:,} | {talked(part.counts):,} | {promised(part.counts):,} "
        f"| {part.counts[EARLY]:,} | {part.engaged:,} | {part.late_s:.1f} s |"
        for name, part in rung.parts.items()
    )


def talked(counts: Counter[str]) -> int:
    return counts[TALKED] + counts[AGAIN]


def promised(counts: Counter[str]) -> int:
    return sum(number for bucket, number in counts.items() if bucket.startswith("promised"))


def _through(plan: Emergencies, name: str) -> Part:
    log_to_stderr()
    with _house() as (house, breaking):
        course = Course(house, breaking, OUTAGES[name], Random(f"{plan.seed}/{name}"))  # noqa: S311 - no secrets
        return course.run(plan.calls)


@contextmanager
def _house() -> Iterator[tuple[House, Breaking]]:
    with TemporaryDirectory(prefix="ringdown-soak-") as scratch, own_postgres() as server:
        folder = Path(scratch)
        url = server.create("emergencies")
        record = open_record(url)
        redis = OwnRedis(folder)
        redis.start()
        breaking = Breaking(redis, None, server)
        try:
            books = _filled(record, folder)
            with a_house(
                redis_url=redis.url, database_url=url, folder=folder, books=books, at=NIGHT
            ) as house:
                yield house, breaking
        finally:
            breaking.close()
            record.close()
            redis.stop()


def _filled(record: Record, folder: Path) -> Books:
    record.migrate()
    fill(record, MONDAY, len(ROLES))
    releases = {tenant: Releases(record, tenant) for tenant in TENANTS}
    for tenant, each in releases.items():
        each.publish(read_folder(CALLFLOWS / tenant), Change(by="soak", comment="first", base=None), MONDAY)
    books = Books(releases, Shelf(folder / "releases"))
    books.follow()
    return books
