"""One of two processes that want the same thing at the same moment: `racer.py WHAT URL NAME`.

Says "ready", waits for a line, and prints what it won, one a line.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import OperationalError

from storage.record.attempts import Attempts
from storage.record.directory import Directory
from storage.record.engine import Record, open_record
from storage.record.generator import fill
from storage.record.promises import Promises
from storage.record.releases import Change, MovedBase, Releases

P = ParamSpec("P")
T = TypeVar("T")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROUNDS = 50


def insisting(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do it again where the other racer held the file for longer than our limit; twenty times at most."""
    for _ in range(20):
        try:
            return work(*args, **kwargs)
        except OperationalError as held:
            last = held
    raise last


def claims(record: Record, _name: str) -> Iterator[str]:
    """Claim every promise that is due."""
    promises = Promises(record, "homewise")
    for promise in promises.due(NOW, 1000):
        if insisting(promises.claim, promise.id, NOW) is not None:
            yield promise.key


def publishes(record: Record, name: str) -> Iterator[str]:
    """Publish on top of what is live, again and again."""
    releases = Releases(record, "homewise")
    for round_ in range(ROUNDS):
        live = releases.live()
        change = Change(by=name, comment="race", base=None if live is None else live.version)
        try:
            text = f"{name} {round_}".encode()
            release = insisting(releases.publish, {"a.yaml": text}, change, NOW)
        except MovedBase:
            continue
        yield str(release.number)


def guesses(record: Record, name: str) -> Iterator[str]:
    """Guess at one account, each time from another call."""
    attempts = Attempts(record, "homewise")
    for round_ in range(ROUNDS):
        if insisting(attempts.may_try, f"{name}-{round_}", None, "30000001", NOW).allowed:
            yield f"{name}-{round_}"


def returns(record: Record, name: str) -> Iterator[str]:
    """Open a return of one order, each time with another key."""
    directory = Directory(record, "homeika")
    for round_ in range(ROUNDS):
        key = f"{name}/{round_}/1"
        asked = {"order": "41000001"}
        found = insisting(directory.look_up, "rma_open", asked, "homeika-00000", NOW, key)
        if found is not None:
            yield found["id"]


def migrates(record: Record, name: str) -> Iterator[str]:
    """Bring the database to the newest form."""
    record.migrate()
    yield f"{name} {record.ready()}"


def fills(record: Record, _name: str) -> Iterator[str]:
    """Fill both companies' directories."""
    yield from fill(record, NOW, 12)


RACES = {
    "claims": claims,
    "publishes": publishes,
    "guesses": guesses,
    "returns": returns,
    "migrates": migrates,
    "fills": fills,
}


def main() -> None:
    what, url, name = sys.argv[1:]
    record = open_record(url)
    with record.reading():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
    sys.stdin.readline()
    for won in RACES[what](record, name):
        sys.stdout.write(f"{won}\n")
    record.close()


if __name__ == "__main__":
    main()
