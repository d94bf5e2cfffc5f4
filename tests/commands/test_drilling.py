"""Drills as people on call meet them: who is rung, what they hear, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commands.drill_report import told
from commands.drilling import GRACE, Schedule
from emulator.faults import RestTrouble
from storage.live.server import RunningRedis
from storage.record.drills import Drill, Drills, RadioChecks
from switchboard.drilling import Watch, hold_drill
from switchboard.on_the_line import pages_on_the_line
from switchboard.radio_checks import keep_radio_checks
from tests.commands.toy_house import ToyHouse, a_toy_house
from tests.on_call_company import DESK, DRILLS, FIRST, LINE, SECOND

#: Tuesday, 10:00 in London; engineer 1 has been on call since Monday 09:00 (a week of theirs).
DUE = datetime(2026, 11, 10, 10, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path, redis: RunningRedis) -> Iterator[ToyHouse]:
    with a_toy_house(tmp_path, redis, DUE) as found:
        yield found


def drilled(house: ToyHouse, due: datetime = DUE) -> tuple[Drill, list[str]]:
    said: list[str] = []
    watch = Watch(rest=house.rest, rests=house.rests, says=said.append)
    ended = hold_drill(house.services, house.toy, "emergency", due, watch)
    assert ended is not None
    return ended, said


def rung(house: ToyHouse) -> set[str]:
    return {leg.call.to for leg in house.net.exchange.legs.values() if leg.call.direction == "outbound-dial"}


def test_whoever_takes_drills_hears_that_it_is_one_and_takes_it_with_1(house: ToyHouse) -> None:
    engineer = house.net.phone(FIRST).will("accept")
    ended, said = drilled(house)
    assert (ended.state, ended.person) == ("accepted", "engineer_1")
    assert ended.to_human_ms is not None
    assert 3_000 < ended.to_human_ms < 20_000
    assert engineer.current is not None
    heard = engineer.current.transcript
    assert "This is a drill. Toy emergency call" in heard
    assert "This was a drill, and you have taken it" in heard
    assert [line.split()[0] for line in said] == ["toy", "answered", "ringing", "engineer_1"]
    assert house.net.exchange.bridges == []


def test_only_those_who_take_drills_are_rung(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("no answer")
    drilled(house)
    assert rung(house) == {FIRST}


def test_a_drill_under_way_is_shown_as_one_with_those_alone_whom_it_rings(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("no answer")
    shown: set[tuple[str, str, str]] = set()

    def rests(seconds: float) -> None:
        house.rests(seconds)
        for page in pages_on_the_line(house.services, house.toy):
            shown.add((page.why, " ".join(page.rung), " ".join(page.then)))

    hold_drill(house.services, house.toy, "emergency", DUE, Watch(rest=house.rest, rests=rests))
    assert shown == {("drill", "engineer_1", "")}


def test_a_real_caller_rings_all_on_the_same_line(house: ToyHouse) -> None:
    for number in (FIRST, SECOND, DESK):
        house.net.phone(number).will("decline")
    house.net.phone("+447700900123").calls(LINE).hears("Nobody has picked up yet")
    assert rung(house) >= {FIRST, DESK}
    assert all(not fact["drill"] for fact in house.facts("PageRang"))


@pytest.mark.parametrize("plan", ["no answer", "decline", "voicemail at once", "hang up in whisper"])
def test_a_drill_that_nobody_takes_fails_loudly_and_promises_nothing(house: ToyHouse, plan: str) -> None:
    house.net.phone(FIRST).will(plan)  # type: ignore[arg-type]  # one of emulator.phone.Plan
    ended, _ = drilled(house)
    assert (ended.state, ended.why) == ("failed", "nobody on call has pressed 1")
    [failed] = house.facts("DrillFailed")
    assert failed["line"] == "emergency"
    promised = house.toy.promises.due(house.services.clock() + timedelta(days=2), 100)
    assert [(row.kind, row.to_number) for row in promised] == [("text", DESK)]
    assert "the drill of the line emergency has failed" in str(promised[0].body["text"])


def test_a_drill_is_told_apart_in_every_figure_and_starts_no_clock(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("accept")
    drilled(house)
    [ended] = house.facts("CallEnded")
    assert ended["tags"] == {"drill": "yes"}
    assert [fact["tags"] for fact in house.facts("Tagged")] == [{"drill": "yes"}]
    assert house.facts("ClockStarted") == []


def test_whoever_shows_the_number_of_drills_while_there_is_none_is_a_caller_as_any(house: ToyHouse) -> None:
    for number in (FIRST, SECOND, DESK):
        house.net.phone(number).will("decline")
    call = house.net.phone(DRILLS).calls(LINE)
    call.hears("Nobody has picked up yet")
    assert rung(house) >= {FIRST, DESK}
    [begun] = house.facts("CallStarted")
    assert begun["number"] == ""
    assert house.facts("Tagged") == []
    assert all(not fact["drill"] for fact in house.facts("PageRang"))
    call.hangs_up()


def test_a_drill_that_twilio_does_not_ring_fails_and_says_so(house: ToyHouse) -> None:
    house.net.faults.rest.append(RestTrouble(status=400, code=21212, times=1, path_contains="/Calls"))
    ended, _ = drilled(house)
    assert ended.state == "failed"
    assert ended.why is not None
    assert DRILLS in ended.why


def test_a_drill_is_held_once_a_week_at_its_time_whoever_leads(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("accept")
    watch = Watch(rest=house.rest, rests=house.rests)
    assert [ended.state for ended in Schedule(house.services, watch, house.assets).look()] == ["accepted"]
    assert Schedule(house.services, watch, house.assets).look() == []
    house.rests(timedelta(days=7).total_seconds())
    assert [ended.due_at for ended in Schedule(house.services, watch, house.assets).look()] == [
        DUE + timedelta(days=7)
    ]


def test_a_drill_of_before_anybody_ever_looked_was_not_missed(house: ToyHouse) -> None:
    house.rests((GRACE + timedelta(minutes=1)).total_seconds())
    assert Schedule(house.services, Watch(rest=house.rest, rests=house.rests), house.assets).look() == []
    report = list(told(house.services, datetime(2026, 11, 8, tzinfo=UTC), house.services.clock()))
    assert "toy emergency: 0 held, 0 taken, 0 failed, 0 missed" in report


def test_the_report_tells_times_failures_and_the_age_of_each_check(house: ToyHouse) -> None:
    phone = house.net.phone(FIRST).will("accept")
    drilled(house)
    phone.will("no answer")
    drilled(house, DUE + timedelta(hours=1))
    assert keep_radio_checks(house.services, house.toy, "tests") == 1
    house.rests(timedelta(days=8).total_seconds())
    report = list(told(house.services, datetime(2026, 11, 1, tzinfo=UTC), house.services.clock()))
    [line] = [each for each in report if each.startswith("toy emergency: 2 held, 1 taken, to a person p50 ")]
    assert line.endswith("1 failed, 0 missed")
    assert any("nobody on call has pressed 1" in each for each in report)
    assert f"  Engineer 1 {FIRST}: last took a call 8 days ago  <- more than 7 days" in report
    assert f"  Engineer 2 {SECOND}: last took a call never  <- more than 7 days" in report


def test_whoever_presses_1_on_a_real_page_has_proved_their_phone(house: ToyHouse) -> None:
    house.net.phone(FIRST).will("accept")
    call = house.net.phone("+447700900123").calls(LINE)
    call.talks_to(FIRST)
    assert keep_radio_checks(house.services, house.toy, "tests") == 1
    assert set(RadioChecks(house.services.record, "toy").last()) == {FIRST}
    call.hangs_up()


def test_a_drill_without_redis_fails_and_is_written_down(house: ToyHouse) -> None:
    house.services.live.breaker.failed()
    house.services.live.breaker.failed()
    house.services.live.breaker.failed()
    ended, _ = drilled(house)
    assert ended.state == "failed"
    assert Drills(house.services.record, "toy").between(DUE, DUE + timedelta(seconds=1)) == (ended,)
