"""Offer choices, by key or by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr import utterance, words
from ivr.at import At
from ivr.events import Event, Pressed, Spoke
from ivr.flow import Prompt
from ivr.move import Move, scratched
from ivr.questions import Answer
from ivr.steps.listening import for_a_key, is_skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """phrases: words that mean this choice, anywhere in what the caller says. next: a target of its own."""

    key: str
    phrases: tuple[str, ...] = ()
    say: Prompt | None = None
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Options are spoken in their order. retries: times the menu is spoken again after silence or a miss."""

    takes_anywhere: ClassVar[bool] = True

    say: Prompt | None = None
    options: tuple[Option, ...]
    wait_s: int = 5
    retries: int = 1

    def begin(self, at: At, /) -> Move:
        prompts = (self.say, *(option.say for option in self.options))
        listen = for_a_key(
            at,
            (option.key for option in self.options),
            wait_s=self.wait_s,
            hints=tuple(phrase for option in self.options for phrase in option.phrases),
        )
        return Move(call=at.call, verbs=(*(at.say(prompt) for prompt in prompts if prompt), listen))

    def resume(self, at: At, event: Event, /) -> Move:
        chosen = self._chosen(event, at.language)
        if chosen is not None:
            return Move(call=at.call, goto=chosen.next)
        missed = isinstance(event, Pressed | Spoke) and not is_skip(event)
        tries = int(at.call.scratch.get("tries", "0"))
        if tries >= self.retries or not at.world.store:  # without a store tries are not counted
            return Move(call=at.call, outcome="no_match" if missed else "no_input")
        again = at.call.but(scratch=scratched(at.call, tries=str(tries + 1)))
        sorry = (words.say("wrong_choice", at.language),) if missed else ()
        return Move(call=again, verbs=sorry, again=True)

    def answered(self, at: At, _answer: Answer, /) -> Move:
        return self.begin(at)

    def _chosen(self, event: Event, language: str) -> Option | None:
        match event:
            case Pressed(digits=digits):
                return self._by_key(digits)
            case Spoke(text=text):
                return self._by_phrase(text) or self._by_key(utterance.key(text, language))
            case _:
                return None

    def _by_key(self, key: str) -> Option | None:
        return next((option for option in self.options if key and option.key == key), None)

    def _by_phrase(self, text: str) -> Option | None:
        """Find the option of the longest phrase in the text; of two as long, the first of the file."""
        found = [
            (len(phrase), option)
            for option in self.options
            for phrase in option.phrases
            if utterance.contains(text, phrase)
        ]
        return max(found, key=lambda match: match[0])[1] if found else None
