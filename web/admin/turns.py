"""What of a schedule can be swapped: shifts, and whole turns that other layers cut into shifts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.oncall.rotation import Shift
from routing.oncall.schedule import FALLBACK

#: Shifts of one person and one layer, no further apart than this, are one turn.
APART = timedelta(hours=16)
#: A turn of a year of nights is nobody's swap.
MOST_SHIFTS = 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Shifts of one person that can change hands together; value: names them all, for a form."""

    person: str
    shifts: tuple[Shift, ...]

    @property
    def since(self) -> datetime:
        return self.shifts[0].since

    @property
    def until(self) -> datetime:
        return self.shifts[-1].until

    @property
    def value(self) -> str:
        return ",".join(map(pick_of, self.shifts))


def turns(shifts: Iterable[Shift], now: datetime) -> Iterator[Turn]:
    """Yield the turns that have not begun, in order, and each of their shifts where there are several.

    Nobody swaps what falls to the fallback: it is nobody's turn.
    """
    for turn in _whole(shift for shift in shifts if now < shift.since and shift.source != FALLBACK):
        if 1 < len(turn) <= MOST_SHIFTS:
            yield Turn(person=turn[0].person, shifts=tuple(turn))
        for shift in turn:
            yield Turn(person=shift.person, shifts=(shift,))


def pick_of(shift: Shift) -> str:
    """Name a shift so that a form can say which is meant."""
    return f"{shift.person}~{shift.since.isoformat()}~{shift.until.isoformat()}"


def read_picks(text: str) -> tuple[Shift, ...]:
    """Read what `pick_of` wrote, one or several; () where it is none. Their source is not told."""
    shifts = []
    for part in text.split(",")[: MOST_SHIFTS + 1]:
        person, _, span = part.partition("~")
        since, _, until = span.partition("~")
        try:
            begins, ends = datetime.fromisoformat(since), datetime.fromisoformat(until)
        except ValueError:
            return ()
        if begins.tzinfo is None or ends.tzinfo is None or not person:
            return ()
        shifts.append(Shift(person=person, since=begins, until=ends, source=""))
    return tuple(shifts) if len(shifts) <= MOST_SHIFTS else ()


def _whole(shifts: Iterable[Shift]) -> Iterator[Sequence[Shift]]:
    """Put together what belongs to one turn: others' shifts may lie between."""
    open_turns: dict[tuple[str, str], list[Shift]] = {}
    for shift in shifts:
        turn = open_turns.get((shift.person, shift.source))
        if turn is not None and shift.since - turn[-1].until <= APART:
            turn.append(shift)
            continue
        if turn is not None:
            yield turn
        open_turns[shift.person, shift.source] = [shift]
    yield from open_turns.values()
