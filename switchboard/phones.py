"""Which phones a page can ring: of all numbers a company has, those whose owners must be reached."""

from __future__ import annotations

from collections.abc import Iterator

from callflows.book import Book
from ivr.steps.page import Page
from routing.oncall.roster import ACCOUNT_MANAGER, Person, Roster
from switchboard.ringing import plans_of


def phones_on_call(book: Book, roster: Roster) -> tuple[Person, ...]:
    """Return whoever a policy, a step of a flow or a shift of their schedules names, in the files' order."""
    called = set(_called(book, roster))
    called |= {shift.person for name in called for shift in roster.shifts.get(name, ())}
    managers = ACCOUNT_MANAGER in called
    return tuple(
        person
        for person in roster.people.values()
        if person.number and (person.id in called or (managers and person.staff))
    )


def _called(book: Book, roster: Roster) -> Iterator[str]:
    for policy in roster.policies.values():
        yield from policy.catch_all
        for level in policy.levels:
            yield from level.call
    for flow in book.flows.values():
        for step in flow.steps.values():
            if isinstance(step.action, Page):
                for level in plans_of(step.action.levels):
                    yield from level.call
