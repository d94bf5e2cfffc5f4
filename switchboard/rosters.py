"""The rosters of all companies, in memory: whom an emergency call rings is known without asking any store."""

from __future__ import annotations

from datetime import datetime, timedelta

from callflows.book import Book
from routing.oncall.roster import Person, Policy, Roster

#: How far ahead shifts are resolved. Source: reliability.md 2.
HORIZON = timedelta(days=14)


class Rosters:
    """What is on call, by company. Whoever answers a call reads memory alone."""

    def __init__(self) -> None:
        self._kept: dict[str, Roster] = {}

    def of(self, book: Book, now: datetime) -> Roster:
        """Return the company's roster; where none was kept yet, what its files alone say."""
        return self._kept.get(book.company.name) or roster_of(book, now)

    def keep(self, roster: Roster) -> None:
        self._kept[roster.tenant] = roster


def roster_of(book: Book, now: datetime) -> Roster:
    """Resolve a company's on-call files from `now` on."""
    company = book.company
    people = {name: Person(id=name, title=name, number=number) for name, number in company.outside.items()}
    policies = {
        name: Policy(name=name, levels=(), catch_all=(policy.duty,))
        for name, policy in company.policies.items()
    }
    return Roster(tenant=company.name, since=now, until=now + HORIZON, people=people, policies=policies)
