"""What is to stand at Twilio for when Ringdown is dead: each line's documents, from the rosters of now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from callflows.book import Book
from ivr.flow import Flow, Flows
from ivr.steps.call import Call as Enter
from ivr.steps.choose import Choose
from ivr.steps.page import Page
from ivr.steps.verify import Verify
from routing.oncall.roster import Roster, Wanted
from routing.oncall.standby import standby_order
from switchboard.books import Books
from switchboard.ringing import plans_of
from switchboard.rosters import Rosters
from telephony.standby import StandbyLine, documents

#: Kinds of steps that ask the caller nothing.
_SILENT = frozenset({"say", "play", "choose", "tag", "set"})


def standby_documents(books: Books, rosters: Rosters, now: datetime, base: str) -> Mapping[str, str]:
    """Write the documents of all companies as they should be now: path -> TwiML."""
    live = [books.live(tenant) for tenant in books.tenants]
    lines = [line for book in live for line in standby_lines(book, rosters.of(book, now), now)]
    return documents(lines, base)


def standby_lines(book: Book, roster: Roster, now: datetime) -> Iterator[StandbyLine]:
    """Describe a company's lines, each with whom it rings. A line that no flow answers has none."""
    company = book.company
    for name, number in company.lines.items():
        flow = book.flow_of(number)
        if flow is None or flow not in book.flows:
            continue
        page = paged_at_once(book.flows, flow) or paged(book.flows, flow)
        yield StandbyLine(
            tenant=company.name,
            name=name,
            number=number,
            title=company.title,
            country=company.country,
            language=book.flows[flow].languages[0],
            urgent=paged_at_once(book.flows, flow) is not None,
            rings=standby_order(roster, _wanted(page), now),
        )


def emergency_lines(book: Book) -> Mapping[str, str]:
    """Return the lines that ring people on call before anything is asked: name -> number (E.164)."""
    return {
        name: number
        for name, number in book.company.lines.items()
        if (flow := book.flow_of(number)) in book.flows and paged_at_once(book.flows, str(flow)) is not None
    }


def paged_at_once(flows: Flows, flow: str) -> Page | None:
    """Find a page that a caller of this flow may meet without having been asked anything."""
    return next(_pages(flows, flow, silent=True), None)


def paged(flows: Flows, flow: str) -> Page | None:
    """Find a page that a caller of this flow may meet, the nearest first."""
    return next(_pages(flows, flow, silent=False), None)


def _wanted(page: Page | None) -> Wanted:
    """A line without a page rings the catch-alls: whoever is in danger is to reach somebody."""
    return Wanted(policy="") if page is None else Wanted(policy=page.policy, levels=plans_of(page.levels))


def _pages(flows: Flows, flow: str, *, silent: bool) -> Iterator[Page]:
    """Walk from a flow's start, nearest steps first. silent: only past steps that ask the caller nothing."""
    waiting, seen = [(flow, flows[flow].start)], set[tuple[str, str]]()
    for here in waiting:  # it grows as we go
        name, step = here
        if here in seen or name not in flows or step not in flows[name].steps:
            continue
        seen.add(here)
        action = flows[name].steps[step].action
        if isinstance(action, Page):
            yield action
            continue
        if silent and not _asks_nothing(flows[name], step):
            continue
        waiting += _ways(flows[name], step)
        if isinstance(action, Enter):
            waiting.append((action.flow, action.at))
    if not silent:
        rest = [page for each in flows.values() for page in _all_pages(each)]
        yield from rest


def _asks_nothing(flow: Flow, step: str) -> bool:
    """A look at the caller's number asks nothing either."""
    found = flow.steps[step]
    if isinstance(found.action, Verify):
        return all(factor.ask == "ani" for factor in found.action.factors)
    return found.kind in _SILENT


def _ways(flow: Flow, step: str) -> list[tuple[str, str]]:
    found = flow.steps[step]
    targets = list(found.next.values())
    if isinstance(found.action, Choose):
        targets += [target for _, target in found.action.lines] + [found.action.otherwise]
    return [(flow.name, target) for target in targets]


def _all_pages(flow: Flow) -> Iterator[Page]:
    return (step.action for step in flow.steps.values() if isinstance(step.action, Page))
