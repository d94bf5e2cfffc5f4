"""A drill beside real callers, and one whose holder is gone: nobody waits for it, and none is silent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from commands.drilling import GRACE, LASTS, LEFT, MISSED, Schedule, hold_due_drills
from emulator.phone_call import PhoneCall
from storage.live.server import RunningRedis
from storage.live.signs import Signs
from storage.record.drills import Drills
from switchboard.drilling import NotNowError, Watch, hold_drill
from tests.commands.toy_house import ToyHouse, a_toy_house
from tests.on_call_company import DESK, FIRST, LINE, SECOND

DUE = datetime(2026, 11, 10, 10, tzinfo=UTC)
CALLER = "+447700900123"


@pytest.fixture
def house(tmp_path: Path, redis: RunningRedis) -> Iterator[ToyHouse]:
    with _emptied(tmp_path, redis) as found:
        yield found


@contextmanager
def _emptied(scratch: Path, redis: RunningRedis, old: str = "", new: str = "") -> Iterator[ToyHouse]:
    with a_toy_house(scratch, redis, DUE, lambda text: text.replace(old, new) if old else text) as found:
        yield found


def schedule(house: ToyHouse) -> Schedule:
    return Schedule(house.services, Watch(rest=house.rest, rests=house.rests), house.assets)


def texts(house: ToyHouse) -> list[str | None]:
    """Whom a text waits for."""
    rows = house.toy.promises.due(house.services.clock() + timedelta(days=2), 100)
    return [row.to_number for row in rows if row.kind == "text"]


def drills(house: ToyHouse) -> Drills:
    return Drills(house.services.record, "toy")


def drill_rings(house: ToyHouse) -> int:
    return len([fact for fact in house.facts("PageRang") if fact["drill"]])


def test_while_somebody_talks_to_a_caller_a_drill_waits_and_is_held_after(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("accept")
    call = house.net.phone(CALLER).calls(LINE)
    call.talks_to(FIRST)
    keeper = schedule(house)
    assert keeper.look() == []
    assert drill_rings(house) == 0
    call.hangs_up()
    house.rests(15)
    assert [ended.state for ended in keeper.look()] == ["accepted"]


def test_a_drill_that_is_put_off_for_an_hour_is_missed_and_the_catch_all_is_told(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("accept")
    call = house.net.phone(CALLER).calls(LINE)
    call.talks_to(FIRST)
    keeper = schedule(house)
    assert keeper.look() == []
    call.hangs_up()
    house.rests((GRACE + timedelta(minutes=1)).total_seconds())
    assert [(ended.state, ended.why) for ended in keeper.look()] == [("missed", MISSED)]
    assert texts(house) == [DESK]
    assert [fact["why"] for fact in house.facts("DrillFailed")] == [MISSED]
    assert keeper.look() == []


def test_a_drill_ends_when_a_caller_pages_and_their_engineer_is_free_for_them(house: ToyHouse) -> None:
    engineer = house.net.phone(FIRST).will("no answer")
    calls: list[PhoneCall] = []

    def rests(seconds: float) -> None:
        house.rests(seconds)
        if not calls and drill_rings(house):
            engineer.will("accept")
            calls.append(house.net.phone(CALLER).calls(LINE))

    with pytest.raises(NotNowError):
        hold_drill(house.services, house.toy, "emergency", DUE, Watch(rest=house.rest, rests=rests))
    [call] = calls
    call.talks_to(FIRST)
    assert drill_rings(house) == 1
    assert drills(house).between(DUE, DUE + timedelta(days=1)) == ()
    assert house.facts("DrillFailed") == []
    call.hangs_up()


def test_whom_a_drill_rings_is_not_passed_over_for_a_caller(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("no answer")
    house.net.phone(SECOND).will("no answer")
    house.net.phone(DESK).will("no answer")
    rung: list[list[str]] = []

    def rests(seconds: float) -> None:
        house.rests(seconds)
        if not rung and drill_rings(house):
            house.net.phone(CALLER).calls(LINE)
            house.rests(1)
            rung.extend(fact["people"] for fact in house.facts("PageRang") if not fact["drill"])

    with pytest.raises(NotNowError):
        hold_drill(house.services, house.toy, "emergency", DUE, Watch(rest=house.rest, rests=rests))
    assert rung == [["engineer_1"]]


def test_a_drill_whose_holder_died_fails_loudly_at_the_next_look(house: ToyHouse) -> None:
    assert drills(house).begin("emergency", DUE, DUE) is not None
    keeper = schedule(house)
    assert keeper.look() == []
    house.rests((LASTS + timedelta(seconds=1)).total_seconds())
    assert [(ended.state, ended.why) for ended in keeper.look()] == [("failed", LEFT)]
    assert texts(house) == [DESK]
    assert keeper.look() == []


def test_a_drill_that_was_due_while_nobody_led_is_missed_aloud_and_an_older_one_is_not(
    house: ToyHouse,
) -> None:
    Signs(house.services.live).put("drills", DUE - timedelta(hours=1))
    house.rests(timedelta(hours=3).total_seconds())
    assert [(ended.due_at, ended.state) for ended in schedule(house).look()] == [(DUE, "missed")]
    assert texts(house) == [DESK]


def test_a_drill_that_follow_is_stopped_in_is_left_at_once_and_may_be_held_again(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("no answer")
    leads, stopping = threading.Event(), threading.Event()
    leads.set()
    waits: list[float] = []

    class Stopping(threading.Event):
        """Told to stop once a drill rings; time passes only here."""

        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0)
            house.rests(timeout or 0)
            if drill_rings(house):
                self.set()
            return self.is_set()

    stopping = Stopping()
    hold_due_drills(house.services, house.rest, house.assets, leads, stopping)
    assert len(waits) < 40
    assert drills(house).between(DUE, DUE + timedelta(days=1)) == ()
    assert house.facts("DrillFailed") == []


def test_a_failed_drill_is_told_to_whoever_a_schedule_puts_behind_the_catch_all(
    tmp_path: Path, redis: RunningRedis
) -> None:
    with _emptied(tmp_path, redis, "catch_all: [desk]", "catch_all: [rota]") as house:
        house.net.phone(FIRST).will("decline")
        [ended] = schedule(house).look()
        assert ended.state == "failed"
        assert texts(house) == [FIRST]


def test_one_drill_does_not_put_off_the_next(tmp_path: Path, redis: RunningRedis) -> None:
    with _emptied(tmp_path, redis, "lines: [emergency]", "lines: [emergency, shop]") as house:
        house.net.phone(FIRST).will("accept")
        assert [(each.line, each.state) for each in schedule(house).look()] == [
            ("emergency", "accepted"),
            ("shop", "accepted"),
        ]


def test_an_outside_line_takes_a_drill_once_it_has_agreed(tmp_path: Path, redis: RunningRedis) -> None:
    with _emptied(tmp_path, redis, "lines: [emergency]", "lines: [emergency], outside: [desk]") as house:
        house.net.phone(FIRST).will("decline")
        house.net.phone(DESK).will("accept")
        assert [(each.state, each.person) for each in schedule(house).look()] == [("accepted", "desk")]


def test_telling_twice_of_one_drill_sends_one_text(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("decline")
    [ended] = schedule(house).look()
    again = drills(house)
    again.end(replace(ended, state="running"))
    house.rests((LASTS + timedelta(seconds=1)).total_seconds())
    assert [each.state for each in schedule(house).look()] == ["failed"]
    assert texts(house) == [DESK]


def test_a_drill_of_a_line_that_was_renamed_meanwhile_ends_and_the_others_are_held(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("accept")
    assert drills(house).begin("old_line", DUE - timedelta(hours=1), DUE - timedelta(hours=1)) is not None
    ended = schedule(house).look()
    assert [(each.line, each.state) for each in ended] == [("old_line", "failed"), ("emergency", "accepted")]
    assert texts(house) == [DESK]
    assert schedule(house).look() == []


def test_whoever_stops_a_drill_by_hand_leaves_no_trace_of_it(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("no answer")

    def rests(seconds: float) -> None:
        house.rests(seconds)
        if drill_rings(house):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hold_drill(house.services, house.toy, "emergency", DUE, Watch(rest=house.rest, rests=rests))
    assert drills(house).between(DUE, DUE + timedelta(days=1)) == ()
    assert texts(house) == []


def test_a_drill_takes_a_place_among_our_calls_and_waits_for_it(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("accept")
    while not (wait := house.services.pace.take("other")):
        pass
    waited: list[float] = []

    def rests(seconds: float) -> None:
        waited.append(seconds)
        house.rests(seconds)

    ended = hold_drill(house.services, house.toy, "emergency", DUE, Watch(rest=house.rest, rests=rests))
    assert ended is not None
    assert (ended.state, waited[0]) == ("accepted", wait.total_seconds())


def test_a_drill_that_the_database_breaks_before_the_ring_is_held_by_the_next_look(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("accept")
    with house.services.record.writing() as connection:
        connection.execute(text("ALTER TABLE promises RENAME TO away"))
    with pytest.raises(exc.OperationalError):
        schedule(house).look()
    with house.services.record.writing() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO promises"))
    assert [each.state for each in schedule(house).look()] == ["accepted"]
    assert texts(house) == []
