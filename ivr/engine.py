"""The flow engine: (flows, call, event, world) -> Turn. No clock, no network, no store."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ivr.at import At
from ivr.call import Call
from ivr.events import Arrived, Event, HungUp, Pressed, RecordingEnded, Spoke, StayedSilent
from ivr.facts import CallEnded, CallStarted, Fact, FlowFailed, QueueLeft, StepEnded
from ivr.flow import END, RETURN, Flows, Step
from ivr.move import Move
from ivr.questions import Answer, Question
from ivr.verbs import Gather, HangUp, Pause, Play, Say, Verb
from ivr.world import World

#: Steps taken without waiting for the caller, in one turn. Source: flow-language 5.
MAX_STEPS_A_TURN = 100
#: Turns of one call: two hours of ten-second rounds in a queue, and as much again.
MAX_TURNS = 1_500


class FlowError(Exception):
    """The flow cannot go on: it goes round without waiting, or an edge leads nowhere. `step` names the place."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(f"{step}: {why}")
        self.step = step
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a call is after an event, what the caller hears, and what became true."""

    call: Call
    verbs: tuple[Verb, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A turn that waits for an answer. It lives within one webhook and is never stored."""

    question: Question
    #: The call as the step left it when it asked.
    call: Call
    verbs: tuple[Verb, ...]
    facts: tuple[Fact, ...]
    heard: str
    steps: int


def take_turn(flows: Flows, call: Call, event: Event, world: World) -> Turn | Asking:
    """Move the call on by one event.

    Raises FlowError when the flow cannot go on: `fail` then leads to the flow's error path.
    """
    here = _at(flows, call, world)
    walk = _Walk(flows, world, heard=_heard(event))
    if isinstance(event, HungUp):
        return walk.hung_up(here, event)
    if isinstance(event, Arrived):
        walk.facts.append(
            CallStarted(dialled=call.dialled, number=call.number, flow=call.flow, release=call.release)
        )
        return walk.enter(call, call.flow, call.step)
    if call.turn >= MAX_TURNS:
        raise FlowError(call.step, f"more than {MAX_TURNS} turns")
    target = _anywhere(here, event)
    if target == "repeat":
        return walk.begin(call)
    if target:
        return walk.leave(here, target, outcome="anywhere")
    return walk.follow(here.step.action.resume(here, event))


def go_on(flows: Flows, asking: Asking, answer: Answer, world: World) -> Turn | Asking:
    """Take up a turn where it asked."""
    walk = _Walk(flows, world, heard=asking.heard)
    walk.verbs, walk.facts, walk.steps = list(asking.verbs), list(asking.facts), asking.steps
    here = _at(flows, asking.call, world)
    return walk.follow(here.step.action.answered(here, answer))


def fail(flows: Flows, call: Call, why: str, world: World) -> Turn | Asking:
    """Lead the call to its flow's error path, once; a call that fails again is ended after what it has heard."""
    walk = _Walk(flows, world, heard="")
    walk.facts.append(FlowFailed(step=call.step, why=why))
    flow = flows[call.flow]
    if call.failed:
        return walk.end(call, "system")
    return walk.enter(replace(call, failed=True, scratch={}), call.flow, flow.anywhere.error)


