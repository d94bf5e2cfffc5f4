"""For every minute of the year to come somebody is rung; where not, the finding says from when until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callflows.book import load_book, load_company
from callflows.check import check_book
from callflows.coverage import Covered, prove_coverage
from callflows.texts import read_folder
from tests.callflows.oncall.small_company import Change, company

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
COMPANIES = Path(__file__).parents[3] / "callflows"
C, ON = "company.yaml", "oncall.yaml"
#: Nobody who is on the first level is on the second too.
SECOND: Change = (ON, "people: [engineer_2, duty]", "people: [engineer_3]")
THIRD: Change = (C, "[secondary, engineer_3]", "[secondary]")
#: The rotation of the first level ends on the first of March.
ENDS: Change = (ON, ", people: [engineer_1", ', ends: "2027-03-01T09:00", people: [engineer_1')


def covered(*changes: Change) -> Covered:
    return prove_coverage(company(SECOND, THIRD, *changes), NOW)


def told(*changes: Change) -> list[str]:
    return [f"{it.file}:{it.line}:{it.column} {it.level} {it.rule}" for it in covered(*changes).findings]


def test_a_company_whose_every_minute_has_somebody_is_covered() -> None:
    assert str(covered()) == "365 days, 2 policies, 5 levels: covered"


def test_a_rotation_that_ends_leaves_its_level_to_the_fallback_from_then_on() -> None:
    first, *_ = covered(ENDS).findings
    assert (first.level, first.rule) == ("warning", "on-call-fallback")
    assert "level 1 of policy on-call reaches only the fallback of primary, manager" in first.text
    assert "2027-03-01 09:00 GMT until 2027-11-22 09:00 GMT (2027-03-01T09:00Z" in first.text
    assert (first.file, first.line, first.column) == (C, 11, 9)


def test_one_phone_on_two_levels_is_found_on_the_second_with_how_often() -> None:
    (found,) = covered((ON, "people: [engineer_3]", "people: [engineer_1]")).findings
    assert (found.file, found.line, found.rule) == (C, 12, "on-call-phone")
    assert " times in 365 days: 2026-" in found.text
    assert found.text.endswith(" more")
    assert "the phone of engineer_1 is on level 1 and on level 2 of policy on-call" in found.text


def test_who_is_called_again_by_the_same_name_is_meant_so() -> None:
    again = (
        C,
        "simultaneous}], catch_all: [manager]}",
        "simultaneous}, {call: [primary]}], catch_all: [manager]}",
    )
    assert told(again) == []


def test_one_phone_twice_in_a_level_is_found() -> None:
    twice = (ON, 'number: "+442079460911"', 'number: "+442079460913"')
    level = (C, "{call: [secondary], ", "{call: [secondary, engineer_1], ")
    assert "company.yaml:12:9 warning on-call-double" in told(twice, level)


def test_a_catch_all_of_those_who_have_rung_before_is_found() -> None:
    assert told((C, "catch_all: [manager, duty]", "catch_all: [secondary]")) == [
        "company.yaml:13:16 warning on-call-last"
    ]


def test_the_levels_of_a_step_are_proved_with_the_catch_all_of_its_policy() -> None:
    page = "{page: on-call, levels: [{call: [engineer_3]}, {call: [secondary]}], next: {else: message}}"
    step: Change = ("small.yaml", "  by_hours:", f"  extra: {page}\n  by_hours:")
    assert str(covered(step)) == "365 days, 3 policies, 8 levels: covered; 1 warning"
    (found,) = covered(step).findings
    assert (found.file, found.line, found.rule) == ("small.yaml", 19, "on-call-phone")


def test_who_begins_as_the_clocks_change_is_noted_and_no_warning() -> None:
    proved = covered((ON, 'weekly, starts: "2026-01-05T09:00"', 'weekly, starts: "2026-01-04T01:30"'))
    assert str(proved) == "365 days, 2 policies, 5 levels: covered"
    forward, back = proved.notes
    assert "the clocks of Europe/London go forward, and engineer_1 begins by primary" in forward
    assert "the clocks of Europe/London go back, and engineer_2 begins by primary" in back


def test_somebody_without_a_number_is_a_hole_and_an_error() -> None:
    """No file can say so; whoever brings people from elsewhere is found out all the same."""
    book = company(SECOND, THIRD)
    people = {**book.oncall.people, "engineer_3": replace(book.oncall.people["engineer_3"], number="")}
    proved = prove_coverage(replace(book, oncall=replace(book.oncall, people=people)), NOW)
    assert {(found.level, found.rule) for found in proved.findings} == {("error", "on-call-hole")}
    assert ": not covered; " in str(proved)


def test_what_the_proof_finds_is_among_the_findings_of_a_check() -> None:
    assert "on-call-fallback" in {finding.rule for finding in check_book(company(ENDS), NOW)}


@pytest.mark.parametrize("tenant", ["homeika", "homewise"])
@pytest.mark.parametrize("month", [1, 4, 7, 10])
def test_both_companies_are_covered_whenever_it_is_asked(tenant: str, month: int) -> None:
    proved = prove_coverage(load_company(COMPANIES / tenant), datetime(2026, month, 28, 1, 30, tzinfo=UTC))
    assert proved.findings == ()


@pytest.mark.parametrize(
    ("tenant", "old", "more", "says"),
    [
        (
            "homeika",
            "people: [engineer_1, engineer_2, engineer_3, engineer_4]",
            'ends: "2027-03-14T02:30"',
            "level 1 of policy homeika-on-call reaches only the fallback of primary, duty_manager, "
            "2027-03-14 06:00 PDT until 2027-03-14 22:00 PDT (2027-03-14T13:00Z to 2027-03-15T05:00Z)",
        ),
        (
            "homewise",
            "people: [engineer_1, engineer_2, engineer_3]",
            "only: {mon-sat: 00:00-24:00}",
            "level 1 of policy homewise-on-call reaches only the fallback of engineers, duty_manager, "
            "2026-11-22 09:00 GMT until 2026-11-22 22:00 GMT (2026-11-22T09:00Z to 2026-11-22T22:00Z): "
            "give this time to a layer of engineers; 53 times in 365 days: 2026-11-22 09:00 GMT, "
            "2026-11-29 07:00 GMT, ",
        ),
    ],
)
def test_a_hole_made_in_a_company_is_found_with_its_dates(
    tenant: str, old: str, more: str, says: str
) -> None:
    files = dict(read_folder(COMPANIES / tenant))
    text = files[ON].decode()
    assert old in text
    files[ON] = text.replace(old, f"{old}\n        {more}", 1).encode()
    found = [it for it in prove_coverage(load_book(files), NOW).findings if it.rule == "on-call-fallback"]
    assert says in found[0].text
