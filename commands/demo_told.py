"""What the demo says when it serves: what to open, who to be, whom to sign in as, and what is closed now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from callflows.book import Book
from commands.demo_robots import VISITORS
from commands.demo_wanted import Ports
from routing.hours import opening
from routing.oncall.roster import Wanted, ladder
from storage.record.companies import COMPANIES
from storage.record.demo_staff import demo_password
from storage.record.roles import ROLES
from switchboard.rosters import roster_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What is served. folder: where the flows are that may be changed; ahead: of the machine's clock."""

    ports: Ports
    folder: Path
    ahead: timedelta


def told(books: list[Book], serving: Serving, now: datetime) -> Iterator[str]:
    """Yield the lines. now: by the demo's clock."""
    ports = serving.ports
    yield ""
    yield f"Ringdown is serving on {ports.web_url}"
    yield f"Open the phone page: {ports.phones_url}/"
    yield ""
    yield "Dial a line there:"
    for book in books:
        for name, number in book.company.lines.items():
            yield f"  {number:15} {book.company.title} {name}"
    yield "Be one of these customers, or anybody:"
    for role in ROLES:
        yield f"  {role.tenant:9} {role.name:40} order {role.order_number}  PIN {role.pin}"
    yield ""
    yield from _on_call(books, now)
    yield from _hours(books, serving.ahead, now)
    yield f"Take calls as an agent, or watch: {ports.web_url}/desk"
    for name in (book.company.name for book in books):
        if name in COMPANIES:
            for login in (*VISITORS, "supervisor", "admin"):
                yield f"  {name:9} {login:11} password {demo_password(name, login)}"
        else:
            yield f"  {name:9} the sign-in page lists who may"
    yield "The other agents with a softphone are robots, and so are most callers (--no-robots: neither)."
    yield ""
    yield "In a terminal:  .venv/bin/python app.py talk homeika support"
    yield f"Change a flow in {serving.folder}/ and save it: what passes is live for the next call."
    yield "Ctrl-C stops everything."


def _on_call(books: list[Book], now: datetime) -> Iterator[str]:
    """Tell whose phones an emergency rings now, in order."""
    yield "Call for help, by an emergency line or a danger key: these phones ring on the phone page, level"
    yield "after level. Answer one there and press 1, or let them ring."
    for book in books:
        roster = roster_of(book, {}, now)
        for name in roster.policies:
            levels = ladder(roster, Wanted(policy=name), now).levels
            titles = dict.fromkeys(" + ".join(one.title for one in level.targets) for level in levels)
            yield f"  {name:16} {', '.join(titles)}"
    yield ""


def _hours(books: list[Book], ahead: timedelta, now: datetime) -> Iterator[str]:
    """Tell of a clock that is ahead, and whose people are not there now: nobody takes their callers."""
    if ahead:
        hours = round(ahead.total_seconds() / 3600, 1)
        yield f"Somebody is closed now, so the demo's clock is {hours:g} hours ahead, when all are open:"
        yield f"it is {now:%A %H:%M} UTC there (--real-time keeps your clock)."
        yield ""
    for book in books:
        for name in sorted({queue.hours for queue in book.company.queues.values() if queue.hours}):
            found = opening(book.hours(*name.split("/", 1)), now)
            if found.state == "closed" and found.next_open is not None:
                opens = found.next_open.strftime("%A %H:%M, %Z")
                yield f"{book.company.title} is closed until {opens}: nobody answers its queues before."
