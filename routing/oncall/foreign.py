"""What is accepted of a calendar that somebody else keeps, so that no file can hold us up or mislead us.

Pure. RFC 5545, with bounds. What cannot be read for certain is left out and said, never guessed: nobody's
shift is better than a wrong one, since a schedule has a fallback. Zones are those of the IANA, or Windows'
names for them; a file's own definitions of zones are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import recurring_ical_events
from icalendar import Calendar, Event

from routing.oncall.recurrence import why_left_out

#: Of a file, as of any file of a company: a team's calendar of two years, a shift a day, is half of it.
MOST_BYTES = 256 * 1024
MOST_EVENTS = 2_000
MOST_RULES = 50
MOST_DATES = 5_000
#: Rules are followed from their beginning on.
FIRST_YEAR = 2000
LONGEST = timedelta(days=366)
#: What the libraries raise for files that break the standard. Recursion: parts within parts, without end.
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, OSError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """series: each of one UID, to be asked for what is in a time; findings: what was left out, and why."""

    series: tuple[recurring_ical_events.CalendarQuery, ...]
    findings: tuple[str, ...]


class _LeftOutError(Exception):
    """An event that is not taken. Its message says why, and what to write."""


def opened(text: str) -> Foreign:
    """Read a calendar's text. Raises ValueError, with the remedy, where it is none that can be used."""
    calendar = _parsed(text)
    series: dict[str, list[Event]] = {}
    findings: list[str] = []
    rules = 0
    for number, event in enumerate(calendar.events):
        try:
            rules += _accepted(event, MOST_RULES - rules)
            series.setdefault(str(event.get("UID", f"#{number}")), []).append(event)
        except _LeftOutError as why:
            findings.append(f"{_named(event)} is left out: {why}")
        except UNREADABLE:
            findings.append(f"{_named(event)} is left out: it breaks RFC 5545; write it anew")
    queries: list[recurring_ical_events.CalendarQuery] = []
    for events in series.values():
        try:
            queries.append(_query(events, str(calendar.get("X-WR-TIMEZONE", ""))))
        except UNREADABLE:
            findings.append(f"{_named(events[0])} is left out: its dates do not go together; write it anew")
    return Foreign(series=tuple(queries), findings=tuple(findings))


def _parsed(text: str) -> Calendar:
    if len(text) > MOST_BYTES or len(text.encode(errors="replace")) > MOST_BYTES:
        raise ValueError("the calendar is larger than 256 KiB: export fewer years of it")
    lines = re.split(r"\r\n|\r|\n", re.sub(r"\r?\n[ \t]", "", text))
    kept = [line for line in _without_zones(lines) if line.strip()]
    if sum(line.upper().startswith("BEGIN:VEVENT") for line in kept) > MOST_EVENTS:
        raise ValueError(f"the calendar has more than {MOST_EVENTS} events: export fewer years of it")
    try:
        calendar = Calendar.from_ical("\r\n".join((*kept, "")))
        if not isinstance(calendar, Calendar):
            raise ValueError  # noqa: TRY004  # one place says what to write
    except UNREADABLE:
        raise ValueError("this is no calendar of RFC 5545: export it again, as .ics") from None
    return calendar


def _without_zones(lines: list[str]) -> Iterator[str]:
    """Leave definitions of zones out: they recur too, and what they say may differ from the zone's name."""
    inside = False
    for line in lines:
        is_edge = line.strip().upper() in ("BEGIN:VTIMEZONE", "END:VTIMEZONE")
        if is_edge:
            inside = line.strip().upper().startswith("BEGIN")
        elif not inside:
            yield line


def _accepted(event: Event, most_rules: int) -> int:
    """Return how many rules it recurs by. Raises _LeftOutError or of UNREADABLE."""
    if event.errors:
        raise _LeftOutError(f"{event.errors[0][0] or 'a line of it'} cannot be read; write it anew")
    for at, zone in _dates(event):
        if isinstance(at, datetime) and at.tzinfo is None and zone:
            raise _LeftOutError(f'there is no zone "{zone[:60]}": use one such as Europe/London')
        if not 1900 <= at.year <= 2200:
            raise _LeftOutError(f"its year {at.year} is out of reach")
    if not timedelta(0) < event.end - event.start <= LONGEST:
        raise _LeftOutError("a shift ends after it begins, and within 366 days: give it an end")
    return _rules(event, most_rules)


def _rules(event: Event, most: int) -> int:
    rules = _listed(event.get("RRULE"))
    if len(rules) > most:
        raise _LeftOutError(f"only {MOST_RULES} rules that recur are followed: have fewer")
    if rules and event.start.year < FIRST_YEAR:
        raise _LeftOutError(f"it recurs since before {FIRST_YEAR}: begin it later")
    first = event.start.date() if isinstance(event.start, datetime) else event.start
    for rule in rules:
        if why := why_left_out({part.upper(): _listed(values) for part, values in rule.items()}, first):
            raise _LeftOutError(why)
    return len(rules)


def _dates(event: Event) -> Iterator[tuple[date, str]]:
    """Yield every date and time of an event, with the name of the zone that it was written with."""
    listed = 0
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"):
        for written in _listed(event.get(name)):
            zone = str(written.params.get("TZID", ""))
            for one in getattr(written, "dts", (written,)):
                listed += 1
                if not isinstance(one.dt, date) or listed > MOST_DATES:
                    raise _LeftOutError(
                        f"{name} holds days or times, of which there are {MOST_DATES} at most"
                    )
                yield one.dt, zone


def _query(events: list[Event], zone: str) -> recurring_ical_events.CalendarQuery:
    calendar = Calendar()
    if zone:
        calendar["X-WR-TIMEZONE"] = zone
    for event in events:
        event.subcomponents.clear()
        calendar.add_component(event)
    return recurring_ical_events.of(calendar)


def _named(event: Event) -> str:
    """Name an event by what it says, and by its day if it has one."""
    summary = re.sub(r"\s+", " ", str(event.get("SUMMARY", "")))[:60]
    try:
        return f'"{summary}" of {event.start:%Y-%m-%d}'
    except UNREADABLE:
        return f'"{summary}"'


def _listed(value: object) -> list:  # type: ignore[type-arg]  # of whatever the library makes of a property
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
