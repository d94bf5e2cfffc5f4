"""The month's drills, line by line: how many, who took them and how soon; and each radio check's age."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from storage.record.drills import Drill, Drills, RadioChecks
from switchboard.phones import phones_on_call
from switchboard.services import Services

#: Every number on call is taken by a person this often at least. Source: reliability.md 2.
CHECKED_EVERY = timedelta(days=7)


def told(services: Services, month: datetime, now: datetime) -> Iterator[str]:
    """Yield the report of the month that begins at `month`, as far as it has passed."""
    until = min((month + timedelta(days=32)).replace(day=1), now)
    yield f"Drills of {month:%Y-%m}"
    for name in services.books.tenants:
        held = Drills(services.record, name).between(month, until)
        drills = services.books.live(name).company.drills
        lines = dict.fromkeys([*(() if drills is None else drills.lines), *(each.line for each in held)])
        for line in lines:
            yield _line(name, line, [each for each in held if each.line == line])
            yield from (
                f"  {each.due_at:%Y-%m-%d %H:%M} UTC: {_why(each)}"
                for each in held
                if each.line == line and each.state != "accepted"
            )
        yield from _radio_checks(services, name, now)


def _line(tenant: str, line: str, held: list[Drill]) -> str:
    taken = [each for each in held if each.state == "accepted"]
    after = sorted(each.to_human_ms for each in taken if each.to_human_ms is not None)
    begun = [each for each in held if each.state != "missed"]
    missed = len(held) - len(begun)
    times = f", to a person p50 {median(after) / 1000:.1f} s, max {after[-1] / 1000:.1f} s" if after else ""
    failed = len(begun) - len(taken)
    return f"{tenant} {line}: {len(begun)} held, {len(taken)} taken{times}, {failed} failed, {missed} missed"


def _why(drill: Drill) -> str:
    return "its process ended before it did" if drill.state == "running" else drill.why or "failed"


def _radio_checks(services: Services, tenant: str, now: datetime) -> Iterator[str]:
    """Tell of each person on call when somebody last pressed 1 on their number."""
    last = RadioChecks(services.record, tenant).last()
    book = services.books.live(tenant)
    for person in phones_on_call(book, services.rosters.of(book, now)):
        at = last.get(person.number)
        age = "never" if at is None else f"{(now - at).days} days ago"
        late = "" if at is not None and now - at <= CHECKED_EVERY else "  <- more than 7 days"
        yield f"  {person.title} {person.number}: last took a call {age}{late}"
