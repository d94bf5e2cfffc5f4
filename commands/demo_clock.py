"""How far ahead the demo's clock is set: until all companies' people are there, and a floor can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from callflows.book import Book
from routing.hours import Hours, opening

#: Moments are tried so far apart, and so far into the future.
STEP = timedelta(minutes=30)
SEEN = timedelta(days=14)
#: How long everybody is to stay open after a moment that is chosen.
LASTS = timedelta(hours=2)


def ahead_of(books: list[Book], now: datetime) -> timedelta:
    """Return zero when every queue is open now, else the time until all are, with two hours to go.

    Zero too when that is not within two weeks.
    """
    sets = list(_hours(books))
    if all(opening(hours, now).state == "open" for hours in sets):
        return timedelta()
    tried = (STEP * place for place in range(1, SEEN // STEP))
    return next((ahead for ahead in tried if _all_open(sets, now + ahead)), timedelta())


def _hours(books: list[Book]) -> Iterator[Hours]:
    """Yield the hours of every queue that has any, each once."""
    for book in books:
        for name in sorted({queue.hours for queue in book.company.queues.values() if queue.hours}):
            yield book.hours(*name.split("/", 1))


def _all_open(sets: list[Hours], instant: datetime) -> bool:
    for hours in sets:
        found = opening(hours, instant)
        if found.state != "open" or (found.closes_at is not None and found.closes_at - instant < LASTS):
            return False
    return True
