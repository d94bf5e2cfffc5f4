"""Drills and radio checks, on real databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.record.drills import Drills, RadioChecks
from storage.record.engine import Record

DUE = datetime(2026, 11, 24, 10, tzinfo=UTC)
NOW = DUE + timedelta(seconds=3)


def test_a_drill_that_is_due_is_held_once_whoever_is_quicker(record: Record) -> None:
    one, other = Drills(record, "toy"), Drills(record, "toy")
    assert one.begin("emergency", DUE, NOW) is not None
    assert other.begin("emergency", DUE, NOW) is None
    assert other.is_begun("emergency", DUE)
    assert not other.is_begun("emergency", DUE + timedelta(days=7))
    assert Drills(record, "another").begin("emergency", DUE, NOW) is not None


def test_how_a_drill_ended_is_found_again_by_its_month(record: Record) -> None:
    drills = Drills(record, "toy")
    begun = drills.begin("emergency", DUE, NOW)
    assert begun is not None
    ended = replace(begun, state="accepted", call_id="CA1", person="engineer_1", to_human_ms=9_500)
    drills.end(ended)
    assert drills.between(DUE, DUE + timedelta(seconds=1)) == (ended,)
    assert drills.between(DUE - timedelta(days=30), DUE) == ()
    assert drills.last_accepted() == {"emergency": NOW}


def test_a_failed_drill_is_no_drill_that_a_person_took(record: Record) -> None:
    drills = Drills(record, "toy")
    begun = drills.begin("emergency", DUE, NOW)
    assert begun is not None
    drills.end(replace(begun, state="failed", why="nobody pressed 1"))
    assert drills.last_accepted() == {}


def test_a_drill_that_is_given_back_may_be_held_again_and_one_that_is_over_may_not(record: Record) -> None:
    drills = Drills(record, "toy")
    begun = drills.begin("emergency", DUE, NOW)
    assert begun is not None
    drills.give_back(begun)
    again = drills.begin("emergency", DUE, NOW)
    assert again is not None
    drills.end(replace(again, state="failed", why="nobody pressed 1"))
    drills.give_back(again)
    assert drills.begin("emergency", DUE, NOW) is None


def test_what_never_ended_is_found_and_is_not_the_newest_of_its_line(record: Record) -> None:
    drills = Drills(record, "toy")
    first = drills.begin("emergency", DUE, NOW)
    left = drills.begin("emergency", DUE + timedelta(days=7), NOW + timedelta(days=7))
    assert first is not None
    assert left is not None
    ended = replace(first, state="missed", why="nobody led")
    drills.end(ended)
    assert drills.left(NOW + timedelta(days=8)) == (left,)
    assert drills.left(NOW + timedelta(days=7)) == ()
    assert drills.newest() == {"emergency": ended}


def test_the_newest_radio_check_of_a_number_stands_whatever_comes_late(record: Record) -> None:
    checks = RadioChecks(record, "toy")
    checks.note("+442079460982", "engineer_1", NOW)
    checks.note("+442079460982", "engineer_1", NOW - timedelta(days=1))
    assert checks.last() == {"+442079460982": NOW}
    checks.note("+442079460982", "engineer_2", NOW + timedelta(days=1))
    assert checks.last() == {"+442079460982": NOW + timedelta(days=1)}
    assert RadioChecks(record, "another").last() == {}
