"""The number that stands behind a flow's name of whoever is rung when all else fails."""

from __future__ import annotations

from callflows.book import Book
from ivr.steps.transfer import Transfer


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
