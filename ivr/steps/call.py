"""Run another flow from one of its entries; who calls, answers and language go along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr.at import At
from ivr.move import Move
from ivr.steps.at_once import AtOnce


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(AtOnce):
    """flow, at: where it begins. It comes back by its `returns`, which are outcomes of this step."""

    takes_anywhere: ClassVar[bool] = False

    flow: str
    at: str

    def begin(self, at: At, /) -> Move:
        return Move(call=at.call, enter=(self.flow, self.at))
