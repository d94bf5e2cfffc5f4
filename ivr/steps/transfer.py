"""Put the caller through to an outside line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr import words
from ivr.at import At
from ivr.events import DialEnded, Event
from ivr.facts import TransferBegan, TransferEnded
from ivr.flow import Prompt
from ivr.move import Move
from ivr.questions import Answer
from ivr.verbs import Dial


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """line: the name of an outside line, or E.164.

    screened: whoever answers hears who calls and must press 1, since a voicemail answers too. A whisper
    screens as well. It is spoken in the flow's first language, the company's own.
    """

    takes_anywhere: ClassVar[bool] = False

    line: str
    timeout_s: int = 30
    screened: bool = False
    whisper: Prompt | None = None

    def begin(self, at: At, /) -> Move:
        number = self.line if self.line.startswith("+") else at.world.outside.get(self.line, "")
        if not number:
            return Move(call=at.call, outcome="failed")
        dial = Dial(
            numbers=(number,),
            ring_s=self.timeout_s,
            caller_id=at.call.dialled,
            whisper=self.whispered(at),
            language=at.flow.languages[0],
        )
        began = TransferBegan(line=self.line, screened=self._screens)
        return Move(call=at.call, verbs=(dial,), facts=(began,))

    def resume(self, at: At, event: Event, /) -> Move:
        """An end we did not hear of counts as not answered: silence must never pass for a person."""
        ended = event if isinstance(event, DialEnded) else DialEnded(status="failed")
        accepted = ended.accepted if self._screens else ended.picked_up
        fact = TransferEnded(line=self.line, status=ended.status, accepted=accepted)
        if self._screens and ended.unsure:
            helped = (words.say("if_helped", at.language),)
            return Move(call=at.call, verbs=helped, facts=(fact,), outcome="failed")
        return Move(call=at.call, facts=(fact,), outcome="answered" if accepted else "failed")

    def answered(self, at: At, _answer: Answer, /) -> Move:
        return self.begin(at)

    @property
    def _screens(self) -> bool:
        return self.screened or self.whisper is not None

    def whispered(self, at: At) -> str:
        """What whoever picks up hears; "" connects them at once."""
        language = at.flow.languages[0]
        if self.whisper is not None:
            return self.whisper[language].render(at.read)
        if not self.screened:
            return ""
        return words.say("urgent_call", language, caller=str(at.read("caller.name_or_number"))).text
