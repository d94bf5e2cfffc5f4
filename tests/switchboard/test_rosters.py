"""switchboard/rosters.py: whom to ring is in memory, with SQL and without it, before and after a restart."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from structlog.testing import capture_logs

from callflows.book import Book, load_book
from storage.record.bounded import Bounded
from storage.record.engine import Record, open_record
from storage.record.oncall_changes import Deed, NewChange, OnCallChanges
from storage.roster_file import RosterFiles
from switchboard.rosters import Rosters
from tests.toy_company import COMPANY, SMALL

#: A Monday, in the week of engineer_1.
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONCALL = """\
oncall: v1
people:
  engineer_1: {title: Engineer 1, number: "+442079460801"}
  engineer_2: {title: Engineer 2, number: "+442079460802"}
  manager: {title: Duty manager, number: "+442079460803"}
schedules:
  primary:
    timezone: Europe/London
    layers:
      - {handoff: weekly, starts: "2026-11-23T09:00", people: [engineer_1, engineer_2]}
    fallback: manager
"""
POLICY = "policies: {duty: {levels: [{call: [primary]}], catch_all: [manager]}}"


def book_of(oncall: str = ONCALL) -> Book:
    company = COMPANY.replace("policies: {duty: {duty: duty}}", POLICY)
    files = {"company.yaml": company, "toy.yaml": SMALL, "oncall.yaml": oncall}
    return load_book({name: text.encode() for name, text in files.items()})


@dataclass(kw_only=True)
class Site:
    """One machine's folder, and one record."""

    record: Record
    folder: Path
    closing: ExitStack

    def starts(self) -> Rosters:
        """Begin a process: its memory is empty, its breaker closed."""
        bounded = Bounded(monotonic)
        self.closing.callback(bounded.close)
        files = RosterFiles(self.folder / "rosters", (b"a-key-for-tests-of-no-worth",))
        rosters = Rosters({"toy": OnCallChanges(self.record, "toy")}, bounded, files)
        self.closing.callback(rosters.close)
        return rosters

    def overrides(self, person: str, since: datetime, until: datetime) -> str:
        new = NewChange(schedule="primary", kind="override", person=person, since=since, until=until)
        made = OnCallChanges(self.record, "toy").make([new], Deed(by="admin", now=NOW))
        return made[0].id

    def withdraws(self, change_id: str, now: datetime) -> None:
        OnCallChanges(self.record, "toy").withdraw(change_id, Deed(by="admin", now=now))

    def loses_sql(self) -> None:
        """Break every statement: the table is gone under another name."""
        self._rename("oncall_audit", "oncall_away")

    def has_sql_again(self) -> None:
        self._rename("oncall_away", "oncall_audit")

    def _rename(self, before: str, after: str) -> None:
        with self.record.engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {before} RENAME TO {after}")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    record = open_record(f"sqlite:///{tmp_path / 'record.sqlite'}")
    record.migrate()
    with ExitStack() as closing:
        closing.callback(record.close)
        yield Site(record=record, folder=tmp_path, closing=closing)


def on_call(rosters: Rosters, now: datetime, book: Book) -> str:
    person = rosters.of(book, now).on_call("primary", now)
    assert person is not None
    return person.id


def test_before_anything_is_taken_up_the_files_alone_say_who_is_on_call(site: Site) -> None:
    rosters, book = site.starts(), book_of()
    assert on_call(rosters, NOW, book) == "engineer_1"
    assert on_call(rosters, NOW + 7 * DAY, book) == "engineer_2"
    assert (rosters.age_s("toy", NOW), rosters.horizon_s("toy", NOW)) == (math.inf, -math.inf)


def test_a_change_is_taken_up_in_the_next_round_and_taken_back_in_the_one_after(site: Site) -> None:
    rosters, book = site.starts(), book_of()
    rosters.follow(book, NOW)
    change = site.overrides("manager", NOW, NOW + HOUR)
    assert on_call(rosters, NOW, book) == "engineer_1"
    rosters.follow(book, NOW + timedelta(seconds=2))
    assert on_call(rosters, NOW + timedelta(seconds=2), book) == "manager"
    assert on_call(rosters, NOW + HOUR, book) == "engineer_1"
    site.withdraws(change, NOW + timedelta(seconds=3))
    rosters.follow(book, NOW + timedelta(seconds=4))
    assert on_call(rosters, NOW + timedelta(seconds=4), book) == "engineer_1"


