"""Who is on call by a whole schedule: layers, what people changed of them, and a fallback for every gap.

Pure. Precedence, lowest first: the fallback, layers in their order, overrides and swaps in the order they
were made, temporary schedules (peers.md 3.4: temporary > override > rotation). Edges of shifts are kept: two
turns of one person are two shifts, and an override over both is two. A temporary schedule replaces the whole:
its edges are its own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Literal, assert_never
from zoneinfo import ZoneInfo

from routing.oncall.calendars import CalendarLayer, shifts_of
from routing.oncall.laying import clipped, over, since_of
from routing.oncall.rotation import Layer, Shift, require_zone, shifts

Kind = Literal["override", "swap", "temporary"]
FALLBACK = "fallback"
#: How far a page looks around an instant for the ends of a shift, and for the next one.
SEEN = timedelta(days=100)
#: The longest change: past it, the layers themselves are to be written anew.
LONGEST = timedelta(days=366)
_RANK = {"override": 0, "swap": 0, "temporary": 1}
#: Looked at past the ends of a swap: a shift that goes on there is not the one that was swapped.
_BEYOND = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a person changed: from `since` until `until` (aware UTC) `person` is on call. number: from 1.

    override: whoever would be; of two, the later made (the higher number) wins. swap: they take the shift of
    `replaces` that lasts from `since` until `until` exactly: where the rotation no longer has that shift, it
    has no effect. An override with `replaces` is what is left of a swap that held for a part of its shift
    alone: it takes the hours that are theirs, and nobody else's. temporary: fixed, in place of all else.
    """

    number: int
    kind: Kind
    person: str
    since: datetime
    until: datetime
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Why a change cannot be made. words: with the remedy; of: which of its parts is to be another."""

    words: str
    of: Literal["since", "until", "replaces"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """layers: a later one covers an earlier one. fallback: who is on call where nobody else is.

    zone: whose days and months pages show; each layer hands over by its own. ValueError: no such zone.
    """

    name: str
    zone: str
    layers: tuple[Layer | CalendarLayer, ...]
    fallback: str

    def __post_init__(self) -> None:
        require_zone(self.zone, self.name)

    @property
    def people(self) -> frozenset[str]:
        """Whoever has a turn in it, or is its fallback."""
        return frozenset({self.fallback}.union(*(layer.people for layer in self.layers)))


def resolve(
    schedule: Schedule, changes: Iterable[Change], since: datetime, until: datetime
) -> tuple[Shift, ...]:
    """Return who is on call over [since, until), without a gap: clipped to it, in order, in UTC.

    Empty where `since` is not before `until`. Changes come in any order.
    """
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    if since >= until:
        return ()
    standing = sorted(changes, key=_precedence)
    first, last = _looked_at(standing, since, until)
    rotation = _of_layers(schedule, first, last)
    laid = rotation
    for change in standing:
        laid = _changed(laid, change, rotation)
    return tuple(clipped(laid, since, until))


def on_now(schedule: Schedule, changes: Iterable[Change], now: datetime) -> Shift:
    """Return the shift of now, whole, as far as SEEN to either side."""
    around = resolve(schedule, changes, now - SEEN, now + SEEN)
    return around[bisect_right(around, now, key=since_of) - 1]


def next_shift(
    schedule: Schedule, changes: Iterable[Change], now: datetime, person: str = ""
) -> Shift | None:
    """Return the shift that begins next, of this person if one is named. None: none within SEEN."""
    ahead = resolve(schedule, changes, now, now + SEEN)[1:]
    return next((shift for shift in ahead if person in ("", shift.person)), None)


def hours_of_each(resolved: Iterable[Shift]) -> dict[str, timedelta]:
    """Add up how long each person is on call, in hours that pass, not by the wall."""
    seconds: Counter[str] = Counter()
    for shift in resolved:
        seconds[shift.person] += int((shift.until - shift.since).total_seconds())
    return {person: timedelta(seconds=each) for person, each in seconds.items()}


def misfit(schedule: Schedule, change: Change, changes: Iterable[Change], now: datetime) -> Misfit | None:
    """Say why a change cannot be made. None: it can.

    changes: those that stand already. Whether its people exist is for whoever knows them to ask.
    """
    if change.since >= change.until:
        return Misfit(words="It ends before it begins: choose an end after its beginning.", of="until")
    if change.since < now:
        words = f"What has been is not rewritten: let it begin at {_shown(now, schedule)} or later."
        return Misfit(words=words, of="since")
    if change.until - change.since > LONGEST:
        words = (
            f"It is longer than {LONGEST.days} days: a change for good belongs into the schedule's layers."
        )
        return Misfit(words=words, of="until")
    if change.kind == "swap":
        return _misfit_of_swap(schedule, change, changes)
    if change.replaces:
        return Misfit(words="Only a swap says whom it replaces: leave that out.", of="replaces")
    return None


def _misfit_of_swap(schedule: Schedule, swap: Change, changes: Iterable[Change]) -> Misfit | None:
    if swap.replaces in ("", swap.person):
        return Misfit(words="A swap takes the shift of somebody else: say whose.", of="replaces")
    if swap.number in _effective(schedule, (*changes, swap), swap):
        return None
    span = f"{_shown(swap.since, schedule)} until {_shown(swap.until, schedule)}"
    words = f"{swap.replaces} has no shift from {span}: choose one as the schedule shows it now."
    return Misfit(words=words, of="since")


def warnings(schedule: Schedule, change: Change, changes: Iterable[Change]) -> tuple[str, ...]:
    """Say what somebody who makes this change should know of the others that stand; it may be made."""
    others = [one for one in changes if one.since < change.until and change.since < one.until]
    told = []
    for one in sorted(others, key=_precedence):
        span = f"{_shown(one.since, schedule)} until {_shown(one.until, schedule)}"
        if _RANK[one.kind] > _RANK[change.kind]:
            told.append(f"{one.person} stays on call from {span}: a temporary schedule stands above this.")
        elif _RANK[one.kind] == _RANK[change.kind]:
            told.append(
                f"There is a change for {one.person} from {span}: where both hold, the later made wins."
            )
    if change.number not in _effective(schedule, (*others, change), change):
        told.append("It has no effect: nobody's shift becomes theirs.")
    return tuple(told)


def ineffective(schedule: Schedule, changes: Iterable[Change], now: datetime) -> tuple[Change, ...]:
    """Return the changes, not yet over, by which nobody is on call, as they were made.

    A swap whose shift has moved since; what later changes or temporary schedules cover whole.
    """
    standing = tuple(changes)
    ahead = (change for change in standing if now < change.until)
    idle = (one for one in ahead if one.number not in _effective(schedule, standing, one))
    return tuple(sorted(idle, key=attrgetter("number")))


def _effective(schedule: Schedule, changes: Iterable[Change], over: Change) -> set[int]:
    """Return the numbers of the changes that put somebody on call within the time of one of them."""
    return {shift.change for shift in resolve(schedule, changes, over.since, over.until)}


def _shown(instant: datetime, schedule: Schedule) -> str:
    return f"{instant.astimezone(ZoneInfo(schedule.zone)):%Y-%m-%d %H:%M %Z}"


def _precedence(change: Change) -> tuple[int, int]:
    return _RANK[change.kind], change.number


def _looked_at(changes: Sequence[Change], since: datetime, until: datetime) -> tuple[datetime, datetime]:
    """Widen [since, until) until each swap in it is whole: whether it holds is a matter of both its ends."""
    first, last = since, until
    swaps = [change for change in changes if change.kind == "swap" and change.since < change.until]
    while wider := [swap for swap in swaps if swap.since < last and first < swap.until]:
        swaps = [swap for swap in swaps if swap not in wider]
        first = min(first, *(swap.since - _BEYOND for swap in wider))
        last = max(last, *(swap.until + _BEYOND for swap in wider))
    return first, last


def _of_layers(schedule: Schedule, since: datetime, until: datetime) -> list[Shift]:
    laid = [Shift(person=schedule.fallback, since=since, until=until, source=FALLBACK)]
    for layer in schedule.layers:
        match layer:
            case Layer():
                upper: Iterable[Shift] = shifts(layer, since, until)
            case CalendarLayer():
                upper = shifts_of(layer, since, until)
            case _:
                assert_never(layer)
        laid = over(laid, list(clipped(upper, since, until)))
    return laid


def _changed(laid: list[Shift], change: Change, rotation: Sequence[Shift]) -> list[Shift]:
    """Let the change's person stand where it holds."""
    end = bisect_left(laid, change.until, key=since_of)
    if change.since >= change.until or end == 0 or laid[-1].until <= change.since:
        return laid
    begin = max(0, bisect_right(laid, change.since, key=since_of) - 1)
    touched = laid[begin:end]
    instead = list(_instead(touched, change, rotation))
    return [*laid[:begin], *over(touched, instead), *laid[end:]]


def _instead(touched: Sequence[Shift], change: Change, rotation: Sequence[Shift]) -> Iterator[Shift]:
    """Yield what stands in place of the shifts that a change touches."""
    theirs = partial(Shift, person=change.person, source=change.kind, change=change.number)
    shared = list(clipped(touched, change.since, change.until))
    match change.kind:
        case "temporary":
            yield theirs(since=shared[0].since, until=shared[-1].until)
        case "swap" if not (_is_a_shift(rotation, change) or _is_a_shift(touched, change)):
            return
        case "override" | "swap":
            taken = (shift for shift in shared if change.replaces in ("", shift.person))
            yield from (theirs(since=shift.since, until=shift.until) for shift in taken)
        case _:
            assert_never(change.kind)


def _is_a_shift(laid: Sequence[Shift], swap: Change) -> bool:
    """Say whether `replaces` has the very shift that was swapped, as the rotation or a change made it."""
    at = bisect_left(laid, swap.since, key=since_of)
    if at == len(laid):
        return False
    shift = laid[at]
    return (shift.person, shift.since, shift.until) == (swap.replaces, swap.since, swap.until)
