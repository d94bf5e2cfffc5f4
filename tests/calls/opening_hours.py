"""Calls at an exact second, and what the lines of both companies answer then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Literal

from tests.calls.conftest import At
from tests.calls.doing import facts_of, until
from tests.house import HOMEIKA_SUPPORT, HOMEWISE_MAIN, House

State = Literal["open", "reduced", "closed"]
SECOND = timedelta(seconds=1)
CALLERS = ("+442079460321", "+442079460322", "+442079460323")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How to ask a line whether it is open. dials_before: so long before the key it is dialled."""

    number: str
    tenant: str
    dials_before: timedelta
    key: str
    step: str  #: where the hours are looked at
    says: Mapping[State, str]


HOMEWISE = Line(
    number=HOMEWISE_MAIN,
    tenant="homewise",
    dials_before=timedelta(seconds=40),  # the danger question is over, and the choices are being told
    key="5",
    step="hours_told",
    says=MappingProxyType(
        {
            "open": "We are open now. Our hours are",
            "reduced": "We are open now, with fewer people.",
            "closed": "We are closed until",
        }
    ),
)
HOMEIKA = Line(
    number=HOMEIKA_SUPPORT,
    tenant="homeika",
    dials_before=timedelta(seconds=12),  # the danger question is being asked
    key="0",
    step="person",
    says=MappingProxyType({"open": "Let me find a person to help you.", "closed": "We are closed until"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One opening of a line. opens, closes: ISO 8601 with the offset that the zone's clocks show then."""

    day: str  #: what is special about it
    opens: str
    closes: str
    state: State = "open"

    def __str__(self) -> str:
        return f"{self.opens[:10]} {self.day}"


def opens_and_closes(at: At, line: Line, opening: Opening) -> None:
    """Call one second before, at, and one second after each edge of an opening: six calls."""
    opens, closes = datetime.fromisoformat(opening.opens), datetime.fromisoformat(opening.closes)
    house = at((opens - line.dials_before).astimezone(UTC))
    state = opening.state
    _call_around(house, line, opens, ("closed", state, state))
    house.net.settles(seconds=(closes - line.dials_before - house.net.now).total_seconds())
    _call_around(house, line, closes, (state, "closed", "closed"))


def stays_closed(at: At, line: Line, moment: str) -> None:
    """Call one second before, at, and one second after a moment at which nothing opens."""
    when = datetime.fromisoformat(moment)
    _call_around(at((when - line.dials_before).astimezone(UTC)), line, when, ("closed",) * 3)


def _call_around(house: House, line: Line, edge: datetime, told: tuple[State, State, State]) -> None:
    calls = [house.dials(line.number, number=number) for number in CALLERS]
    moments = [edge - SECOND, edge, edge + SECOND]
    for call, moment in zip(calls, moments, strict=True):
        until(house, call, moment).presses(line.key)
    for call, state in zip(calls, told, strict=True):
        call.hears(line.says[state]).hangs_up()
    steps = facts_of(house, line.tenant, "StepEnded")
    looked = [datetime.fromisoformat(str(fact["at"])) for fact in steps if fact["step"] == line.step]
    assert looked == moments  # else this would not be a script of the seconds it names
