"""Two processes that want the same thing: one gets it, and nothing is done twice."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from storage.record import migrating
from storage.record.attempts import Lockout
from storage.record.engine import Record
from storage.record.generator import fill
from storage.record.promises import NewPromise, Promises
from storage.record.releases import Releases

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RACER = Path(__file__).with_name("racer.py")
ROOT = Path(__file__).parents[3]


def race(what: str, url: str) -> tuple[list[str], list[str]]:
    """Run both racers from one start; what each of them won."""
    racers = [
        subprocess.Popen(  # noqa: S603 - our own script, our own words
            [sys.executable, str(RACER), what, url, name],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("first", "second")
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    first, second = (racer.communicate(timeout=60)[0].splitlines() for racer in racers)
    assert [racer.returncode for racer in racers] == [0, 0]
    return first, second


def test_each_promise_is_claimed_by_one_of_two_workers(record: Record, url: str) -> None:
    promises = Promises(record, "homewise")
    keys = [f"CA{number}" for number in range(100)]
    for key in keys:
        promises.make(NewPromise(kind="text", call_id=key, key=key, due_at=NOW), NOW)
    first, second = race("claims", url)
    assert sorted(first + second) == sorted(keys)


def test_of_two_publishers_on_one_base_one_is_refused(record: Record, url: str) -> None:
    first, second = race("publishes", url)
    numbers = sorted(int(number) for number in first + second)
    assert numbers == list(range(1, len(numbers) + 1))
    history = Releases(record, "homewise").history()
    assert [entry.base for entry in history] == [*[entry.version for entry in history[1:]], None]


def test_two_processes_get_no_more_guesses_than_one(record: Record, url: str) -> None:
    first, second = race("guesses", url)
    assert len(first + second) == Lockout().after


def test_two_calls_open_one_return_of_an_order(record: Record, url: str) -> None:
    fill(record, NOW, size=5)
    first, second = race("returns", url)
    assert len(first + second) == 1


def test_two_processes_that_start_on_an_empty_database_both_find_it_migrated(
    record: Record, url: str
) -> None:
    with record.patiently() as connection:
        migrating.downgrade(connection, "base")
    assert race("migrates", url) == (["first True"], ["second True"])


def test_two_processes_fill_each_company_once(record: Record, url: str) -> None:
    first, second = race("fills", url)
    assert sorted(first + second) == ["homeika", "homewise"]
    with record.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM customers").scalar_one() == 24
