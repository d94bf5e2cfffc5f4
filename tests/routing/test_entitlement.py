"""HK3, HK6, HK7: what each plan gets, and what doubt gets."""

import pytest

from routing.entitlement import PLANS, UNKNOWN, base_priority, entitlement_of

DOUBTS = [None, "", "Basic", " basic", "gold", "homeowner"]


def test_only_a_known_basic_plan_is_told_that_the_emergency_line_is_not_for_it() -> None:
    """HK3."""
    told = {plan for plan in PLANS if not entitlement_of(plan).rings_emergency_line}
    assert told == {"basic"}


@pytest.mark.parametrize("plan", DOUBTS)
def test_doubt_about_the_plan_rings_the_emergency_line_and_grants_nothing_else(plan: str | None) -> None:
    """reliability.md: unknown and error ring; the rest is what Basic has."""
    doubt, basic = entitlement_of(plan), entitlement_of("basic")
    assert doubt is UNKNOWN
    assert doubt.rings_emergency_line
    assert not doubt.around_the_clock
    assert not doubt.account_manager_first
    assert (doubt.priority, doubt.warranty_months, doubt.replacement_days) == (
        basic.priority,
        basic.warranty_months,
        basic.replacement_days,
    )


@pytest.mark.parametrize(
    ("plan", "hours_and_manager", "months", "days"),
    [
        ("basic", (False, False), 12, (3, 5)),
        ("premium", (True, False), 36, (1, 2)),
        ("enterprise", (True, True), 36, (1, 2)),
    ],
)
def test_each_plan_gets_what_the_company_says(
    plan: str, hours_and_manager: tuple[bool, bool], months: int, days: tuple[int, int]
) -> None:
    """HK6 and HK7; Enterprise's warranty and shipping are those of Premium."""
    row = entitlement_of(plan)
    assert (row.around_the_clock, row.account_manager_first) == hours_and_manager
    assert (row.warranty_months, row.replacement_days) == (months, days)


@pytest.mark.parametrize(
    ("plan", "priority"), [("enterprise", 90), ("premium", 70), ("basic", 50), (None, 50)]
)
def test_priority_follows_the_plan_unless_the_step_is_urgent(plan: str | None, priority: int) -> None:
    """DC3, HW5."""
    assert base_priority(plan, urgent=False) == priority
    assert base_priority(plan, urgent=True) == 100
