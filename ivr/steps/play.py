"""Play a piece of recorded audio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr import verbs
from ivr.at import At
from ivr.move import Move
from ivr.steps.at_once import AtOnce


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(AtOnce):
    takes_anywhere: ClassVar[bool] = False

    audio: str

    def begin(self, at: At, /) -> Move:
        return Move(call=at.call, verbs=(verbs.Play(audio=self.audio),), outcome="done")
