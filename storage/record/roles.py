"""The customers that the README, the demo and the tests name by role. All fictional.

Numbers: Ofcom and the North American plan keep +44 20 7946 0xxx and 555-01xx for fiction. No account and no
order begins with a key that means something in the flows: whoever keys it in too early rings nobody by it.
"""

from dataclasses import dataclass

#: The login at Homeika of the account manager of every Enterprise customer (HK6).
ACCOUNT_MANAGER = "agent7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One customer of the directory, as somebody who tries the service needs to know them."""

    name: str  #: the role, unique
    tenant: str
    customer_id: str
    number: str  #: the phone they call from, E.164
    account: str
    order_number: str
    pin: str
    plan: str = ""
    kind: str = ""
    placed_days_ago: int = 90  #: when the order was placed
    account_manager: str = ""


def _homeika(index: int, name: str, plan: str, pin: str, placed_days_ago: int) -> Role:
    return Role(
        name=name,
        tenant="homeika",
        customer_id=f"homeika-{index:05d}",
        number=f"+1212555{100 + index:04d}",
        account=f"3000000{index + 1}",
        order_number=f"4100000{index + 1}",
        pin=pin,
        plan=plan,
        placed_days_ago=placed_days_ago,
        account_manager=ACCOUNT_MANAGER if plan == "enterprise" else "",
    )


def _homewise(index: int, name: str, kind: str, pin: str) -> Role:
    return Role(
        name=name,
        tenant="homewise",
        customer_id=f"homewise-{index:05d}",
        number=f"+442079460{index:03d}",
        account=f"3000000{index + 1}",
        order_number=f"4100000{index + 1}",
        pin=pin,
        kind=kind,
    )


#: The first customers of each company, in order.
ROLES = (
    _homeika(0, "Premium customer", "premium", "271828", 100),
    _homeika(1, "Basic customer", "basic", "314159", 60),
    _homeika(2, "Enterprise customer", "enterprise", "161803", 200),
    _homeika(3, "customer with a return under way", "basic", "141421", 45),
    _homeika(4, "customer out of warranty", "basic", "173205", 500),
    _homewise(0, "homeowner with a visit booked", "homeowner", "223606"),
    _homewise(1, "renter", "renter", "244948"),
    _homewise(2, "trade partner", "trade", "264575"),
    _homewise(3, "customer with an unpaid invoice", "homeowner", "331662"),
)

RETURNING = ROLES[3].customer_id
VISITED = ROLES[5].customer_id
OWING = ROLES[8].customer_id


def role(name: str) -> Role:
    """Return the role of this name. Raises KeyError."""
    return {known.name: known for known in ROLES}[name]
