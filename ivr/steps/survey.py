"""Ask how it went, at the end of a call: answers on a scale, each kept with its scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ivr import utterance, words
from ivr.at import At
from ivr.call import Call
from ivr.events import Event, Pressed, Spoke
from ivr.facts import SurveyAnswered, SurveyOffered
from ivr.flow import Prompt
from ivr.move import Move
from ivr.questions import Answer
from ivr.steps.listening import for_an_entry, is_skip
from ivr.verbs import Gather

_WAIT_S = 5
#: "10" is two keys: how long a first key waits for a second.
_SECOND_KEY_S = 2
_YES_OR_NO = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question on a scale from low to high. 1 to 2 is yes or no, and may be said so."""

    save: str
    say: Prompt
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Silence goes on to the next question; a wrong answer is asked for once more. * repeats."""

    takes_anywhere: ClassVar[bool] = False

    questions: tuple[Question, ...]

    def begin(self, at: At, /) -> Move:
        offered = SurveyOffered(questions=tuple(question.save for question in self.questions))
        return replace(self._put(at, at.call, 0), facts=(offered,))

    def resume(self, at: At, event: Event, /) -> Move:
        if not at.world.store:  # which question was asked is not known: better none than the wrong one
            return Move(call=at.call, outcome="done")
        place = int(at.call.scratch.get("question", "0"))
        question = self.questions[place]
        if isinstance(event, Pressed) and event.digits == "*":
            return self._put(at, at.call, place)
        score = _score(event, question, at.language)
        if score is not None:
            return self._keep(at, place, score)
        wrong = isinstance(event, Pressed | Spoke) and not is_skip(event)
        if wrong and at.call.scratch.get("missed") != str(place):
            missed = at.call.but(scratch={"missed": str(place)})
            move = self._put(at, missed, place)
            return replace(move, verbs=(words.say("wrong_choice", at.language), *move.verbs))
        return self._put(at, at.call, place + 1)

    def answered(self, at: At, _answer: Answer, /) -> Move:
        return self.begin(at)

    def _keep(self, at: At, place: int, score: int) -> Move:
        question = self.questions[place]
        kept = at.call.but(answers={**at.call.answers, question.save: str(score)})
        fact = SurveyAnswered(question=question.save, score=score, scale=f"{question.low}-{question.high}")
        return replace(self._put(at, kept, place + 1), facts=(fact,))

    def _put(self, at: At, call: Call, place: int) -> Move:
        """Put the question at `place`; past the last one the survey is over."""
        if place >= len(self.questions):
            return Move(call=call, outcome="done")
        question = self.questions[place]
        asked = call.but(scratch={**call.scratch, "question": str(place)})
        return Move(call=asked, verbs=(at.say(question.say), _listen(at, question)))


def _listen(at: At, question: Question) -> Gather:
    if question.high > 9:
        return for_an_entry(
            at,
            most=len(str(question.high)),
            speech=True,
            ends_after_s=_SECOND_KEY_S,
            begins_within_s=_WAIT_S - _SECOND_KEY_S,
        )
    return Gather(language=at.language, wait_s=_WAIT_S, speech=True, digits=1)


def _score(event: Event, question: Question, language: str) -> int | None:
    match event:
        case Pressed(digits=digits):
            entry = digits
        case Spoke(text=text):
            entry = utterance.key(text, language) or _yes_or_no(text, question, language)
        case _:
            return None
    if not (entry.isascii() and entry.isdigit() and len(entry) <= len(str(question.high))):
        return None
    return int(entry) if question.low <= int(entry) <= question.high else None


def _yes_or_no(text: str, question: Question, language: str) -> str:
    if (question.low, question.high) != _YES_OR_NO:
        return ""
    return {True: "1", False: "2", None: ""}[utterance.agrees(text, language)]
