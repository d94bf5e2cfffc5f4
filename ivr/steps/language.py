"""Let the caller choose a language by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr import words
from ivr.at import At
from ivr.events import Event, Pressed
from ivr.expressions import Expression
from ivr.move import Move, scratched
from ivr.questions import Answer
from ivr.steps.listening import for_a_key

_WAIT_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """keys: key -> language. Silence, or a second wrong key, takes the default.

    Keys only: until the caller has chosen, we do not know which language to listen in.
    """

    takes_anywhere: ClassVar[bool] = True

    keys: Mapping[str, str]
    default: str
    skip_when: Expression | None = None

    def begin(self, at: At, /) -> Move:
        if self.skip_when is not None and self.skip_when.holds(at.read):
            return self._chosen(at, self._known(at))
        listen = for_a_key(at, self.keys, wait_s=_WAIT_S, speech=False)
        return Move(call=at.call, verbs=(listen,))

    def resume(self, at: At, event: Event, /) -> Move:
        if not isinstance(event, Pressed):
            return self._chosen(at, self.default)
        if event.digits in self.keys:
            return self._chosen(at, self.keys[event.digits])
        if at.call.scratch.get("missed"):
            return self._chosen(at, self.default)
        missed = at.call.but(scratch=scratched(at.call, missed="1"))
        return Move(call=missed, verbs=(words.say("wrong_choice", at.language),), again=True)

    def answered(self, at: At, _answer: Answer, /) -> Move:
        return self.begin(at)

    def _known(self, at: At) -> str:
        """Take what the call speaks already, else what the directory says, else the default."""
        known = at.call.language or at.call.caller.get("language", "")
        return known if known in at.flow.languages else self.default

    def _chosen(self, at: At, language: str) -> Move:
        return Move(call=at.call.but(language=language), outcome="done")
