"""Speak: the step's own words, once or several times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr.at import At
from ivr.move import Move
from ivr.steps.at_once import AtOnce


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(AtOnce):
    """The engine has spoken the step's words once; `repeat` counts that time too."""

    takes_anywhere: ClassVar[bool] = False

    repeat: int = 1

    def begin(self, at: At, /) -> Move:
        words = at.step.say
        again = () if words is None else (at.say(words),) * (self.repeat - 1)
        return Move(call=at.call, verbs=again, outcome="done")
