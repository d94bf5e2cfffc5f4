"""The numbers that stand behind a company's names: who is on duty, and who is rung when all else fails."""

from __future__ import annotations

from collections.abc import Mapping

from callflows.book import Book
from ivr.steps.transfer import Transfer


def on_duty(book: Book) -> Mapping[str, str]:
    """On-call policy -> the number to alert (E.164). Until rotations exist, one number a policy."""
    company = book.company
    return {name: company.outside[policy.duty] for name, policy in company.policies.items()}


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
