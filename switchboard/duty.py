"""The numbers that stand behind a company's names: who is on duty, and who is rung when all else fails."""

from __future__ import annotations

from collections.abc import Mapping

from callflows.book import Book
from ivr.steps.transfer import Transfer


def on_duty(book: Book) -> Mapping[str, str]:
    """On-call policy -> the number to alert (E.164): its first catch-all; of a schedule, the fallback."""
    plan = book.oncall
    found: dict[str, str] = {}
    for name, policy in plan.policies.items():
        for called in policy.catch_all:
            schedule = plan.schedules.get(called)
            person = plan.people.get(schedule.fallback if schedule else called)
            if person is not None:
                found.setdefault(name, person.number)
    return found


def failsafe(book: Book, flow: str) -> str | None:
    """The number that a flow's error path transfers to (E.164); None: it rings nobody."""
    steps = book.flows[flow].steps
    name = book.flows[flow].anywhere.error
    seen: set[str] = set()
    while name in steps and name not in seen:
        seen.add(name)
        action = steps[name].action
        if isinstance(action, Transfer):
            return action.line if action.line.startswith("+") else book.company.outside.get(action.line)
        name = steps[name].next.get("else", "")
    return None
