"""Go by what is known: the first line that holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr.at import At
from ivr.expressions import Expression
from ivr.move import Move
from ivr.steps.at_once import AtOnce


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(AtOnce):
    """lines: (condition, target) in the order of the file."""

    takes_anywhere: ClassVar[bool] = False

    lines: tuple[tuple[Expression, str], ...]
    otherwise: str

    def begin(self, at: At, /) -> Move:
        for when, target in self.lines:
            if when.holds(at.read):
                return Move(call=at.call, goto=target)
        return Move(call=at.call, goto=self.otherwise)
