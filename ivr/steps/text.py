"""Send a text message, behind a promise that is written down first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from ivr.at import At
from ivr.events import Event
from ivr.expressions import Expression
from ivr.facts import PromiseMade
from ivr.flow import Prompt
from ivr.move import Move
from ivr.questions import Answer, Promise, Promised
from ivr.steps.reading import text_of

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """to: a number in E.164; without one nothing is promised and the outcome is failed."""

    takes_anywhere: ClassVar[bool] = False

    to: Expression
    body: Prompt

    def begin(self, at: At, /) -> Move:
        number = text_of(self.to, at)
        if not _E164.fullmatch(number):
            return Move(call=at.call, outcome="failed")
        body = {"to": number, "text": at.words(self.body)}
        return Move(call=at.call, ask=Promise(kind="text", key=at.visit, body=body))

    def resume(self, at: At, _event: Event, /) -> Move:
        return self.begin(at)

    def answered(self, at: At, answer: Answer, /) -> Move:
        if not isinstance(answer, Promised):
            return Move(call=at.call, outcome="failed")
        made = PromiseMade(promise=answer.promise, kind="text")
        return Move(call=at.call, facts=(made,), outcome="sent")
