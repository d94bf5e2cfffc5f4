"""Go by the hour: open, reduced, closed, or a holiday."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr.at import At
from ivr.move import Move
from ivr.steps.at_once import AtOnce


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(AtOnce):
    """hours: the name of a set. A flow without an edge for holidays goes by the state of the day."""

    takes_anywhere: ClassVar[bool] = False

    hours: str

    def begin(self, at: At, /) -> Move:
        opening = at.world.opening(at.flow.name, self.hours)
        on_holiday = opening.holiday and "holiday" in at.step.next
        return Move(call=at.call, outcome="holiday" if on_holiday else opening.state)
