"""The robot's daily call: each line is answered, rung and taken as though every store were away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commands.drill_report import told
from commands.drilling import MISSED, Schedule
from storage.live.server import RunningRedis
from storage.live.signs import Signs
from storage.record.drills import Drill, Drills
from switchboard.drilling import Watch
from switchboard.replaying import replay
from tests.commands.toy_house import ToyHouse, a_toy_house
from tests.on_call_company import DESK, FIRST, LINE, SECOND

#: Wednesday: no weekly drill is due.
DUE = datetime(2026, 11, 11, 10, tzinfo=UTC)
ROBOT = "+442079460986"


@pytest.fixture
def house(tmp_path: Path, redis: RunningRedis) -> Iterator[ToyHouse]:
    def with_robot(text: str) -> str:
        return text.replace("lines: [emergency],", f'lines: [emergency, shop], robot: "{ROBOT}",')

    with a_toy_house(tmp_path, redis, DUE, with_robot) as found:
        found.net.number(ROBOT)
        yield found


def looks(house: ToyHouse, way: str = "/e1") -> list[Drill]:
    """Let follow look once; its rounds go on meanwhile. Return how those of one way ended."""

    def rests(seconds: float) -> None:
        house.rests(seconds)
        replay(house.services)

    held = Schedule(house.services, Watch(rest=house.rest, rests=rests), house.assets).look()
    return [each for each in held if each.line.endswith(way)]


def rung(house: ToyHouse) -> set[str]:
    return {leg.call.to for leg in house.net.exchange.legs.values() if leg.call.direction == "outbound-dial"}


def test_each_day_the_robot_takes_its_own_call_on_each_line_and_nobody_else_is_rung(house: ToyHouse) -> None:
    house.net.phone(ROBOT).will("accept")
    ended = looks(house)
    assert [(each.line, each.state, each.person) for each in ended] == [
        ("emergency/e1", "accepted", "robot"),
        ("shop/e1", "accepted", "robot"),
    ]
    assert all(each.to_human_ms is not None and 3_000 < each.to_human_ms < 20_000 for each in ended)
    assert rung(house) == {ROBOT}
    assert looks(house) == []
    house.rests(timedelta(days=1).total_seconds())
    assert [each.state for each in looks(house)] == ["accepted", "accepted"]


def test_what_becomes_of_the_robots_call_is_told_to_the_journal_alone(house: ToyHouse) -> None:
    house.net.phone(ROBOT).will("accept")
    ended = Schedule(house.services, Watch(rest=house.rest, rests=house.rests), house.assets).look()
    calls = [each.why for each in ended if each.line.endswith("/e1")]
    assert calls == ["no call came in on the line within 60 s"] * 2
    assert rung(house) == {ROBOT}
    assert {fact["fact"] for fact in house.facts()} == {"DrillFailed"}
    assert house.services.journal.pending() > 0


def test_a_robot_that_nobody_hears_of_is_told_of_loudly(house: ToyHouse) -> None:
    house.net.phone(ROBOT).will("no answer")
    assert [each.state for each in looks(house)] == ["failed", "failed"]
    rows = house.toy.promises.due(house.services.clock() + timedelta(days=2), 100)
    assert {(row.kind, row.to_number) for row in rows} == {("text", DESK)}
    assert "emergency/e1" in str(rows[0].body["text"])


def test_a_day_without_the_robots_call_is_missed_and_told(house: ToyHouse) -> None:
    house.net.phone(ROBOT).will("accept")
    Signs(house.services.live).put("drills", DUE - timedelta(hours=1))
    house.rests(timedelta(hours=5).total_seconds())
    assert {(each.line, each.why) for each in looks(house)} == {("emergency/e1", MISSED), ("shop/e1", MISSED)}
    report = list(told(house.services, datetime(2026, 11, 11, tzinfo=UTC), house.services.clock()))
    assert "toy emergency/e1: 0 held, 0 taken, 0 failed, 1 missed" in report


def test_people_are_rung_for_a_caller_who_comes_while_the_robot_calls(house: ToyHouse) -> None:
    house.net.phone(ROBOT).will("accept")
    for number in (FIRST, SECOND, DESK):
        house.net.phone(number).will("accept")
    call = house.net.phone("+447700900123").calls(LINE)
    call.talks_to(FIRST)
    assert [each.state for each in looks(house)] == ["accepted", "accepted"]
    call.hangs_up()
    assert Drills(house.services.record, "toy").left(house.services.clock()) == ()


def test_a_number_that_falls_back_to_nothing_fails_its_walk_loudly_once_one_went_well(
    house: ToyHouse,
) -> None:
    house.net.phone(ROBOT).will("accept")
    assert looks(house, "/e2") == []
    drills = Drills(house.services.record, "toy")
    for line in ("emergency/e2", "shop/e2"):
        begun = drills.begin(line, DUE - timedelta(days=1), DUE - timedelta(days=1))
        assert begun is not None
        drills.end(replace(begun, state="accepted"))
    ended = looks(house, "/e2")
    assert [(each.line, each.state) for each in ended] == [("emergency/e2", "failed"), ("shop/e2", "failed")]
    assert "emergency/e2" in {fact["line"] for fact in house.facts("DrillFailed")}


def test_days_without_a_proof_are_told_in_one_text_a_line_and_each_is_written_down(house: ToyHouse) -> None:
    house.net.phone(ROBOT).will("accept")
    Signs(house.services.live).put("drills", DUE - timedelta(days=10, hours=1))
    house.rests(timedelta(hours=5).total_seconds())
    missed = [each for each in looks(house) if each.state == "missed"]
    assert [each.line for each in missed].count("emergency/e1") == 11
    rows = house.toy.promises.due(house.services.clock() + timedelta(days=2), 1000)
    texts = [str(row.body["text"]) for row in rows if "emergency/e1" in str(row.body["text"])]
    assert len(texts) == 1
    assert "(11 times)" in texts[0]
    kept = Drills(house.services.record, "toy").between(DUE - timedelta(days=30), DUE + timedelta(days=1))
    assert [each.state for each in kept if each.line == "emergency/e1"] == ["missed"] * 11
