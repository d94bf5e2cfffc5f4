"""Record a message, behind a promise that is written down before the caller hears it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr.at import At
from ivr.call import reaches
from ivr.events import Event, RecordingEnded, StayedSilent
from ivr.facts import PromiseMade, VoicemailLeft
from ivr.move import Move, scratched
from ivr.questions import Answer, HandIn, Promise, Promised
from ivr.verbs import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Voicemail:
    """box: who hears it. policy, urgency: who is alerted, "" for nobody.

    A promise that could not be written does not stop the caller: the recording itself is kept by the carrier.
    """

    takes_anywhere: ClassVar[bool] = False

    box: str
    max_s: int = 120
    policy: str = ""
    urgency: str = ""

    def begin(self, at: At, /) -> Move:
        name = at.call.caller.get("name", "") if reaches(at.call.level, "identified") else ""
        body = {
            "box": self.box,
            "policy": self.policy,
            "urgency": self.urgency,
            "number": at.call.number,
            "name": name,
            "language": at.language,
        }
        return Move(call=at.call, ask=Promise(kind="voicemail", key=at.visit, body=body))

    def resume(self, at: At, event: Event, /) -> Move:
        match event:
            case RecordingEnded(recording=recording, seconds=seconds) if recording and seconds > 0:
                return self._hand_in(at, recording, seconds)
            case RecordingEnded() | StayedSilent():
                return self._hand_in(at, "", 0)
            case _:
                return Move(call=at.call, verbs=(Record(max_s=self.max_s),))

    def answered(self, at: At, answer: Answer, /) -> Move:
        if "recording" in at.call.scratch:
            return self._over(at)
        made = (
            (PromiseMade(promise=answer.promise, kind="voicemail"),) if isinstance(answer, Promised) else ()
        )
        return Move(call=at.call, verbs=(Record(max_s=self.max_s),), facts=made)

    def _hand_in(self, at: At, recording: str, seconds: int) -> Move:
        call = at.call.but(scratch=scratched(at.call, recording=recording, seconds=str(seconds)))
        return Move(call=call, ask=HandIn(key=at.visit, recording=recording, seconds=seconds))

    def _over(self, at: At) -> Move:
        recording = at.call.scratch["recording"]
        if not recording:
            return Move(call=at.call, outcome="empty")
        left = VoicemailLeft(
            box=self.box, recording=recording, seconds=int(at.call.scratch["seconds"]), alerts=self.policy
        )
        return Move(call=at.call, facts=(left,), outcome="saved")
