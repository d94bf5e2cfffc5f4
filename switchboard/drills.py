"""Which calls are drills: ours, from the number that a company keeps for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callflows.book import Book
from callflows.schema.company import DrillsText
from routing.wall_clock import instant_of
from switchboard.paged_steps import page_of


def drills_from(book: Book) -> str:
    """Return the number that a company's drills call from (E.164); "": it holds none."""
    drills = book.company.drills
    return "" if drills is None else drills.from_


def is_drill(book: Book, number: str) -> bool:
    """Whether a call from this number (E.164, "" withheld) is a drill."""
    return bool(number) and number == drills_from(book)


def begins_at(book: Book, flow: str, number: str) -> tuple[str, str]:
    """Return the flow and step at which a call begins: its flow's first; a drill, where that would page.

    So a drill starts no clock and looks nobody up, whatever stands before the page.
    """
    found = page_of(book.flows, flow) if is_drill(book, number) else None
    return (flow, book.flows[flow].start) if found is None else (found.flow, found.step)


def dues(drills: DrillsText, since: datetime, until: datetime) -> Iterator[datetime]:
    """Yield when drills are to be held within [since, until), in order, aware UTC."""
    if drills.at is None:
        return
    weekday, wall = drills.at
    zone = ZoneInfo(drills.timezone)
    day = since.astimezone(zone).date()
    day += timedelta(days=(weekday - day.weekday()) % 7)
    while (due := instant_of(day, wall, zone)) < until:
        if due >= since:
            yield due
        day += timedelta(days=7)
