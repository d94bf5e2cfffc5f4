"""What is wrong with who is on call is found in its place, before it goes live."""

from __future__ import annotations

import pytest

from callflows.lint import lint
from callflows.source import MAX_BYTES
from tests.callflows.oncall.small_company import TODAY, Change, company, found

C, ON = "company.yaml", "oncall.yaml"
WEEKLY = '{handoff: weekly, starts: "2026-01-05T09:00", people: [engineer_1, engineer_2]}'
STARTS = 'starts: "2026-01-05T09:00"'
NUMBER = '"+442079460911"'


def test_the_company_that_the_broken_ones_were_made_from_is_without_findings() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("change", "finds"),
    [
        ((C, "call: [primary]", "call: [primry]"), ["company.yaml:11:17 error unknown-name"]),
        (
            (C, "catch_all: [manager, duty]", "catch_all: [manger, duty]"),
            ["company.yaml:13:17 error unknown-name"],
        ),
        ((C, "catch_all: [manager, duty]", "catch_all: []"), ["company.yaml:9:3 error no-catch-all"]),
        ((C, "    catch_all: [manager, duty]\n", ""), ["company.yaml:9:3 error no-catch-all"]),
        ((C, "[manager, duty]", "[caller.account_manager]"), ["company.yaml:13:5 error no-catch-all"]),
        ((C, "catch_all: [manager]}", "duty: duty}"), ["company.yaml:15:91 error bad-value"]),
        ((C, "catch_all: [manager, duty]", "catch_all: [mon day]"), ["company.yaml:13:17 error bad-value"]),
        ((C, "rounds: 3", "rounds: 9"), ["company.yaml:14:13 error bad-value"]),
        ((C, '"+442079460991"', '"+442071234567"'), ["company.yaml:6:17 error own-line"]),
        (
            (C, '"+442079460991"', '"+442079460991", manager: "+442079460992"'),
            ["oncall.yaml:7:3 error duplicate-id"],
        ),
        (
            (
                C,
                '"+442079460991"',
                '"+442079460991", engineer_57: "+442079460992", engineer_492: "+442079460993"',
            ),
            ["company.yaml:6:64 error tag-clash"],
        ),
        (
            (C, "[secondary, engineer_3]", "[engineer_3]"),
            ["oncall.yaml:15:3 warning unused-schedule"],
        ),
        ((C, "[secondary, engineer_3]", "[secondary]"), ["oncall.yaml:5:3 warning unused-person"]),
    ],
)
def test_a_mistake_in_a_policy_is_found(change: Change, finds: list[str]) -> None:
    assert found(change) == finds


@pytest.mark.parametrize(
    ("old", "new", "finds"),
    [
        ("fallback: manager", "fallback: secondary", "14:15 error unknown-name"),
        ("fallback: manager", "fallback: maneger", "14:15 error unknown-name"),
        ("    fallback: manager\n", "", "9:3 error missing-key"),
        ("[engineer_1, engineer_2]", "[engineer_1, engineer_9]", "12:76 error unknown-name"),
        ("people: [partner]", "people: []", "13:136 error bad-value"),
        ("people: [partner]", "people: [engineer_1]", "6:3 warning unused-person"),
        ("people: [partner]", "pople: [partner]", "13:9 error missing-key"),
        (NUMBER, '"+442071234567"', "3:43 error own-line"),
        (NUMBER, "+442079460911", "3:43 error unquoted-number"),
        (NUMBER, '"+44999"', "3:43 error bad-number"),
        (NUMBER, '"+1911"', "3:43 error bad-number"),
        (NUMBER, '"112"', "3:43 error bad-number"),
        (', number: "+442079460912"', "", "4:3 error missing-key"),
        ("title: Engineer 2, ", "", "4:3 error missing-key"),
        ("staff: agent_7, ", "", "company.yaml:15:25 warning no-account-manager"),
        ("oncall: v1", "oncall: v2", "1:9 error bad-value"),
    ],
)
def test_a_mistake_in_the_on_call_file_is_found(old: str, new: str, finds: str) -> None:
    (finding, *_) = found((ON, old, new))
    assert finding == (finds if finds.startswith(C) else f"{ON}:{finds}")


@pytest.mark.parametrize(
    ("old", "new", "finds"),
    [
        ("handoff: weekly", "handoff: fortnightly", "12:19 error bad-value"),
        ("handoff: weekly, ", "", "12:9 error missing-key"),
        (f", {STARTS}", "", "12:9 error missing-key"),
        (STARTS, 'starts: "2026-01-05"', "12:35 error bad-value"),
        (STARTS, 'starts: "2026-02-30T09:00"', "12:35 error bad-value"),
        (STARTS, 'starts: "2026-01-05T09:00+01:00"', "12:35 error bad-value"),
        ('ends: "2027-01-05T18:00"', 'ends: "2026-01-05T18:00"', "13:9 error bad-value"),
        ("length: 36h", "length: 10m", "17:14 error bad-value"),
        ("length: 36h", "length: 367d", "17:14 error bad-value"),
        (STARTS, 'starts: "9999-01-05T09:00"', "12:35 error bad-value"),
        ("length: 36h, ", "", "17:14 error bad-value"),
        ("length: 36h", "length: 36h, every: 2", "17:14 error bad-value"),
        ("handoff: weekly", "handoff: weekly, length: 36h", "12:9 error bad-value"),
        ("mon-fri: 18:00-09:00", "mon-fri: 6pm-9am", "13:163 error bad-value"),
        ("mon-fri: 18:00-09:00", "mon-fri: 18:00-25:00", "13:163 error bad-value"),
        ("mon-fri: 18:00-09:00", "fri-mon: 18:00-09:00", "13:154 error bad-value"),
        ("timezone: Europe/London", "timezone: London", "10:15 error unknown-zone"),
        ("every: 2", "every: 0", "13:47 error bad-value"),
        ("{name: nights, ", "{calendar: partner.ics, ", "13:9 error bad-value"),
        (WEEKLY, "{calendar: partner.ics, people: [engineer_1]}", "12:20 error unknown-target"),
        (WEEKLY, "{calendar: ../a.ics, people: [engineer_1]}", "12:20 error bad-value"),
    ],
)
def test_a_rotation_that_makes_none_is_found(old: str, new: str, finds: str) -> None:
    assert f"{ON}:{finds}" in found((ON, old, new))


def test_a_schedule_named_as_a_person_is_found() -> None:
    assert "oncall.yaml:15:3 error duplicate-id" in found((ON, "  secondary:\n", "  engineer_3:\n"))


def test_a_finding_says_what_may_have_been_meant() -> None:
    (finding,) = lint(company((C, "call: [primary]", "call: [primry]")).texts, TODAY)
    assert finding.text == 'there is no schedule, person or outside line "primry"; did you mean "primary"?'


def test_a_calendar_longer_than_any_file_is_refused() -> None:
    assert found(partner_ics=b"x" * (MAX_BYTES + 1)) == ["partner.ics:1:1 error too-big"]
    assert found(partner_ics=b"x" * MAX_BYTES) == []


def test_while_the_on_call_file_cannot_be_read_nobody_is_called_unknown() -> None:
    assert found((ON, "oncall: v1", "oncall: v1\nshedules: {}")) == ["oncall.yaml:2:1 error unknown-key"]
