"""What a plan entitles its caller to: one table, each column with the requirement it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from routing.place import URGENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """One row: what is owed to the callers of one plan."""

    rings_emergency_line: bool  #: HK3. False: told so, offered the support line's choices and a danger key.
    around_the_clock: bool  #: HK6: a person outside support hours too, by the on-call rotation.
    account_manager_first: bool  #: HK6: a named person is tried before the queue.
    priority: int  #: DC3, 0 to 99: the head start in a queue (routing.place).
    warranty_months: int  #: HK7, from the day of purchase.
    replacement_days: tuple[int, int]  #: HK7: fewest and most business days until a replacement is shipped.


UNKNOWN = Entitlement(
    rings_emergency_line=True,  # doubt rings
    around_the_clock=False,
    account_manager_first=False,
    priority=50,
    warranty_months=12,
    replacement_days=(3, 5),
)
"""A caller whose plan is not known, or a tenant without plans: what everybody gets."""

PLANS: Mapping[str, Entitlement] = MappingProxyType(
    {
        "basic": Entitlement(
            rings_emergency_line=False,
            around_the_clock=False,
            account_manager_first=False,
            priority=50,
            warranty_months=12,
            replacement_days=(3, 5),
        ),
        "premium": Entitlement(
            rings_emergency_line=True,
            around_the_clock=True,
            account_manager_first=False,
            priority=70,
            warranty_months=36,
            replacement_days=(1, 2),
        ),
        # Enterprise is given no warranty and shipping of its own in HK7: as Premium (choice).
        "enterprise": Entitlement(
            rings_emergency_line=True,
            around_the_clock=True,
            account_manager_first=True,
            priority=90,
            warranty_months=36,
            replacement_days=(1, 2),
        ),
    }
)
"""By the plan's name as the customer directory and the flows write it."""


def entitlement_of(plan: str | None) -> Entitlement:
    """Return what a plan entitles to. None, or a name that is none, is UNKNOWN: never Basic by mistake."""
    return UNKNOWN if plan is None else PLANS.get(plan, UNKNOWN)


def base_priority(plan: str | None, *, urgent: bool) -> int:
    """Return the priority a caller starts with, 0 to 100; an urgent step is 100 whatever the plan (HW5)."""
    return URGENT if urgent else entitlement_of(plan).priority