class _Walk:
    """The steps taken in one turn."""

    def __init__(self, flows: Flows, world: World, *, heard: str) -> None:
        self.flows = flows
        self.world = world
        self.heard = heard
        self.verbs: list[Verb] = []
        self.facts: list[Fact] = []
        self.steps = 0

    def enter(self, call: Call, flow: str, step: str) -> Turn | Asking:
        """Begin a step, in this flow or another."""
        visits = {**call.visits, f"{flow}/{step}": call.visits.get(f"{flow}/{step}", 0) + 1}
        arrived = replace(
            call, flow=flow, step=step, step_began_ms=self.world.now_ms, scratch={}, visits=visits
        )
        return self.begin(arrived)

    def begin(self, call: Call) -> Turn | Asking:
        self.steps += 1
        if self.steps > MAX_STEPS_A_TURN:
            raise FlowError(call.step, f"more than {MAX_STEPS_A_TURN} steps without waiting for the caller")
        here = _at(self.flows, call, self.world)
        if here.step.say is not None:
            self.verbs.append(here.say(here.step.say))
        return self.follow(here.step.action.begin(here))

    def follow(self, move: Move) -> Turn | Asking:
        """Do what a step decided."""
        self.verbs += move.verbs
        self.facts += move.facts
        here = _at(self.flows, move.call, self.world)
        if move.ask is not None:
            return Asking(
                question=move.ask,
                call=move.call,
                verbs=tuple(self.verbs),
                facts=tuple(self.facts),
                heard=self.heard,
                steps=self.steps,
            )
        if move.again:
            return self.begin(move.call)
        if move.outcome is not None:
            return self.leave(here, _edge(here.step, move.outcome), outcome=move.outcome)
        if move.goto is not None:
            return self.leave(here, move.goto, outcome="chosen")
        if move.enter is not None:
            self._trace(here, "called")
            called = replace(move.call, callers=(*move.call.callers, (here.flow.name, here.step.id)))
            return self.enter(called, *move.enter)
        return self.end(move.call, "system") if move.ends else self._turn(move.call)

    def leave(self, here: At, target: str, *, outcome: str) -> Turn | Asking:
        """Go from a step to `target`: a step, `end`, or back to the flow that called this one."""
        self._trace(here, outcome)
        call = self._out_of_line(here.call, "moved")
        if target == END:
            return self.end(call, "system")
        if not target.startswith(RETURN):
            return self.enter(call, call.flow, target)
        caller_flow, caller_step = call.callers[-1]
        step = self.flows[caller_flow].steps[caller_step]
        back = replace(call, callers=call.callers[:-1], flow=caller_flow, step=caller_step)
        return self.leave(
            _at(self.flows, back, self.world), _edge(step, target.removeprefix(RETURN)), outcome="returned"
        )

    def hung_up(self, here: At, event: HungUp) -> Turn:
        self._trace(here, "hung_up")
        return self.end(here.call, "customer", event.status)

    def end(self, call: Call, ended_by: str, status: str = "completed") -> Turn:
        call = self._out_of_line(call, "abandoned" if ended_by == "customer" else "moved")
        step = self.flows[call.flow].steps[call.step]
        self.facts.append(
            CallEnded(
                ended_by=ended_by,
                status=status,
                step=f"{call.flow}/{call.step}",
                kind=step.kind,
                level=call.level,
                tags=call.tags,
            )
        )
        self.verbs.append(HangUp())
        return self._turn(replace(call, ended=ended_by))

    def _turn(self, call: Call) -> Turn:
        return Turn(
            call=replace(call, turn=call.turn + 1), verbs=_folded(self.verbs), facts=tuple(self.facts)
        )

    def _trace(self, here: At, outcome: str) -> None:
        spent = self.world.now_ms - here.call.step_began_ms
        self.facts.append(
            StepEnded(
                flow=here.flow.name,
                step=here.step.id,
                kind=here.step.kind,
                outcome=outcome,
                ms=spent,
                heard=self.heard,
            )
        )
        self.heard = ""

    def _out_of_line(self, call: Call, reason: str) -> Call:
        """Whoever leaves a queue step leaves its queues; the step itself may have said why."""
        waited = self.world.now_ms - call.step_began_ms
        self.facts += [QueueLeft(queue=queue, reason=reason, waited_ms=waited) for queue in call.queues]
        return replace(call, queues=()) if call.queues else call


def _at(flows: Flows, call: Call, world: World) -> At:
    flow = flows[call.flow]
    step = flow.steps.get(call.step)
    if step is None:
        raise FlowError(call.step, f"flow {call.flow} has no such step")
    return At(flow=flow, step=step, call=call, world=world)


def _edge(step: Step, outcome: str) -> str:
    target = step.next.get(outcome) or step.next.get("else")
    if target is None:
        raise FlowError(step.id, f'outcome "{outcome}" has no edge')
    return target


def _anywhere(here: At, event: Event) -> str | None:
    """Find what an input means in every step: a whole entry, or a whole utterance. Source: flow-language 5."""
    if not here.step.action.takes_anywhere:
        return None
    match event:
        case Pressed(digits="*"):
            return "repeat"
        case Pressed(digits=digits):
            return here.flow.anywhere.keys.get(digits)
        case Spoke(text=text):
            return here.flow.anywhere.phrases.get(text.strip(" .,!?").lower())
        case _:
            return None


def _heard(event: Event) -> str:
    match event:
        case Pressed():
            return "keys"
        case Spoke():
            return "speech"
        case StayedSilent():
            return "silence"
        case RecordingEnded():
            return "recording"
        case _:
            return ""


def _folded(verbs: list[Verb]) -> tuple[Verb, ...]:
    """Put what is said right before a question into the question, so that a key stops it (barge-in)."""
    folded: list[Verb] = []
    for verb in verbs:
        if isinstance(verb, Gather):
            before: list[Say | Play | Pause] = []
            while folded and _interruptible(last := folded[-1]):
                folded.pop()
                before.insert(0, last)  # type: ignore[arg-type]  # _interruptible lets no other verb through
            folded.append(replace(verb, prompts=(*before, *verb.prompts)))
        else:
            folded.append(verb)
    return tuple(folded)


def _interruptible(verb: Verb) -> bool:
    return isinstance(verb, Play | Pause) or (isinstance(verb, Say) and not verb.uninterrupted)
