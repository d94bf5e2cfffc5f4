"""A caller who walks through a small flow, turn by turn, and the world that answers the flow's questions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from ivr.call import Call
from ivr.engine import Asking, Turn, go_on, take_turn
from ivr.events import Arrived, DialEnded, Event, HungUp, Pressed, RecordingEnded, Spoke, StayedSilent
from ivr.expressions import Expression, parse
from ivr.facts import StepEnded
from ivr.flow import Anywhere, Flow, Prompt, Step
from ivr.move import Kind
from ivr.questions import Answer, NotFound, Question, QueueSeen
from ivr.steps.hangup import HangUp
from ivr.steps.say import Say
from ivr.templates import parse_template
from ivr.verbs import Gather, Verb
from ivr.verbs import Say as Spoken
from ivr.world import Opening, World

F = TypeVar("F")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def prompt(text: str, **others: str) -> Prompt:
    """Words in en-US; others by language, as `de_DE="..."`."""
    by_language = {"en-US": text, **{name.replace("_", "-"): words for name, words in others.items()}}
    return {language: parse_template(words) for language, words in by_language.items()}


def when(text: str) -> Expression:
    return parse(text)


def step(
    name: str,
    action: Kind,
    *,
    say: str = "",
    urgent: bool = False,
    after: Mapping[str, str] | None = None,
) -> Step:
    return Step(
        id=name,
        kind=type(action).__module__.rpartition(".")[2],
        action=action,
        say=prompt(say) if say else None,
        urgent=urgent,
        next={"else": "end"} if after is None else after,
    )


def flow(*steps: Step, name: str = "main", languages: tuple[str, ...] = ("en-US",)) -> Flow:
    """A flow that begins at its first step. Everywhere, 0 leads to a person and "danger" too."""
    ends = (step("person", Say(), say="A person."), step("sorry", HangUp(), say="Sorry."))
    return Flow(
        name=name,
        languages=languages,
        start=steps[0].id,
        steps={one.id: one for one in (*steps, *ends)},
        anywhere=Anywhere(keys={"0": "person", "*": "repeat"}, phrases={"danger": "person"}, error="sorry"),
        vars={"agent": "agent_7"},
    )


Answers = Callable[[Question], Answer]


def nothing(_question: Question) -> Answer:
    return NotFound()


def in_order(*answers: Answer) -> Answers:
    """Answer one question after another; a question too many fails the test."""
    left = list(answers)
    return lambda _question: left.pop(0)


class Caller:
    """One call. Every turn must grow by one, and the call must survive being stored."""

    def __init__(self, *flows: Flow, answers: Answers = nothing, call: Mapping[str, object] | None = None):
        self.flows = {one.name: one for one in flows}
        self.answers = answers
        self.asked: list[Question] = []
        self.turns: list[tuple[Event, Turn]] = []
        self.world = World(now=NOON, opening=lambda _flow, _hours: Opening(state="open"))
        first = Call(
            id="CA1",
            tenant="homeika",
            release="r1",
            flow=flows[0].name,
            step=flows[0].start,
            dialled="+18005551820",
            number="+12025550123",
        )
        self.call = replace(first, **(call or {}))  # type: ignore[arg-type]  # names of fields are the keys

    def arrives(self) -> "Caller":
        return self.does(Arrived())

    def presses(self, digits: str) -> "Caller":
        return self.does(Pressed(digits=digits))

    def says(self, text: str) -> "Caller":
        return self.does(Spoke(text=text))

    def waits(self) -> "Caller":
        return self.does(StayedSilent())

    def hangs_up(self) -> "Caller":
        return self.does(HungUp())

    def hears_the_dial_end(self, status: str, *, accepted: bool = False) -> "Caller":
        return self.does(DialEnded(status=status, accepted=accepted))

    def leaves(self, recording: str, seconds: int) -> "Caller":
        return self.does(RecordingEnded(recording=recording, seconds=seconds))

    def later(self, seconds: int) -> "Caller":
        self.world = replace(self.world, now=self.world.now + timedelta(seconds=seconds))
        return self

    def sees(self, seen: QueueSeen | None) -> "Caller":
        self.world = replace(self.world, seen=seen)
        return self

    def does(self, event: Event) -> "Caller":
        taken = take_turn(self.flows, self.call, event, self.world)
        while isinstance(taken, Asking):
            self.asked.append(taken.question)
            taken = go_on(self.flows, taken, self.answers(taken.question), self.world)
        assert taken.call.turn == self.call.turn + 1
        self.call = Call.from_json(taken.call.to_json())
        assert self.call == taken.call
        self.turns.append((event, taken))
        return self

    @property
    def verbs(self) -> tuple[Verb, ...]:
        return self.turns[-1][1].verbs

    @property
    def heard(self) -> list[str]:
        """The sentences of the last turn, in order."""
        flat: Iterable[object] = (
            prompt
            for verb in self.verbs
            for prompt in (verb.prompts if isinstance(verb, Gather) else (verb,))
        )
        return [spoken.text for spoken in flat if isinstance(spoken, Spoken)]

    @property
    def gather(self) -> Gather:
        """What the last turn listens for."""
        return next(verb for verb in self.verbs if isinstance(verb, Gather))

    @property
    def outcomes(self) -> list[str]:
        """How steps were left in the last turn."""
        return [fact.outcome for fact in self.turns[-1][1].facts if isinstance(fact, StepEnded)]

    def facts(self, kind: type[F]) -> list[F]:
        """All facts of one kind in the whole call."""
        return [fact for _, turn in self.turns for fact in turn.facts if isinstance(fact, kind)]
