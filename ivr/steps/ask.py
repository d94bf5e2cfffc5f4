"""Ask for one value, by key or by voice, and keep it under `answers.<save>`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr import utterance, words
from ivr.at import At
from ivr.call import Call
from ivr.events import Event, Pressed, Spoke
from ivr.expressions import Expression
from ivr.flow import Prompt
from ivr.masking import MASK
from ivr.move import Move, scratched
from ivr.questions import Answer
from ivr.steps.listening import for_a_key, for_an_entry, is_skip
from ivr.verbs import Gather

#: What a caller enters is cut here before anything looks at it. Source: flow-language 4.
LONGEST_ENTRY = 64
_CONFIRM_WAIT_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """# alone skips the question: outcome ok, and nothing is kept.

    accept: of "keys" and "speech"; none named: keys for digits and choices, else both. Keys are always taken,
    so that # and the `anywhere` keys work; where they are not accepted any other is a miss.
    digits: fewest and most. pattern: matches the whole entry. choices: entry -> value kept.
    secret: only a mask is kept, so it is not read back for confirming either.
    """

    takes_anywhere: ClassVar[bool] = True

    save: str
    say: Prompt
    accept: frozenset[str] = frozenset()
    digits: tuple[int, int] | None = None
    pattern: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    confirm: bool = False
    secret: bool = False
    attempts: int = 1
    skip_when: Expression | None = None

    def begin(self, at: At, /) -> Move:
        if self.skip_when is not None and self.skip_when.holds(at.read):
            return Move(call=at.call, outcome="ok")
        if "entered" in at.call.scratch:
            return self._confirming(at, at.call)
        return Move(call=at.call, verbs=(at.say(self.say), self._listen(at)))

    def resume(self, at: At, event: Event, /) -> Move:
        if "entered" in at.call.scratch:
            return self._confirmed(at, event)
        if is_skip(event):
            return Move(call=at.call, outcome="ok")
        value = self._value(event, at.language)
        if value is None:
            return self._missed(at, event)
        if self.confirm and not self.secret:
            return self._confirming(at, at.call.but(scratch=scratched(at.call, entered=value)))
        return self._kept(at, value)

    def answered(self, at: At, _answer: Answer, /) -> Move:
        return self.begin(at)

    def _listen(self, at: At) -> Gather:
        if self.choices and not self.digits and self.pattern is None:
            spoken = tuple(self.choices.values()) if self._takes("speech") else ()
            return for_a_key(at, self.choices, wait_s=5, speech=self._takes("speech"), hints=spoken)
        fewest, most = self.digits or (0, 0)
        return for_an_entry(at, most=most if fewest == most else 0, speech=self._takes("speech"))

    def _takes(self, way: str) -> bool:
        return way in self.accept if self.accept else way == "keys" or not (self.digits or self.choices)

    def _value(self, event: Event, language: str) -> str | None:
        """Return what the entry stands for; None when it is no answer to the question."""
        match event:
            case Pressed(digits=digits) if self._takes("keys"):
                return self._fitting(digits[:LONGEST_ENTRY])
            case Spoke(text=text) if self._takes("speech"):
                return self._spoken(text[:LONGEST_ENTRY].strip(), language)
            case _:
                return None

    def _spoken(self, text: str, language: str) -> str | None:
        """Try the words as they are, then as digits, then as a code said letter by letter."""
        figures = utterance.digits(text, language)
        code = re.sub(r"[\s.-]", "", text)
        tries = (text, utterance.key(text, language), figures, code, text.upper(), code.upper())
        return next((value for entry in tries if entry and (value := self._fitting(entry)) is not None), None)

    def _fitting(self, entry: str) -> str | None:
        if self.choices:
            return self.choices.get(entry) or _named(entry, self.choices.values())
        if self.digits and not (_is_figures(entry) and self.digits[0] <= len(entry) <= self.digits[1]):
            return None
        if self.pattern is not None and not re.fullmatch(self.pattern, entry):
            return None
        return entry

    def _missed(self, at: At, event: Event) -> Move:
        missed = isinstance(event, Pressed | Spoke)
        tries = int(at.call.scratch.get("tries", "0")) + 1
        if tries >= self.attempts:
            return Move(call=at.call, outcome="no_match" if missed else "no_input")
        again = at.call.but(scratch=scratched(at.call, tries=str(tries)))
        return Move(call=again, verbs=(words.say("wrong_entry", at.language),) if missed else (), again=True)

    def _confirming(self, at: At, call: Call) -> Move:
        entered = call.scratch["entered"]
        spelled = entered if " " in entered or entered.isalpha() else " ".join(entered)
        said = (words.say("entered", at.language, value=spelled), words.say("confirm", at.language))
        return Move(call=call, verbs=(*said, for_a_key(at, "12", wait_s=_CONFIRM_WAIT_S)))

    def _confirmed(self, at: At, event: Event) -> Move:
        """Take 1 or yes, 2 or no; on anything else ask to confirm once more, then give up."""
        right = _agreed(event, at.language)
        if right:
            return self._kept(at, at.call.scratch["entered"])
        scratch = dict(at.call.scratch)
        if right is False:
            del scratch["entered"]
            return Move(call=at.call.but(scratch=scratch), again=True)
        if scratch.get("unsure"):
            heard = isinstance(event, Pressed | Spoke)
            return Move(call=at.call, outcome="no_match" if heard else "no_input")
        return self._confirming(at, at.call.but(scratch={**scratch, "unsure": "1"}))

    def _kept(self, at: At, value: str) -> Move:
        answers = {**at.call.answers, self.save: MASK if self.secret else value}
        return Move(call=at.call.but(answers=answers), outcome="ok")


def _is_figures(entry: str) -> bool:
    return entry.isascii() and entry.isdigit()


def _named(text: str, values: Iterable[str]) -> str | None:
    return next((value for value in values if utterance.contains(text, value)), None)


def _agreed(event: Event, language: str) -> bool | None:
    match event:
        case Pressed(digits="1"):
            return True
        case Pressed(digits="2"):
            return False
        case Spoke(text=text):
            return {"1": True, "2": False}.get(
                utterance.key(text, language), utterance.agrees(text, language)
            )
        case _:
            return None