def test_a_swap_of_what_an_override_has_left_stands_when_the_override_is_long_over(site: Site) -> None:
    """The shift that was swapped began where the override ended: without that one, it is another shift."""
    shift = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    cut = shift + 2 * DAY
    site.overrides("manager", shift, cut)
    new = NewChange(
        schedule="primary",
        kind="swap",
        person="engineer_2",
        replaces="engineer_1",
        since=cut,
        until=shift + 7 * DAY,
    )
    OnCallChanges(site.record, "toy").make([new], Deed(by="admin", now=NOW))
    later, book = cut + 3 * DAY, book_of()
    rosters = site.starts()
    rosters.follow(book, later)
    assert on_call(rosters, later, book) == "engineer_2"


def test_a_release_is_taken_up_in_the_next_round(site: Site) -> None:
    rosters, book = site.starts(), book_of()
    rosters.follow(book, NOW)
    turned = book_of(ONCALL.replace("[engineer_1, engineer_2]", "[engineer_2, engineer_1]"))
    assert on_call(rosters, NOW, turned) == "engineer_1"
    rosters.follow(turned, NOW + timedelta(seconds=2))
    assert on_call(rosters, NOW, turned) == "engineer_2"


def test_time_alone_moves_the_horizon_every_five_minutes_and_not_each_round(site: Site) -> None:
    rosters, book = site.starts(), book_of()
    rosters.follow(book, NOW)
    first = rosters.kept("toy")
    rosters.follow(book, NOW + timedelta(minutes=4))
    then = rosters.kept("toy")
    assert first is not None
    assert then is not None
    assert then.roster is first.roster
    assert rosters.age_s("toy", NOW + timedelta(minutes=4)) == 0
    rosters.follow(book, NOW + timedelta(minutes=5))
    assert rosters.horizon_s("toy", NOW + timedelta(minutes=5)) == timedelta(days=14).total_seconds()


def test_without_sql_all_goes_on_changes_too_and_time_and_it_is_said_how_old_it_is(site: Site) -> None:
    rosters, book = site.starts(), book_of()
    site.overrides("manager", NOW + DAY, NOW + DAY + HOUR)
    rosters.follow(book, NOW)
    site.loses_sql()
    with capture_logs() as logs:
        for minutes in range(0, 24 * 60 + 1, 5):
            rosters.follow(book, NOW + timedelta(minutes=minutes))
    assert on_call(rosters, NOW + DAY, book) == "manager"
    assert on_call(rosters, NOW + DAY + HOUR, book) == "engineer_1"
    assert rosters.age_s("toy", NOW + DAY) == DAY.total_seconds()
    assert rosters.horizon_s("toy", NOW + DAY) == 14 * DAY.total_seconds()
    stale = [log for log in logs if log["event"] == "roster_stale"]
    assert len(stale) == (24 * 60 - 15) // 5
    assert stale[0] == {
        "event": "roster_stale",
        "log_level": "error",
        "tenant": "toy",
        "age_s": 20 * 60,
        "horizon_s": 14 * 24 * 3600,
    }


def test_sql_that_is_back_is_heard_and_no_more_is_said(site: Site) -> None:
    rosters, book = site.starts(), book_of()
    site.loses_sql()
    with capture_logs() as logs:
        rosters.follow(book, NOW)
    assert [(log["event"], log["age_s"]) for log in logs if log["event"] == "roster_stale"] == [
        ("roster_stale", None)
    ]
    site.has_sql_again()
    site.overrides("manager", NOW, NOW + HOUR)
    with capture_logs() as logs:
        site.starts().follow(book, NOW + timedelta(seconds=2))
    assert [log["event"] for log in logs] == ["roster_from_disk"]


