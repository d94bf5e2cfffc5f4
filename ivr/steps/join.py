"""Let somebody into a bridge that is open: by its PIN, which those who are in it were told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr import words
from ivr.at import At
from ivr.events import DialEnded, Event, Pressed, StayedSilent
from ivr.facts import VerificationFailed
from ivr.flow import Prompt
from ivr.move import Move, scratched
from ivr.questions import Answer, Denied, Found, JoinBridge, NotFound
from ivr.steps.bridge import room_of
from ivr.steps.listening import for_an_entry
from ivr.verbs import Confer

#: Of a bridge's PIN.
PIN_DIGITS = 6
#: In the step's memory: wrong tries; the bridge whose conference the caller was sent into.
_TRIES, _INSIDE = "tries", "inside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """attempts: times the PIN is asked for. Whatever cannot be answered lets nobody in."""

    takes_anywhere: ClassVar[bool] = True

    say: Prompt
    attempts: int = 3

    def begin(self, at: At, /) -> Move:
        if not at.world.store:
            return Move(call=at.call, outcome="failed")
        listen = for_an_entry(at, most=PIN_DIGITS, speech=False)
        return Move(call=at.call, verbs=(at.say(self.say), listen))

    def resume(self, at: At, event: Event, /) -> Move:
        if _INSIDE in at.call.scratch:
            if isinstance(event, DialEnded):
                return Move(call=at.call, outcome="joined")
            return self._goes_in(at, at.call.scratch[_INSIDE])
        if not at.world.store:
            return Move(call=at.call, outcome="failed")
        match event:
            case Pressed(digits=digits) if len(digits) == PIN_DIGITS and digits.isdigit():
                return Move(call=at.call, ask=JoinBridge(pin=digits))
            case StayedSilent():
                return self._again(at, heard=False)
            case _:
                return self._again(at, heard=True)

    def answered(self, at: At, answer: Answer, /) -> Move:
        match answer:
            case Found(values=values):
                return self._goes_in(at, values["bridge"])
            case NotFound():
                return self._again(at, heard=True, failed=(_failed("wrong"),))
            case _:
                why = "limited" if isinstance(answer, Denied) else "unavailable"
                return Move(call=at.call, facts=(_failed(why),), outcome="failed")

    def _goes_in(self, at: At, bridge: str) -> Move:
        call = at.call.but(scratch={_INSIDE: bridge})
        return Move(call=call, verbs=(Confer(room=room_of(bridge), label=f"late.{call.id}"),))

    def _again(self, at: At, *, heard: bool, failed: tuple[VerificationFailed, ...] = ()) -> Move:
        """Ask once more. A PIN of the wrong length is a miss, and no try at one."""
        tries = int(at.call.scratch.get(_TRIES, "0")) + 1
        if tries >= self.attempts:
            return Move(call=at.call, facts=failed, outcome="failed")
        again = at.call.but(scratch=scratched(at.call, **{_TRIES: str(tries)}))
        said = (words.say("wrong_entry", at.language),) if heard else ()
        return Move(call=again, verbs=said, facts=failed, again=True)


def _failed(why: str) -> VerificationFailed:
    return VerificationFailed(factor="bridge", reason=why)
