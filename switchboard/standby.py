"""What is to stand at Twilio for when Ringdown is dead: each line's documents, from the rosters of now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from callflows.book import Book
from routing.oncall.roster import Roster, Wanted
from routing.oncall.standby import standby_order
from switchboard.books import Books
from switchboard.paged_steps import PagedStep, page_at_once, page_of
from switchboard.ringing import plans_of
from switchboard.rosters import Rosters
from telephony.standby import StandbyLine, documents


def standby_documents(books: Books, rosters: Rosters, now: datetime, base: str) -> Mapping[str, str]:
    """Write the documents of all companies as they should be now: path -> TwiML."""
    live = [books.live(tenant) for tenant in books.tenants]
    lines = [line for book in live for line in standby_lines(book, rosters.of(book, now), now)]
    return documents(lines, base)


def standby_lines(book: Book, roster: Roster, now: datetime) -> Iterator[StandbyLine]:
    """Describe a company's lines, each with whom it rings. A line that no flow answers has none."""
    company = book.company
    for number in company.lines.values():
        flow = book.flow_of(number)
        if flow is None or flow not in book.flows:
            continue
        yield StandbyLine(
            number=number,
            title=company.title,
            country=company.country,
            language=book.flows[flow].languages[0],
            urgent=page_at_once(book.flows, flow) is not None,
            rings=standby_order(roster, _wanted(page_of(book.flows, flow)), now),
        )


def emergency_lines(book: Book) -> tuple[str, ...]:
    """Return the names of the lines that page before anything is asked."""
    flows = {name: book.flow_of(number) for name, number in book.company.lines.items()}
    return tuple(
        name for name, flow in flows.items() if flow in book.flows and page_at_once(book.flows, str(flow))
    )


def _wanted(found: PagedStep | None) -> Wanted:
    """A line without a page rings the catch-alls: whoever is in danger is to reach somebody."""
    if found is None:
        return Wanted(policy="")
    return Wanted(policy=found.page.policy, levels=plans_of(found.page.levels))
