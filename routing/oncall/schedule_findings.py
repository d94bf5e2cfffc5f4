"""What is wrong with schedules themselves, whoever is rung by them: their people, changes and calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from routing.oncall.calendars import CalendarLayer, read
from routing.oncall.finding import Finding, Trouble, dated
from routing.oncall.roster import Person
from routing.oncall.stretches import Timeline
from routing.wall_clock import clock_changes


def of_schedules(line: Timeline) -> Iterator[Finding]:
    """Yield what is wrong with each schedule over its time."""
    for name, schedule in line.arrangement.schedules.items():
        if not _number(line.arrangement.people.get(schedule.fallback)):
            trouble = Trouble(
                kind="unreachable_fallback",
                severity="error",
                what=f"the fallback of {name}, {schedule.fallback}, has no number",
                remedy="name somebody who has",
                schedule=name,
            )
            yield dated(line, "", trouble, line.since, line.until)
        yield from _of_people(line, name)
        yield from _of_changes(line, name)
        yield from _of_calendars(line, name)
        yield from _of_clocks(line, name)


def _of_people(line: Timeline, name: str) -> Iterator[Finding]:
    """Yield who is on call without a number, once each, with their first shift."""
    seen: set[str] = set()
    for shift in line.shifts[name]:
        if shift.person not in seen and not _number(line.arrangement.people.get(shift.person)):
            seen.add(shift.person)
            trouble = Trouble(
                kind="no_number",
                severity="error",
                what=f"{shift.person} is on call by {name} and has no number",
                remedy="give them one, or their shifts to somebody else",
                schedule=name,
            )
            yield dated(line, "", trouble, shift.since, shift.until)


def _of_changes(line: Timeline, name: str) -> Iterator[Finding]:
    for change in line.arrangement.idle(name, line.since):
        trouble = Trouble(
            kind="no_effect",
            severity="warning",
            what=f"the {change.kind} of {name} for {change.person} has no effect",
            remedy="withdraw it, or make it anew for a shift as it is now",
            schedule=name,
        )
        yield dated(line, "", trouble, change.since, change.until)


def _of_calendars(line: Timeline, name: str) -> Iterator[Finding]:
    for layer in line.arrangement.schedules[name].layers:
        if isinstance(layer, CalendarLayer):
            for text in read(layer, line.since, line.until).findings:
                what = f"the calendar of {name}, {layer.name}: {text}"
                yield Finding(
                    kind="calendar",
                    severity="warning",
                    since=line.since,
                    until=line.until,
                    what=what,
                    text=what,
                    schedule=name,
                )


def _of_clocks(line: Timeline, name: str) -> Iterator[Finding]:
    """Yield the handoffs that a clock change moves: at it, or in the hour that comes twice, once each."""
    schedule = line.arrangement.schedules[name]
    zones = dict.fromkeys((schedule.zone, *(layer.zone for layer in schedule.layers)))
    told: set[datetime] = set()
    for zone in zones:
        for change in clock_changes(ZoneInfo(zone), line.since, line.until):
            back = max(timedelta(0), -change.by)
            for shift in line.shifts[name]:
                felt = change.at - back <= shift.since < change.at + max(back, timedelta(seconds=1))
                if felt and shift.since not in told:
                    told.add(shift.since)
                    trouble = Trouble(
                        kind="clock_change",
                        severity="info",
                        what=f"the clocks of {zone} go {'back' if back else 'forward'}, "
                        f"and {shift.person} begins by {name}",
                        remedy="a missing time is the first that exists, a repeated one its first occurrence",
                        schedule=name,
                    )
                    yield dated(line, "", trouble, shift.since, shift.until)


def _number(person: Person | None) -> str:
    return "" if person is None else person.number
