"""Makes up a company's customers and what they have: the same on every machine, dated from a given day.

Each customer has a source of chance of their own, seeded by company and place, so that nothing depends on
order or on how many are made.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from routing.entitlement import entitlement_of
from storage.record.companies import COMPANIES, Company
from storage.record.people import account_of, full_name, number_of, order_of
from storage.record.roles import ACCOUNT_MANAGER, OWING, RETURNING, ROLES, VISITED, Role

Row = dict[str, Any]

_ORDERS_AT_MOST = 3
_ROLES = {known.customer_id: known for known in ROLES}
_PRODUCTS = ("Hub", "Thermostat", "Doorbell", "Camera", "Lock", "Light strip", "Smoke sensor", "Speaker")
_JOBS = ("Boiler service", "Leak repair", "Rewiring", "Appliance repair", "Drain clearing", "Roof check")
_RETURN_STATES = ("awaited", "inspected", "shipping", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One customer and theirs: rows without PIN hashes, the PIN apart."""

    customer: Row
    pin: str | None
    rows: Mapping[str, list[Row]] = field(default_factory=dict)  #: by the table's name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """Makes one customer: who, with what chance, on what day."""

    tenant: str
    index: int
    today: date
    chance: Random
    role: Role | None

    @property
    def customer_id(self) -> str:
        return f"{self.tenant}-{self.index:05d}"

    @property
    def company(self) -> Company:
        return COMPANIES[self.tenant]

    def customer(self) -> Row:
        plan, kind = self._standing()
        manager = ACCOUNT_MANAGER if plan == "enterprise" else ""
        owner = f"agent{self.chance.randint(1, 8)}" if self.chance.random() < 0.05 else ""
        row = {
            "id": self.customer_id,
            "tenant": self.tenant,
            "account": account_of(self.index),
            "name": full_name(self.chance),
            "plan": plan,
            "kind": kind,
            "language": self.company.language,
            "account_manager": manager,
            "open_case_owner": "" if self.role else owner,
            "number": number_of(self.tenant, self.index),
        }
        if self.role is None:
            return row
        known = self.role
        return row | {
            "account": known.account,
            "number": known.number,
            "plan": known.plan,
            "kind": known.kind,
            "account_manager": known.account_manager,
        }

    def pin(self) -> str | None:
        """One customer in twenty has set one: more would make the first filling long."""
        drawn = f"{self.chance.randrange(1_000_000):06d}"
        if self.role is not None:
            return self.role.pin
        return drawn if self.chance.random() < 1 / 20 else None

    def rows(self, plan: str) -> dict[str, list[Row]]:
        made: dict[str, list[Row]] = {}
        how_many = 1 if self.role else self.chance.choices((1, 2, _ORDERS_AT_MOST), (6, 3, 1))[0]
        for place in range(how_many):
            order = self._order(place)
            made.setdefault("orders", []).append(order)
            for table, row in self._belongings(order, plan):
                made.setdefault(table, []).append(row)
        return made

    def _standing(self) -> tuple[str, str]:
        """Draw the plan at Homeika, the kind at Homewise."""
        if self.tenant == "homeika":
            return self.chance.choices(("basic", "premium", "enterprise"), (70, 27, 3))[0], ""
        return "", self.chance.choices(("homeowner", "renter", "trade"), (60, 30, 10))[0]

    def _order(self, place: int) -> Row:
        number = order_of(self.index * _ORDERS_AT_MOST + place)
        days_ago = self.chance.randrange(5, 1200)
        return {
            "tenant": self.tenant,
            "number": self.role.order_number if self.role else number,
            "customer_id": self.customer_id,
            "item": self.chance.choice(_PRODUCTS if self.tenant == "homeika" else _JOBS),
            "status": "delivered" if self.tenant == "homeika" else "booked",
            "placed_on": self.today - timedelta(days=self.role.placed_days_ago if self.role else days_ago),
            "total_minor": self.chance.randrange(1_900, 49_900, 100) + 99,
            "currency": self.company.currency,
        }

    def _belongings(self, order: Row, plan: str) -> Iterator[tuple[str, Row]]:
        """Yield what hangs on one order: table, row. The draws are the same whichever rows come of them."""
        drawn = {name: self.chance.random() for name in ("rma", "visit", "unpaid")}
        base = {
            "tenant": self.tenant,
            "order_number": order["number"],
            "customer_id": self.customer_id,
        }
        months = entitlement_of(plan).warranty_months
        yield "warranties", base | {"starts_on": order["placed_on"], "months": months}
        yield "invoices", base | self._invoice(order, unpaid=self._has(OWING, drawn=drawn["unpaid"] < 0.08))
        if self.tenant == "homeika":
            yield "devices", base | self._device(order)
            if self._has(RETURNING, drawn=drawn["rma"] < 0.05):
                yield "rmas", base | self._return(order)
        elif self._has(VISITED, drawn=drawn["visit"] < 0.2):
            yield "visits", base | self._visit(order)

    def _has(self, customer_id: str, *, drawn: bool) -> bool:
        """Roles have exactly what their name says."""
        return self.customer_id == customer_id if self.role else drawn

    def _invoice(self, order: Row, *, unpaid: bool) -> Row:
        return {
            "id": f"{self.tenant}-invoice-{order['number']}",
            "number": f"INV-{order['number']}",
            "balance_minor": order["total_minor"] if unpaid else 0,
            "currency": order["currency"],
            "due_on": self.today + timedelta(days=7) if unpaid else order["placed_on"] + timedelta(days=30),
        }

    def _device(self, order: Row) -> Row:
        serial = f"HK{self.chance.randrange(36**8):X}".ljust(10, "0")[:10]
        return {
            "serial": f"{serial}{order['number'][-6:]}",
            "model": order["item"],
            "firmware": f"{self.chance.randint(1, 4)}.{self.chance.randint(0, 30)}",
        }

    def _return(self, order: Row) -> Row:
        status = "inspected" if self.role else self.chance.choice(_RETURN_STATES)
        opened_on = self.today - timedelta(days=self.chance.randrange(3, 12))
        return {
            "id": f"{self.tenant}-rma-{order['number']}",
            "number": f"RMA{order['number']}",
            "status": status,
            "opened_on": opened_on,
            "next_on": opened_on + timedelta(days=14),
            "key": None,
        }

    def _visit(self, order: Row) -> Row:
        """Book a window of two to four hours between 8 and 18 o'clock (HW17), not on a Sunday."""
        day = self.today + timedelta(days=3 if self.role else self.chance.randrange(1, 40))
        from_hour = self.chance.randrange(8, 15)
        return {
            "id": f"{self.tenant}-visit-{order['number']}",
            "day": day + timedelta(days=1) if day.weekday() == 6 else day,
            "from_hour": from_hour,
            "to_hour": from_hour + self.chance.randint(2, 4),
            "purpose": order["item"],
        }


def make_company(tenant: str, today: date, size: int) -> Iterator[Made]:
    """Make up the company's first `size` customers, roles first. Dates count from `today`."""
    for index in range(size):
        chance = Random(f"ringdown/{tenant}/{index}")  # noqa: S311 - made-up people, nothing secret
        role = _ROLES.get(f"{tenant}-{index:05d}")
        maker = _Maker(tenant=tenant, index=index, today=today, chance=chance, role=role)
        customer = maker.customer()
        yield Made(customer=customer, pin=maker.pin(), rows=maker.rows(customer["plan"]))


def digest_of(made: Mapping[str, list[Row]], pins: Mapping[str, str]) -> str:
    """Return sha256, hex, over every row and PIN: equal digests are equal companies."""
    listed = json.dumps({"rows": made, "pins": pins}, sort_keys=True, default=str)
    return hashlib.sha256(listed.encode()).hexdigest()
