"""Plays one test: the engine takes the caller's turns, and the test answers what the engine asks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from callflows.rehearsal.given import Given, seen
from callflows.rehearsal.script import Script
from ivr import engine
from ivr.call import Call
from ivr.engine import Asking, Turn
from ivr.events import Arrived, DialEnded, Event, HungUp, Pressed, RecordingEnded, Spoke, StayedSilent
from ivr.facts import Fact, QueueJoined, StepEnded
from ivr.flow import Flows
from ivr.page_facts import PageRang
from ivr.page_state import ASKED
from ivr.steps.page import HELPED
from ivr.verbs import Confer, Dial, Gather, NextTurn, Record, Say, Verb
from ivr.walk import FlowError, Walk, edge, stand
from ivr.world import World

#: Turns of one test, waits included: past any test that a person writes.
MAX_TURNS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One turn of a played call. did: what the caller did, as written; "" when it was not the caller."""

    did: str
    verbs: tuple[Verb, ...]
    facts: tuple[Fact, ...]


@dataclass(slots=True)
class Played:
    """A call as it went. trouble: why it could not go on as written; "" when it could."""

    call: Call
    turns: list[Taken] = field(default_factory=list)
    trouble: str = ""

    @property
    def facts(self) -> list[Fact]:
        return [fact for turn in self.turns for fact in turn.facts]

    @property
    def path(self) -> list[str]:
        """Name the steps that were begun, in order; `flow/step` outside the flow that was dialled."""
        steps = [(fact.flow, fact.step) for fact in self.facts if isinstance(fact, StepEnded)]
        here = (self.call.flow, self.call.step)
        if not self.call.ended or steps[-1:] != [here]:
            steps.append(here)
        first = steps[0][0]
        return [step if flow == first else f"{flow}/{step}" for flow, step in steps]

    @property
    def said(self) -> str:
        return " ".join(text for turn in self.turns for text in spoken(turn.verbs))

    @property
    def prefers(self) -> list[str]:
        return [fact.prefers for fact in self.facts if isinstance(fact, QueueJoined)]

    @property
    def rings(self) -> tuple[str, ...]:
        """Whom the last page rings, in order, each once; () where none was."""
        return next((fact.people for fact in reversed(self.facts) if isinstance(fact, PageRang)), ())


def spoken(verbs: tuple[Verb, ...]) -> list[str]:
    """Return the sentences that a caller hears in a turn."""
    prompts = (prompt for verb in verbs for prompt in (verb.prompts if isinstance(verb, Gather) else (verb,)))
    return [prompt.text for prompt in prompts if isinstance(prompt, Say)]


def play(flows: Flows, script: Script, world: World) -> Played:
    """Play a test to its last line, and then until the caller is asked for more, or the call is over."""
    stage = _Stage(flows, script.given, world, Played(call=script.call))
    try:
        stage.take(Arrived(), "")
        for text, event in script.do:
            stage.goes_on()
            if stage.played.call.ended:
                stage.played.trouble = f'the call was over before "{text}"'
                return stage.played
            stage.do(event, text)
        stage.goes_on()
    except FlowError as error:
        stage.played.trouble = f"the flow failed at {error.step}: {error.why}"
    return stage.played


class _Stage:
    """The call being played, and the world it meets."""

    def __init__(self, flows: Flows, given: Given, world: World, played: Played) -> None:
        self.flows = flows
        self.given = given
        self.world = world
        self.in_line = replace(world, seen=seen(staffed=True))
        self.played = played
        self.breaks = given.breaks

    def take(self, event: Event, did: str) -> None:
        """Take one turn, and answer what it asks on the way."""
        if len(self.played.turns) >= MAX_TURNS:
            raise FlowError(self.played.call.step, f"no end after {MAX_TURNS} turns")
        call = self.played.call
        world = self.in_line if call.queues else self.world
        if self.breaks == f"{call.flow}/{call.step}" and not isinstance(event, Arrived):
            self.breaks = ""
            self._through(engine.fail(self.flows, call, "rehearsed", world), did)
            return
        self._through(engine.take_turn(self.flows, call, event, world), did)

    def goes_on(self) -> None:
        """Let happen what needs no caller: a queue's outcome, the end of a dial, a round of waiting."""
        while not self.played.call.ended:
            if self.played.call.queues:
                word = self.given.word(f"queue.{self.played.call.queues[0]}")
                if word == "waits":
                    return
                self._leave_line(word, "")
                continue
            match self._last():
                case Dial(page=people) if people:
                    self._page()
                case Dial():
                    self.take(self.given.dialled("transfer"), "")
                case NextTurn():
                    self.take(StayedSilent(), "")
                case Confer():
                    self.take(DialEnded(status="completed"), "")  # whoever is in it leaves it at last
                case _:
                    return

    def _page(self) -> None:
        """End a page's one ring by its outcome: whoever was helped says so."""
        self.take(self.given.dialled("page"), "")
        if ASKED in self.played.call.scratch:
            self.take(Pressed(digits=HELPED), "")

    def do(self, event: Event, did: str) -> None:
        """Let the caller do one thing, as far as it can be heard at this point."""
        match event, self._last():
            case HungUp(), _:
                self.take(event, did)
            case StayedSilent(), _ if self.played.call.queues:
                self._leave_line("timed_out", did)
            case _, Record():
                self.take(_recording(event), did)
            case Pressed(digits=digits), Gather(digits=most) if most:
                self.take(Pressed(digits=digits[:most]), did)
            case Spoke(), Gather(speech=False):
                self.take(StayedSilent(), did)
            case StayedSilent(), _:
                self._keep_silent(did)
            case _:
                self.take(event, did)

    def _keep_silent(self, did: str) -> None:
        """Say nothing until the step gives up."""
        begun = _visit(self.played.call)
        while not self.played.call.ended and _visit(self.played.call) == begun:
            self.take(StayedSilent(), did)

    def _leave_line(self, outcome: str, did: str) -> None:
        """End the wait in a queue by its outcome: an agent's part of it is not the flow's."""
        call = self.played.call
        here = stand(self.flows, call, self.in_line)
        walk = Walk(self.flows, self.world, heard="")
        self._through(walk.leave(here, edge(here.step, outcome), outcome=outcome), did)

    def _through(self, step: Turn | Asking, did: str) -> None:
        while isinstance(step, Asking):
            step = engine.go_on(self.flows, step, self.given.answer(step.question), self.world)
        self.played.call = step.call
        self.played.turns.append(Taken(did=did, verbs=step.verbs, facts=step.facts))

    def _last(self) -> Verb:
        return self.played.turns[-1].verbs[-1]


def _visit(call: Call) -> tuple[str, str, int]:
    return call.flow, call.step, call.visits.get(f"{call.flow}/{call.step}", 0)


def _recording(event: Event) -> RecordingEnded:
    """Record what is said, at two words a second; a key or silence leaves nothing."""
    if isinstance(event, Spoke):
        return RecordingEnded(recording="rehearsed", seconds=1 + len(event.text.split()) // 2)
    return RecordingEnded(recording="", seconds=0)
