"""One of two processes that want the same thing at the same moment: `racer.py WHAT URL NAME`.

Says "ready", waits for a line, and prints what it won, one a line.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from storage.record.attempts import Attempts
from storage.record.directory import Directory
from storage.record.engine import Record, open_record
from storage.record.generator import fill
from storage.record.promises import Promises
from storage.record.releases import Change, MovedBase, Releases

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROUNDS = 50


def claims(record: Record, _name: str) -> Iterator[str]:
    """Claim every promise that is due."""
    promises = Promises(record, "homewise")
    for promise in promises.due(NOW, 1000):
        if promises.claim(promise.id, NOW) is not None:
            yield promise.key


def publishes(record: Record, name: str) -> Iterator[str]:
    """Publish on top of what is live, again and again."""
    releases = Releases(record, "homewise")
    for round_ in range(ROUNDS):
        live = releases.live()
        change = Change(by=name, comment="race", base=None if live is None else live.version)
        try:
            release = releases.publish({"a.yaml": f"{name} {round_}".encode()}, change, NOW)
        except MovedBase:
            continue
        yield str(release.number)


def guesses(record: Record, name: str) -> Iterator[str]:
    """Guess at one account, each time from another call."""
    attempts = Attempts(record, "homewise")
    for round_ in range(ROUNDS):
        if attempts.may_try(f"{name}-{round_}", None, "90000001", NOW).allowed:
            yield f"{name}-{round_}"


def returns(record: Record, name: str) -> Iterator[str]:
    """Open a return of one order, each time with another key."""
    directory = Directory(record, "homeika")
    for round_ in range(ROUNDS):
        key = f"{name}/{round_}/1"
        found = directory.look_up("rma_open", {"order": "91000001"}, "homeika-00000", NOW, key)
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
