"""storage/record/clocks.py on both databases: one a call and name, stopped once, run on by that stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.record.clocks import Clocks, NewClock, Stop
from storage.record.engine import Record

NOW = datetime(2026, 11, 23, 18, 0, 0, 123_000, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEW = NewClock(
    clock="p1-answer-4h",
    case_id="p1",
    call_id="CA1",
    number="+12125550102",
    dialled="+18005551820",
    started_at=NOW,
    half_at=NOW + 2 * HOUR,
    due_at=NOW + 4 * HOUR,
)
TAKEN = Stop(
    call_id="CA1",
    by="engineer_1",
    why="accepted",
    at=NOW + timedelta(minutes=1, microseconds=7_000),
    clocks=frozenset({NEW.clock}),
)


@pytest.fixture
def clocks(record: Record) -> Clocks:
    started = Clocks(record, "homeika")
    assert started.start(NEW)
    return started


def test_a_call_has_one_of_a_name(clocks: Clocks) -> None:
    assert not clocks.start(replace(NEW, due_at=NOW + 9 * HOUR))
    assert [one.due_at for one in clocks.running("CA1")] == [NEW.due_at]


def test_a_stop_counts_once_and_for_what_had_begun(clocks: Clocks) -> None:
    assert clocks.stop(replace(TAKEN, at=NOW - HOUR)) == ()
    (stopped,) = clocks.stop(TAKEN)
    assert (stopped.stopped_at, stopped.stopped_by, stopped.why) == (TAKEN.at, "engineer_1", "accepted")
    assert clocks.stop(replace(TAKEN, by="engineer_2")) == ()
    assert clocks.running() == ()


@pytest.mark.parametrize(
    "other",
    [
        replace(TAKEN, by="engineer_2"),
        replace(TAKEN, at=TAKEN.at + timedelta(milliseconds=1)),
        replace(TAKEN, why="agent"),
        replace(TAKEN, call_id="CA2"),
    ],
    ids=["somebody else", "another time", "an agent", "another call"],
)
def test_a_clock_runs_on_where_this_very_stop_came_to_nothing(clocks: Clocks, other: Stop) -> None:
    clocks.stop(TAKEN)
    assert clocks.run_on(other) == ()
    (running,) = clocks.run_on(TAKEN)
    assert (running.due_at, running.stopped_at, running.stopped_by, running.why) == (
        NEW.due_at,
        None,
        None,
        None,
    )
    assert clocks.running() == (running,)
    assert clocks.run_on(TAKEN) == ()


def test_who_is_told_at_half_and_at_the_deadline_is_told_once(clocks: Clocks) -> None:
    (clock,) = clocks.running()
    assert clocks.half_gone(NOW + HOUR) == ()
    half, late = NOW + 3 * HOUR, NOW + 5 * HOUR
    assert clocks.half_gone(half) == (clock,)
    assert [clocks.warn(clock, half, ()) for _ in range(2)] == [True, False]
    assert clocks.overdue(late) == (replace(clock, warned_at=half),)
    assert [clocks.breach(clock, late, ()) for _ in range(2)] == [True, False]
    assert (clocks.half_gone(late), clocks.overdue(late)) == ((), ())
