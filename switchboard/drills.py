"""Which calls are drills: ours, from the number that a company keeps for them."""

from __future__ import annotations

from callflows.book import Book
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