def test_a_process_that_starts_without_sql_has_the_changes_from_the_disk_and_time_goes_on(site: Site) -> None:
    book = book_of()
    site.overrides("manager", NOW, NOW + HOUR)
    site.overrides("manager", NOW + 10 * DAY, NOW + 10 * DAY + HOUR)
    site.starts().follow(book, NOW)
    site.loses_sql()
    later = NOW + timedelta(minutes=30)
    restarted = site.starts()
    restarted.follow(book, later)
    assert on_call(restarted, later, book) == "manager"
    assert restarted.age_s("toy", later) == 30 * 60
    # Far beyond the horizon of what was on the disk.
    for days in (10, 20, 30):
        restarted.follow(book, NOW + days * DAY)
    assert on_call(restarted, NOW + 30 * DAY, book) == "engineer_1"
    assert restarted.horizon_s("toy", NOW + 30 * DAY) == 14 * DAY.total_seconds()
    another = site.starts()
    another.follow(book, NOW + 10 * DAY)
    assert on_call(another, NOW + 10 * DAY, book) == "manager"


def test_a_process_that_starts_without_sql_on_an_older_release_keeps_to_the_roster_on_the_disk(
    site: Site,
) -> None:
    """Past its horizon it is used still, with an alarm: a stale person beats none."""
    site.starts().follow(book_of(), NOW)
    site.loses_sql()
    older = book_of(ONCALL.replace("[engineer_1, engineer_2]", "[manager]"))
    restarted = site.starts()
    restarted.follow(older, NOW + HOUR)
    assert on_call(restarted, NOW + HOUR, older) == "engineer_1"
    with capture_logs() as logs:
        restarted.follow(older, NOW + 22 * DAY)
    # By the rotation it would be engineer_2.
    assert on_call(restarted, NOW + 22 * DAY, older) == "engineer_1"
    assert [(log["event"], log["horizon_s"]) for log in logs] == [("roster_stale", -8 * 24 * 3600)]


def test_with_sql_the_disk_is_believed_no_more(site: Site) -> None:
    book = book_of()
    change = site.overrides("manager", NOW, NOW + HOUR)
    site.starts().follow(book, NOW)
    site.withdraws(change, NOW + timedelta(minutes=1))
    restarted = site.starts()
    restarted.follow(book, NOW + timedelta(minutes=2))
    assert on_call(restarted, NOW + timedelta(minutes=2), book) == "engineer_1"


def test_without_sql_and_disk_the_files_alone_say_who_is_on_call(site: Site) -> None:
    rosters, book = site.starts(), book_of()
    site.loses_sql()
    (site.folder / "rosters").write_text("no folder")
    with capture_logs() as logs:
        rosters.follow(book, NOW)
    assert on_call(rosters, NOW, book) == "engineer_1"
    assert [log["event"] for log in logs if log["log_level"] == "error"] == [
        "roster_refused",
        "roster_refused",
        "roster_not_written",
        "roster_stale",
    ]


def test_a_clock_that_is_set_back_holds_nothing_up(site: Site) -> None:
    rosters, book = site.starts(), book_of()
    rosters.follow(book, NOW + 30 * DAY)
    rosters.follow(book, NOW)
    assert on_call(rosters, NOW, book) == "engineer_1"
    assert rosters.age_s("toy", NOW) == 0


def test_a_roster_that_was_put_in_stands_until_the_next_round(site: Site) -> None:
    rosters, book = site.starts(), book_of()
    other = book_of(ONCALL.replace("[engineer_1, engineer_2]", "[manager]"))
    rosters.keep(rosters.of(other, NOW))
    assert on_call(rosters, NOW, book) == "manager"
    rosters.follow(book, NOW)
    assert on_call(rosters, NOW, book) == "engineer_1"


def test_a_change_for_somebody_whom_a_later_release_names_no_more_has_no_effect(site: Site) -> None:
    rosters = site.starts()
    site.overrides("engineer_2", NOW, NOW + HOUR)
    rosters.follow(book_of(), NOW)
    assert on_call(rosters, NOW, book_of()) == "engineer_2"
    gone = book_of(
        ONCALL.replace('  engineer_2: {title: Engineer 2, number: "+442079460802"}\n', "").replace(
            "[engineer_1, engineer_2]", "[engineer_1]"
        )
    )
    rosters.follow(gone, NOW + timedelta(seconds=2))
    assert on_call(rosters, NOW + timedelta(seconds=2), gone) == "engineer_1"
