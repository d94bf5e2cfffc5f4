"""A test in a flow file says who rings at its clock: `expect: {rings: [...]}`."""

from __future__ import annotations

import pytest

from callflows.rehearse import Outcome, rehearse
from tests.callflows.oncall.small_company import company

FLOW = "small.yaml"
#: A stranger, and an Enterprise caller whose account manager is Engineer 1.
KNOWN = "caller: {plan: enterprise, account_manager: agent_7}"


def rehearsed(
    rings: str,
    *,
    at: str = "2026-11-23T12:00",
    page: str = "page: on-call",
    given: str = "{}",
    does: str = "press 12345678#",
) -> Outcome:
    """Play a call that leads to a page once the caller has keyed in a number."""
    verify = "{want: identified, factors: [{ask: order_number, say: Your number., grants: identified}]}"
    steps = (
        f"  greeting: {{verify: {verify}, next: on_call}}\n"
        f"  on_call: {{{page}, next: {{accepted: end, exhausted: message}}}}\n  by_hours:"
    )
    does = f"call: {{at: '{at}'}}, given: {given}, do: ['{does}']"
    test = f"{{name: it, {does}, expect: {{rings: {rings}}}}}"
    greeting = "  greeting: {say: Good morning., next: by_hours}\n  by_hours:"
    book = company((FLOW, greeting, steps), (FLOW, "tests:\n", f"tests:\n  - {test}\n"))
    assert book.findings == ()
    outcome, _ = rehearse(book)
    return outcome


@pytest.mark.parametrize(
    ("at", "rings"),
    [
        ("2026-11-23T12:00", "[engineer_1, engineer_2, engineer_3, manager, duty]"),
        ("2026-11-22T03:00", "[partner, duty]"),
        ("2026-11-30T12:00", "[engineer_2]"),
    ],
)
def test_whoever_is_on_call_at_the_clock_of_the_test_rings(at: str, rings: str) -> None:
    assert rehearsed(rings, at=at).failures == ()


def test_a_step_of_its_own_levels_rings_them_and_then_the_catch_all() -> None:
    own = "page: on-call, levels: [{call: [engineer_3], tries: 2}]"
    assert rehearsed("[engineer_3, manager, duty]", page=own).failures == ()


def test_the_account_manager_of_the_caller_rings_where_a_level_calls_them() -> None:
    at = "2026-11-30T12:00"
    assert rehearsed("[engineer_1, engineer_2]", at=at, page="page: p1", given=f"{{{KNOWN}}}").failures == ()
    assert rehearsed("[engineer_2, manager]", at=at, page="page: p1").failures == ()


def test_somebody_else_than_expected_is_told() -> None:
    (failure,) = rehearsed("[engineer_2]").failures
    assert "expected to ring engineer_2, not engineer_1, engineer_2, engineer_3, manager, duty;" in failure


def test_whoever_is_rung_is_told_of_where_nobody_accepts() -> None:
    assert rehearsed("[engineer_1]", given="{page: exhausted}").failures == ()


def test_a_call_that_pages_nobody_rings_nobody() -> None:
    (failure,) = rehearsed("[engineer_1]", does="hang up").failures
    assert "expected to ring engineer_1, not nobody;" in failure
