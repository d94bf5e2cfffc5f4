"""Keep values under names of the flow's own: `vars.<name>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.at import At
from ivr.expressions import Expression
from ivr.move import Move
from ivr.steps.at_once import AtOnce
from ivr.steps.reading import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Set(AtOnce):
    """values: name -> expression. All are read before any is kept; one without a value is forgotten."""

    takes_anywhere: ClassVar[bool] = False

    values: Mapping[str, Expression]

    def begin(self, at: At, /) -> Move:
        read = {name: text_of(expression, at) for name, expression in self.values.items()}
        kept = {name: value for name, value in {**at.call.vars, **read}.items() if value}
        return Move(call=at.call.but(vars=kept), outcome="done")
