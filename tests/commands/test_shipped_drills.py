"""The shipped companies' drills: each rings those alone who take drills, with no clock started on the way."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from callflows.book import load_company
from routing.oncall.roster import Wanted, ladder
from switchboard.drills import begins_at, dues, is_drill
from switchboard.paged_steps import page_at_once, page_of
from switchboard.rosters import roster_of
from switchboard.standby import emergency_lines, standby_lines
from tests.e2e.command import run_here
from tests.house import MONDAY
from tests.on_call_company import DESK, DRILLS, FIRST, write_company

COMPANIES = ["homeika", "homewise"]
NOW: datetime = MONDAY


@pytest.mark.parametrize("name", COMPANIES)
def test_a_drill_of_each_drilled_line_begins_at_a_page(name: str) -> None:
    book = load_company(Path("callflows") / name)
    drills = book.company.drills
    assert drills is not None
    for line in drills.lines:
        flow = book.flow_of(book.company.lines[line])
        assert flow is not None
        first, step = begins_at(book, flow, drills.from_)
        assert book.flows[first].steps[step].kind == "page"
        assert begins_at(book, flow, "+442079460123") == (flow, book.flows[flow].start)
    assert not is_drill(book, "")


@pytest.mark.parametrize("name", COMPANIES)
def test_every_line_that_may_reach_people_on_call_is_drilled_each_week(name: str) -> None:
    book = load_company(Path("callflows") / name)
    assert book.company.drills is not None
    paging = {
        line
        for line, number in book.company.lines.items()
        if (flow := book.flow_of(number)) is not None and page_of(book.flows, flow) is not None
    }
    assert set(book.company.drills.lines) == paging
    weeks = 52
    year = list(dues(book.company.drills, NOW, NOW + timedelta(weeks=weeks)))
    assert len(year) == weeks
    for due in year:
        roster = roster_of(book, {}, due)
        for policy in roster.policies:
            rung = ladder(roster, Wanted(policy=policy, drill=True), due)
            people = {target.person for ring in rung.rings for target in ring.targets}
            assert people, f"{due}: no drill of {policy} reaches anybody"
            assert all(roster.people[person].drills for person in people)


def test_the_line_that_rings_at_once_is_known_from_its_flow_alone() -> None:
    homeika, homewise = (load_company(Path("callflows") / name) for name in COMPANIES)
    assert (emergency_lines(homeika), emergency_lines(homewise)) == (("emergency",), ())
    assert page_at_once(homewise.flows, "homewise-support") is None


@pytest.mark.parametrize("name", COMPANIES)
def test_every_line_has_a_standby_that_ends_with_the_catch_all(name: str) -> None:
    book = load_company(Path("callflows") / name)
    roster = roster_of(book, {}, NOW)
    for line in standby_lines(book, roster, NOW):
        assert [target.title for target in line.rings[-1].targets] == ["operations desk"]
        assert len(line.rings) >= 5


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("lines: [emergancy]", 'there is no line "emergancy"'),
        ("lines: [emergency], outside: [dask]", 'there is no outside line "dask"'),
        (f'from: "{DESK}"', f"{DESK} is a line or an outside number"),
        ('at: "tuesday"', '"tuesday" is no time of the week: write "tue 10:00"'),
    ],
)
def test_drills_that_cannot_be_held_are_found_with_their_place(tmp_path: Path, wrong: str, told: str) -> None:
    folder = write_company(tmp_path / "flows")
    company = folder / "toy" / "company.yaml"
    text = company.read_text("utf-8")
    key = wrong.partition(":")[0]
    changed = re.sub(rf'(drills: .*){key}: (?:"[^"]*"|\[[^]]*\])', rf"\g<1>{wrong}", text)
    assert changed != text
    company.write_text(changed, encoding="utf-8")
    ran = run_here("check", folder)
    assert ran.status == 1
    assert re.search(rf"company\.yaml:\d+:\d+: error: {re.escape(told)}", ran.out), ran.out


@pytest.mark.parametrize("wrong", [f'from: "{FIRST}"', f'from: "{DRILLS}", robot: "{FIRST}"'])
def test_a_person_from_whose_phone_drills_would_ring_is_found(tmp_path: Path, wrong: str) -> None:
    folder = write_company(tmp_path / "flows")
    company = folder / "toy" / "company.yaml"
    company.write_text(company.read_text("utf-8").replace(f'from: "{DRILLS}"', wrong), encoding="utf-8")
    ran = run_here("check", folder)
    assert ran.status == 1
    told = re.escape(f"{FIRST} is a number of `drills`: their own calls would be taken for drills")
    assert re.search(rf"oncall\.yaml:\d+:\d+: error: {told}", ran.out), ran.out
