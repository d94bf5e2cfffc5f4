"""What a caller was promised while SQL was away is in SQL afterwards, once."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from storage.journal import Journal, JournalUnavailable
from storage.record.attempts import Attempts
from storage.record.bounded import RecordUnavailable
from storage.record.engine import Record, open_record
from storage.record.promises import NewPromise, Promises
from storage.record.safekeeping import Recording, Safekeeping

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
VOICEMAIL = NewPromise(
    kind="voicemail", call_id="CA1", key="CA1/vm", due_at=NOW + timedelta(minutes=5), body={"box": "tier1"}
)


@dataclass
class Seconds:
    """A clock for the breaker that the test moves."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Outage:
    """A record and a journal, and SQL's write lock in the test's hand."""

    record: Record
    journal: Journal
    seconds: Seconds
    holder: sqlite3.Connection

    def begins(self) -> None:
        self.holder.execute("BEGIN IMMEDIATE")

    def ends(self) -> None:
        self.holder.execute("ROLLBACK")
        self.seconds.at += 5


@pytest.fixture
def outage(sqlite_url: str, tmp_path: Path) -> Iterator[Outage]:
    seconds = Seconds()
    record = open_record(sqlite_url, clock=seconds)
    journal = Journal(tmp_path / "journal")
    holder = sqlite3.connect(str(make_url(sqlite_url).database), isolation_level=None)
    yield Outage(record, journal, seconds, holder)
    holder.close()
    journal.close()
    record.close()


@pytest.fixture
def safekeeping(outage: Outage) -> Safekeeping:
    return Safekeeping(outage.record, outage.journal)


def test_while_sql_answers_the_journal_stays_empty(outage: Outage, safekeeping: Safekeeping) -> None:
    safekeeping.make("homewise", VOICEMAIL, NOW)
    assert outage.journal.pending() == 0
    assert len(Promises(outage.record, "homewise").open_of("CA1")) == 1


def test_a_promise_made_in_an_outage_is_in_sql_after_it(outage: Outage, safekeeping: Safekeeping) -> None:
    outage.begins()
    safekeeping.make("homewise", VOICEMAIL, NOW)
    assert safekeeping.catch_up() == 0
    outage.ends()
    assert safekeeping.catch_up() == 1
    (made,) = Promises(outage.record, "homewise").open_of("CA1")
    assert (made.kind, made.key, made.made_at) == ("voicemail", "CA1/vm", NOW)
    assert (made.due_at, made.body) == (VOICEMAIL.due_at, {"box": "tier1"})
    assert outage.journal.pending() == 0


def test_a_promise_that_both_took_is_one_promise(outage: Outage, safekeeping: Safekeeping) -> None:
    outage.begins()
    safekeeping.make("homewise", VOICEMAIL, NOW)
    outage.ends()
    promises = Promises(outage.record, "homewise")
    first = promises.make(VOICEMAIL, NOW)
    assert safekeeping.catch_up() == 1
    assert promises.open_of("CA1") == (first,)


def test_a_recording_told_in_an_outage_is_attached_after_it(outage: Outage, safekeeping: Safekeeping) -> None:
    safekeeping.make("homewise", VOICEMAIL, NOW)
    outage.begins()
    safekeeping.attach_recording(
        "homewise", Recording(call_id="CA1", key="CA1/vm", sid="RE1", seconds=9), NOW
    )
    outage.ends()
    safekeeping.catch_up()
    (made,) = Promises(outage.record, "homewise").open_of("CA1")
    assert (made.recording_sid, made.recording_s) == ("RE1", 9)


def test_when_sql_and_disk_are_both_away_nothing_is_promised(outage: Outage) -> None:
    outage.begins()
    journal = Journal(Path("/dev/full"))
    with pytest.raises(JournalUnavailable):
        Safekeeping(outage.record, journal).make("homewise", VOICEMAIL, NOW)
    journal.close()


def test_counters_that_cannot_be_written_allow_no_try(outage: Outage) -> None:
    outage.begins()
    attempts = Attempts(outage.record, "homewise")
    with pytest.raises(RecordUnavailable):
        outage.record.bounded.run(attempts.may_try, "CA1", None, "90000001", NOW)
