"""HK7: what each plan gets, and what doubt gets."""

import pytest

from routing.entitlement import STANDARD, entitlement_of


@pytest.mark.parametrize("plan", [None, "", "Premium", " premium", "gold", "homeowner"])
def test_doubt_about_the_plan_grants_nothing_more(plan: str | None) -> None:
    assert entitlement_of(plan) == STANDARD


@pytest.mark.parametrize(
    ("plan", "months", "days"), [("basic", 12, (3, 5)), ("premium", 36, (1, 2)), ("enterprise", 36, (1, 2))]
)
def test_each_plan_gets_what_the_company_says(plan: str, months: int, days: tuple[int, int]) -> None:
    """HK7; Enterprise's warranty and shipping are those of Premium."""
    row = entitlement_of(plan)
    assert (row.warranty_months, row.replacement_days) == (months, days)
