"""What a plan entitles its caller to, where no flow says so: one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """One row: what is owed to the callers of one plan."""

    warranty_months: int  #: HK7, from the day of purchase.
    replacement_days: tuple[int, int]  #: HK7: fewest and most business days until a replacement is shipped.


STANDARD = Entitlement(warranty_months=12, replacement_days=(3, 5))
"""What everybody gets: Basic, a caller whose plan is not known, the customers of a tenant without plans."""

_LONGER = Entitlement(warranty_months=36, replacement_days=(1, 2))

#: By the plan's name as the customer directory and the flows write it. Enterprise is given no warranty and
#: shipping of its own in HK7: as Premium (choice).
PLANS: Mapping[str, Entitlement] = MappingProxyType(
    {"basic": STANDARD, "premium": _LONGER, "enterprise": _LONGER}
)


def entitlement_of(plan: str | None) -> Entitlement:
    """Return what a plan entitles to. None, or a name that is none, is STANDARD."""
    return STANDARD if plan is None else PLANS.get(plan, STANDARD)
