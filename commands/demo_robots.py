"""What the demo tells its robots: who works, who calls, and which lines, none of them of people on call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from callflows.book import Book
from commands.demo_wanted import Ports
from storage.record.companies import COMPANIES
from storage.record.demo_staff import demo_password
from storage.record.engine import Record
from storage.record.made_up import Made, make_company
from storage.record.staff import Staff

#: Left to the visitor, beside the desk phones and everybody who is no agent.
VISITORS = ("agent1", "agent2")
#: The lines that robots keep free: on both, phones of people on call ring.
KEPT_FREE = frozenset({"emergency", "bridge"})
#: Who calls: the first customers of each company, those with roles among them.
CALLERS = 150
#: One caller in so many has no order number at hand.
WITHOUT_ORDER = 5
SEED = "ringdown"
ANY_DAY = date(2026, 1, 1)


def robots_plan(record: Record, books: list[Book], ports: Ports, customers: int) -> dict[str, object]:
    """Return what `commands.robots.plan.read_plan` reads. customers: how many each company has."""
    return {
        "web_url": ports.web_url,
        "phones_url": ports.phones_url,
        "seed": SEED,
        "companies": [
            {
                "name": book.company.name,
                "lines": [number for name, number in book.company.lines.items() if name not in KEPT_FREE],
                "customers": list(_callers(book.company.name, min(customers, CALLERS))),
                "agents": list(_agents(record, book.company.name)),
            }
            for book in books
            if book.company.name in COMPANIES  # nobody makes customers up for a company of one's own
        ],
    }


def _agents(record: Record, tenant: str) -> Iterator[dict[str, str]]:
    """Everybody with a softphone whom the visitor does not play."""
    for member in Staff(record, tenant).all():
        is_robot = member.role == "agent" and not member.profile.number and member.login not in VISITORS
        if is_robot and member.active:
            yield {"login": member.login, "password": demo_password(tenant, member.login)}


def _callers(tenant: str, size: int) -> Iterator[dict[str, str]]:
    """The customers as the directory has them: nothing of them depends on the day but dates."""
    for place, made in enumerate(make_company(tenant, ANY_DAY, size)):
        yield _caller(made, has_order=place % WITHOUT_ORDER != WITHOUT_ORDER - 1)


def _caller(made: Made, *, has_order: bool) -> dict[str, str]:
    number = str(made.customer["number"])
    return {
        "number": number,
        "attestation": "TN-Validation-Passed-A" if number.startswith("+1") else "",
        "order": str(made.rows["orders"][0]["number"]) if has_order else "",
        "pin": (made.pin or "") if has_order else "",
    }
