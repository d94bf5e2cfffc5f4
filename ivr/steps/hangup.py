"""End the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr.at import At
from ivr.move import Move
from ivr.steps.at_once import AtOnce


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp(AtOnce):
    takes_anywhere: ClassVar[bool] = False

    def begin(self, at: At, /) -> Move:
        return Move(call=at.call, ends=True)
