"""Schedules as calendars (RFC 5545): out, for people to subscribe to, and in, from those that others keep.

Pure: text in, text out. Times of others follow their standard where it differs from our clock policy: a time
that the clocks leave out is read by the offset before it (RFC 5545 3.3.5), and so may be an hour after ours.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration

from routing.oncall import foreign
from routing.oncall.laying import laid
from routing.oncall.rotation import Shift, require_zone
from routing.wall_clock import instant_of

#: How often whoever subscribed is to ask again.
REFRESH = timedelta(minutes=15)
#: Occurrences read of one calendar for one time.
MOST_OCCURRENCES = 5_000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLayer:
    """A layer whose shifts stand in somebody else's calendar. text: of the .ics file.

    people: id -> title, of those whom it may name. zone: of whole days, and of times without a zone. Where
    two events overlap, the one that begins later holds. Raises ValueError, with the remedy, where the text is
    no calendar.
    """

    name: str
    zone: str
    people: Mapping[str, str]
    text: str = field(repr=False)

    def __post_init__(self) -> None:
        require_zone(self.zone, self.name)
        _opened(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """shifts: in order, may overlap. findings: what stands in the calendar and is nobody's shift, and why."""

    shifts: tuple[Shift, ...]
    findings: tuple[str, ...]


def write(name: str, shifts: Iterable[Shift], titles: Mapping[str, str], now: datetime) -> str:
    """Write shifts as a calendar: one event each, named by its person's title.

    name: of the calendar, unlike any other's; titles: by person, the id where it has none. A shift keeps its
    UID for as long as it begins when it does and is the same person's: so give whole shifts, uncut.
    """
    calendar = Calendar()
    calendar.add("PRODID", "-//Ringdown//On call//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    for shift in shifts:
        event = Event()
        event.add("UID", _uid(name, shift))
        event.add("DTSTAMP", now.astimezone(UTC))
        event.add("DTSTART", shift.since.astimezone(UTC))
        event.add("DTEND", shift.until.astimezone(UTC))
        event.add("SUMMARY", titles.get(shift.person, shift.person))
        event.add("TRANSP", "TRANSPARENT")  # to be on call is not to be busy
        calendar.add_component(event)
    return bytes(calendar.to_ical(sorted=False)).decode()


def read(layer: CalendarLayer, since: datetime, until: datetime) -> Reading:
    """Read the shifts that touch [since, until), whole. What cannot be read is left out and said."""
    opened = _opened(layer.text)
    findings = list(opened.findings)
    strangers: dict[str, date] = {}
    by_name = _people_by_name(layer.people)
    shifts: set[Shift] = set()
    for summary, begins, ends in _occurrences(opened, since, until, findings):
        shift_since, shift_until = _instant(begins, layer.zone), _instant(ends, layer.zone)
        if not (shift_since < until and since < shift_until):
            continue
        if len(named := by_name.get(_folded(summary), ())) == 1:
            shifts.add(Shift(person=named[0], since=shift_since, until=shift_until, source=layer.name))
        else:
            strangers.setdefault(summary, begins)
    for summary, begins in strangers.items():
        whom = "more than one person" if _folded(summary) in by_name else "nobody who may be on call here"
        findings.append(
            f'"{summary[:60]}" of {begins:%Y-%m-%d} names {whom}: write somebody\'s id, or their title'
        )
    in_order = tuple(sorted(shifts, key=lambda one: (one.since, one.until, one.person)))
    findings += _two_at_once(in_order, layer.zone)
    return Reading(shifts=in_order, findings=tuple(dict.fromkeys(findings)))


def shifts_of(layer: CalendarLayer, since: datetime, until: datetime) -> list[Shift]:
    """Return the shifts that touch [since, until), in order, none overlapping."""
    # What began before and overlaps with what is asked for is needed to lay it; shifts are bounded in length.
    return [shift for shift in laid(read(layer, since, until).shifts) if since < shift.until]


@lru_cache(maxsize=16)
def _opened(text: str) -> foreign.Foreign:
    return foreign.opened(text)


def _occurrences(
    opened: foreign.Foreign, since: datetime, until: datetime, findings: list[str]
) -> Iterator[tuple[str, date, date]]:
    """Yield (summary, begins, ends) of what is in the time, and a day around it: some have no zone yet."""
    left = MOST_OCCURRENCES
    for series in opened.series:
        try:
            found = series.between(since - _DAY, until + _DAY)
            for event in found[:left]:
                if event.get("STATUS", "") != "CANCELLED":
                    yield str(event.get("SUMMARY", "")), event["DTSTART"].dt, event["DTEND"].dt
        except foreign.UNREADABLE:
            findings.append("an event that recurs cannot be followed: write its dates one by one")
            continue
        left -= len(found)
        if left < 0:
            findings.append(f"only {MOST_OCCURRENCES} shifts are read: export fewer of them")
            return


def _people_by_name(people: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return ids by what names them: an id before a title that reads the same."""
    by_title: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for person, title in people.items():
        by_title[_folded(title)] += (person,)
    by_id: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for person in people:
        by_id[_folded(person)] += (person,)
    return {**by_title, **by_id}


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _instant(at: date, zone: str) -> datetime:
    """Return an instant in UTC; a day's is its first."""
    if not isinstance(at, datetime):
        return instant_of(at, time(0), ZoneInfo(zone))
    return (at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _two_at_once(shifts: tuple[Shift, ...], zone: str) -> Iterator[str]:
    for earlier, later in pairwise(shifts):
        if later.since < earlier.until and later.person != earlier.person:
            at = later.since.astimezone(ZoneInfo(zone))
            yield (
                f"{earlier.person} and {later.person} are both on call from {at:%Y-%m-%d %H:%M %Z}: "
                "the one who begins later holds; end one where the other begins"
            )


def _uid(name: str, shift: Shift) -> str:
    told = f"{name}|{shift.person}|{shift.since.astimezone(UTC).isoformat()}"
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@ringdown"
