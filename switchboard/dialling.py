"""Whether a company lets a number be rung: its outside lines always, any other by settings (C6, P3)."""

from __future__ import annotations

from routing.dialling import Dialling, Refusal, refusal
from switchboard.services import Services


def refused(services: Services, tenant: str, number: str) -> Refusal:
    """Say why this company may not ring this number now; "": it may."""
    books = services.books
    company = books.live(tenant).company
    if number in company.outside.values():
        return ""
    allowed = Dialling(
        regions=frozenset(company.dialling.regions),
        kinds=frozenset(company.dialling.kinds),
        # Of every company here: a call to a line of ours would come back in, and again.
        own=frozenset(line for each in books.tenants for line in books.live(each).company.lines.values()),
    )
    return refusal(number, allowed)
