"""doctor on people and their phones: rosters that drift, drills that fail, calls that nobody met."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from storage.record.drills import Drills
from storage.record.engine import open_record
from storage.record.found_calls import FoundCall, FoundCalls
from storage.record.found_tables import call_looks
from storage.record.tables import radio_checks
from tests.commands.account import STRANGER, Operator, an_account, findings
from tests.e2e.command import NOW
from tests.on_call_company import DRILLS, FIRST, LINE, SECOND


def test_phones_and_drills_that_nobody_took_for_a_week_are_named(tmp_path: Path) -> None:
    with an_account(tmp_path) as operator:
        found = findings(operator)
        assert found["drill of toy emergency"]["state"] == "warn"
        assert f"Engineer 2 {SECOND} (never)" in found["phones of toy"]["detail"]
        assert found[DRILLS]["state"] == "fail"
        assert found["robot of toy"]["detail"] == "no robot: E1 is never tried"
        assert found["drill of toy emergency/e2"]["detail"] == "it never went well"


def test_a_drill_that_failed_is_found_though_an_older_one_was_taken(operator: Operator) -> None:
    record = open_record(f"sqlite:///{Path(operator.env['RINGDOWN_DATA']) / 'ringdown.sqlite'}")
    drills = Drills(record, "toy")
    begun = drills.begin("emergency", NOW - timedelta(days=1), NOW - timedelta(days=1))
    assert begun is not None
    drills.end(replace(begun, state="failed", why="nobody on call has pressed 1"))
    record.close()
    found = findings(operator)["drill of toy emergency"]
    assert (found["state"], found["detail"]) == ("fail", "24 h ago, failed: nobody on call has pressed 1")


def test_a_roster_on_the_disk_that_rings_others_than_the_record_says_is_found(operator: Operator) -> None:
    kept = [(path, path.read_bytes()) for path in Path(operator.env["RINGDOWN_DATA"]).glob("rosters/*")]
    file = operator.folder / "toy" / "oncall.yaml"
    file.write_text(file.read_text("utf-8").replace(FIRST, "+442079460988"), encoding="utf-8")
    assert operator.runs("publish", str(operator.folder)).status == 0
    for path, data in kept:
        path.write_bytes(data)
    found = findings(operator)["roster of toy"]
    assert (found["state"], found["detail"]) == (
        "fail",
        "it rings others than the record says, for: duty",
    )


def test_a_robot_whose_proofs_are_old_is_found(operator: Operator) -> None:
    file = operator.folder / "toy" / "company.yaml"
    text = file.read_text("utf-8").replace("lines: [emergency],", f'lines: [emergency], robot: "{STRANGER}",')
    file.write_text(text, encoding="utf-8")
    assert operator.runs("publish", str(operator.folder)).status == 0
    record = open_record(f"sqlite:///{Path(operator.env['RINGDOWN_DATA']) / 'ringdown.sqlite'}")
    drills = Drills(record, "toy")
    for line, ago in (("emergency/e1", timedelta(hours=5)), ("emergency/e2", timedelta(days=3))):
        begun = drills.begin(line, NOW - ago, NOW - ago)
        assert begun is not None
        drills.end(replace(begun, state="accepted"))
    record.close()
    found = findings(operator)
    assert found["drill of toy emergency/e1"]["state"] == "ok"
    assert found["drill of toy emergency/e2"]["detail"] == "it last went well 3 days ago"
    assert found[STRANGER]["remedy"] == "app.py provision"


def test_only_phones_that_a_page_can_ring_are_to_be_tried(operator: Operator) -> None:
    file = operator.folder / "toy" / "company.yaml"
    text = file.read_text("utf-8").replace("outside: {", 'outside: {failsafe: "+442079460987", ', 1)
    file.write_text(text, encoding="utf-8")
    people = operator.folder / "toy" / "oncall.yaml"
    named = 'people:\n  retired: {title: Retired, number: "+442079460986"}'
    people.write_text(people.read_text("utf-8").replace("people:", named, 1), encoding="utf-8")
    assert operator.runs("publish", str(operator.folder)).status == 0
    assert findings(operator)["phones of toy"]["state"] == "ok"


def test_a_phone_that_no_drill_may_ring_is_told_of_without_a_warning(operator: Operator) -> None:
    record = open_record(f"sqlite:///{Path(operator.env['RINGDOWN_DATA']) / 'ringdown.sqlite'}")
    for number, state in ((SECOND, "ok"), (FIRST, "warn")):
        with record.writing() as connection:
            connection.execute(delete(radio_checks).where(radio_checks.c.number == number))
        found = findings(operator)["phones of toy"]
        assert found["state"] == state
        assert f"no drill tries, and nobody has pressed 1 either on: Engineer 2 {SECOND}" in found["detail"]
    record.close()


def test_calls_that_never_reached_us_are_counted(operator: Operator) -> None:
    record = open_record(f"sqlite:///{Path(operator.env['RINGDOWN_DATA']) / 'ringdown.sqlite'}")
    calls = FoundCalls(record, "toy")
    for hours, called_back in ((1, True), (2, False), (30, True)):
        at = NOW - timedelta(hours=hours)
        call = FoundCall(
            call_id=f"CA{hours:032}",
            number="",
            dialled=LINE,
            began_at=at,
            status="completed",
            seconds=90,
            rang=1,
            talked=not called_back,
            messages=0,
            called_back=called_back,
        )
        assert calls.begin(call, at)
    record.close()
    found = findings(operator)["calls never met, of toy"]
    assert (found["state"], found["detail"]) == (
        "warn",
        "2 within a day, 1 of them called back by people on call",
    )


@pytest.mark.parametrize(
    ("looked", "told"), [(timedelta(hours=6), "last looked 6 h ago"), (None, "nobody has looked yet")]
)
def test_that_nobody_looks_for_such_calls_is_found(
    operator: Operator, looked: timedelta | None, told: str
) -> None:
    record = open_record(f"sqlite:///{Path(operator.env['RINGDOWN_DATA']) / 'ringdown.sqlite'}")
    if looked is None:
        with record.writing() as connection:
            connection.execute(delete(call_looks))
    else:
        FoundCalls(record, "toy").looked(NOW - looked)
    record.close()
    assert findings(operator)["calls never met, of toy"]["detail"] == told


def test_a_roster_file_that_grows_old_is_found_and_looking_makes_it_no_fresher(operator: Operator) -> None:
    assert findings(operator)["roster of toy"]["state"] == "ok"
    before = [path.read_bytes() for path in Path(operator.env["RINGDOWN_DATA"]).glob("rosters/*.roster")]
    findings(operator)
    after = [path.read_bytes() for path in Path(operator.env["RINGDOWN_DATA"]).glob("rosters/*.roster")]
    assert before == after
    for path in Path(operator.env["RINGDOWN_DATA"]).glob("rosters/*"):
        path.unlink()
    assert findings(operator)["roster of toy"]["state"] == "fail"
