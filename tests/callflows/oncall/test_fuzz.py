"""Whatever is written about who is on call, the answer is findings, or a plan."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from callflows.book import load_book
from callflows.check import check_book, has_errors
from callflows.source import read_source
from routing.oncall.roster import Roster, Wanted, ladder
from routing.oncall.schedule import resolve
from tests.callflows.oncall.small_company import COMPANY, ONCALL, SMALL
from tests.callflows.test_fuzz import places, replaced

NOW, LATER = datetime(2026, 11, 22, 9, tzinfo=UTC), datetime(2026, 11, 29, 9, tzinfo=UTC)
PARSED: dict[str, Any] = read_source("oncall.yaml", ONCALL.encode()).data
POLICIES: dict[str, Any] = read_source("company.yaml", COMPANY.encode()).data

WORDS = st.sampled_from(
    [
        "primary",
        "engineer_1",
        "duty",
        "manager",
        "caller.account_manager",
        "weekly",
        "custom",
        "monthly",
        "handoff",
        "calendar",
        "a.ics",
        "36h",
        "99999d",
        "0001-01-01T00:00",
        "9999-12-31T23:59",
        "2026-03-29T01:30",
        "mon-sun",
        "00:00-24:00",
        "18:00-09:00",
        "Asia/Kathmandu",
        "+442071234567",
        "52",
        "",
    ]
)
VALUES = st.recursive(
    WORDS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.sampled_from(places(PARSED)), VALUES)
def test_any_value_in_any_place_gives_findings_or_people_who_can_be_rung(
    place: tuple[Any, ...], value: Any
) -> None:
    _check_and_ring(json.dumps(replaced(PARSED, place, value)), COMPANY)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.sampled_from([it for it in places(POLICIES) if it[:1] == ("policies",)]), VALUES)
def test_any_value_in_a_policy_gives_findings_or_people_who_can_be_rung(
    place: tuple[Any, ...], value: Any
) -> None:
    _check_and_ring(ONCALL, json.dumps(replaced(POLICIES, place, value)))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.integers(0, len(ONCALL)), st.integers(0, 12), st.binary(max_size=6))
def test_any_cut_of_the_file_gives_findings_or_people_who_can_be_rung(
    at: int, cut: int, added: bytes
) -> None:
    text = ONCALL.encode()
    _check_and_ring(text[:at] + added + text[at + cut :], COMPANY)


def _check_and_ring(oncall: str | bytes, company: str) -> None:
    oncall = oncall.encode() if isinstance(oncall, str) else oncall
    files = {"company.yaml": company.encode(), "oncall.yaml": oncall, "small.yaml": SMALL.encode()}
    book = load_book(files)
    findings = [it for it in check_book(book, NOW) if not it.file.startswith("small")]
    assert all(finding.line >= 1 and finding.column >= 1 and finding.text for finding in findings)
    if has_errors(findings):
        return
    plan = book.oncall
    shifts = {name: resolve(schedule, (), NOW, LATER) for name, schedule in plan.schedules.items()}
    roster = Roster(
        tenant="small", since=NOW, until=LATER, people=plan.people, shifts=shifts, policies=plan.policies
    )
    for policy in plan.policies:
        assert ladder(roster, Wanted(policy=policy), NOW).rings, policy
