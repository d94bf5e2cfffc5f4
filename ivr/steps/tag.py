"""Label the call for reports, and start a named clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.at import At
from ivr.clock_facts import ClockStarted
from ivr.facts import Fact, Tagged
from ivr.move import Move
from ivr.steps.at_once import AtOnce

_CLOCK = "clock"
_CASE = "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(AtOnce):
    """The tag `clock` also starts that clock, for the case the call is tagged with."""

    takes_anywhere: ClassVar[bool] = False

    tags: Mapping[str, str]

    def begin(self, at: At, /) -> Move:
        tags = {**at.call.tags, **self.tags}
        facts: tuple[Fact, ...] = (Tagged(tags=self.tags),)
        if _CLOCK in self.tags:
            started = ClockStarted(
                clock=self.tags[_CLOCK],
                case=tags.get(_CASE, ""),
                number=at.call.number,
                dialled=at.call.dialled,
            )
            facts = (*facts, started)
        return Move(call=at.call.but(tags=tags), facts=facts, outcome="done")
