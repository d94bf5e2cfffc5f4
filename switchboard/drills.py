"""Which calls are drills: ours, from the number that a company keeps for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callflows.book import Book
from callflows.schema.company import DrillsText
from routing.oncall.roster import Person, Roster
from routing.wall_clock import instant_of
from switchboard.paged_steps import page_of

#: When the proofs are tried each day, where drills have no time of their own.
PROVED_AT = time(10)
#: After a line's name: the robot's call to it, whose page finds no store; and the walk through its standby.
E1, E2 = "/e1", "/e2"
#: Who takes a robot's call; in no company's files.
ROBOT = "robot"


def drills_from(book: Book) -> frozenset[str]:
    """Return the numbers that a company's drills call from (E.164): of the weekly ones, and of its robot."""
    drills = book.company.drills
    return frozenset() if drills is None else frozenset({drills.from_, drills.robot or drills.from_})


def is_drill(book: Book, number: str) -> bool:
    """Whether a call from this number (E.164, "" withheld) is a drill."""
    return number in drills_from(book)


def robot_of(book: Book) -> str:
    """Return the number of a company's robot (E.164); "": it has none."""
    drills = book.company.drills
    return "" if drills is None or drills.robot is None else drills.robot


def for_caller(book: Book, roster: Roster, caller: str) -> Roster:
    """Return whom a caller's page rings: a robot's page, the robot alone."""
    robot = robot_of(book)
    if not robot or caller != robot:
        return roster
    policies = {
        name: replace(policy, levels=(), catch_all=(ROBOT,), rounds=1)
        for name, policy in roster.policies.items()
    }
    taker = Person(id=ROBOT, title=ROBOT, number=robot, drills=True)
    return replace(roster, people={ROBOT: taker}, policies=policies)


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
    day = since.astimezone(ZoneInfo(drills.timezone)).date()
    day += timedelta(days=(weekday - day.weekday()) % 7)
    yield from _every(7, drills, wall, day, (since, until))


def proofs_due(drills: DrillsText, since: datetime, until: datetime) -> Iterator[datetime]:
    """Yield when the daily proofs are to be tried within [since, until), in order, aware UTC."""
    wall = PROVED_AT if drills.at is None else drills.at[1]
    yield from _every(1, drills, wall, since.astimezone(ZoneInfo(drills.timezone)).date(), (since, until))


def drills_due(drills: DrillsText, since: datetime, until: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield what is to be held within [since, until): as it is named, and when; the daily proofs last.

    Only a company with a robot has E1.
    """
    for line in drills.lines:
        yield from ((line, due) for due in dues(drills, since, until))
    ways = (E2,) if drills.robot is None else (E1, E2)
    for line in drills.lines:
        for due in proofs_due(drills, since, until):
            yield from ((line + way, due) for way in ways)


def _every(
    days: int, drills: DrillsText, wall: time, day: date, between: tuple[datetime, datetime]
) -> Iterator[datetime]:
    zone, (since, until) = ZoneInfo(drills.timezone), between
    while (due := instant_of(day, wall, zone)) < until:
        if due >= since:
            yield due
        day += timedelta(days=days)
