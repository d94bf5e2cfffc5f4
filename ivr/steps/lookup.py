"""Ask a connector, such as the directory of orders; what it gives is read as `<connector>.<name>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr.at import At
from ivr.call import reaches
from ivr.events import Event
from ivr.expressions import Expression
from ivr.facts import LookedUp
from ivr.move import Move
from ivr.questions import Answer, Found, LookUp, NotFound
from ivr.steps.reading import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """values: what is asked with; one without a value is left out. needs: nothing is asked below this level.

    A customer is named to the connector only once identified: caller ID is no proof (security.md P1).
    """

    takes_anywhere: ClassVar[bool] = False

    connector: str
    values: Mapping[str, Expression] = field(default_factory=dict)
    needs: str = "none"
    timeout_ms: int = 5000

    def begin(self, at: At, /) -> Move:
        if not reaches(at.call.level, self.needs):
            return self._over(at, "denied", {})
        read = {name: text_of(expression, at) for name, expression in self.values.items()}
        question = LookUp(
            connector=self.connector,
            values={name: value for name, value in read.items() if value},
            customer=at.call.customer if reaches(at.call.level, "identified") else "",
            key=at.visit,
            timeout_ms=self.timeout_ms,
        )
        return Move(call=at.call, ask=question)

    def resume(self, at: At, _event: Event, /) -> Move:
        return self.begin(at)

    def answered(self, at: At, answer: Answer, /) -> Move:
        match answer:
            case Found(values=values):
                return self._over(at, "found", values)
            case NotFound():
                return self._over(at, "not_found", {})
            case _:  # denied as well: the level was enough, and asking for a proof again would go round
                return self._over(at, "error", {})

    def _over(self, at: At, outcome: str, values: Mapping[str, str]) -> Move:
        """Keep what was found; what an earlier look-up found is no longer true."""
        call = at.call.but(found={**at.call.found, self.connector: values})
        return Move(call=call, facts=(LookedUp(connector=self.connector, outcome=outcome),), outcome=outcome)
