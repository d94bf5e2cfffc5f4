"""The steps taken in one turn: begin a step, follow what it decides, leave it by an edge, end the call."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ivr.at import At
from ivr.call import MOST_PATH, Call
from ivr.events import HungUp
from ivr.facts import CallEnded, Fact, QueueLeft, StepEnded
from ivr.flow import END, RETURN, Flows, Step
from ivr.move import Move
from ivr.questions import Question
from ivr.steps.page import Page
from ivr.storeless import goes_on_without_store
from ivr.verbs import Gather, HangUp, Pause, Play, Say, Verb
from ivr.world import World

#: Steps taken without waiting for the caller, in one turn. Source: flow-language 5.
MAX_STEPS_A_TURN = 100
#: Flows that call flows: as deep as this, no deeper.
MOST_CALLERS = 10


class FlowError(Exception):
    """The flow cannot go on: it goes round without waiting, or an edge leads nowhere."""

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


class Walk:
    """The steps taken in one turn."""

    def __init__(self, flows: Flows, world: World, *, heard: str) -> None:
        self.flows = flows
        self.world = world
        self.heard = heard
        self.now_ms = world.now_ms
        self.verbs: list[Verb] = []
        self.facts: list[Fact] = []
        self.steps = 0

    def enter(self, call: Call, flow: str, step: str) -> Turn | Asking:
        """Begin a step, in this flow or another."""
        visits = {**call.visits, f"{flow}/{step}": call.visits.get(f"{flow}/{step}", 0) + 1}
        arrived = call.but(flow=flow, step=step, step_began_ms=self.now_ms, scratch={}, visits=visits)
        return self.begin(arrived)

    def begin(self, call: Call) -> Turn | Asking:
        self.steps += 1
        if self.steps > MAX_STEPS_A_TURN:
            raise FlowError(call.step, f"more than {MAX_STEPS_A_TURN} steps without waiting for the caller")
        here = stand(self.flows, call, self.world)
        if not self.world.store and not goes_on_without_store(here.flow, here.step):
            raise FlowError(call.step, "the live store is away")
        if here.step.say is not None:
            self.verbs.append(here.say(here.step.say))
        if here.step.recording and call.recording != "refused":
            here = replace(here, call=call.but(recording=here.step.recording))
        return self.follow(here.step.action.begin(here))

    def follow(self, move: Move) -> Turn | Asking:
        """Do what a step decided."""
        if move.unsays:
            self._unsay_own(stand(self.flows, move.call, self.world))
        self.verbs += move.verbs
        self.facts += move.facts
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
            here = stand(self.flows, move.call, self.world)
            return self.leave(here, edge(here.step, move.outcome), outcome=move.outcome)
        if move.goto is not None:
            return self.leave(stand(self.flows, move.call, self.world), move.goto, outcome="chosen")
        if move.enter is not None:
            return self._call_flow(stand(self.flows, move.call, self.world), move.enter)
        return self.end(move.call, "system") if move.ends else self._turn(move.call)

    def _call_flow(self, here: At, first: tuple[str, str]) -> Turn | Asking:
        """Go to another flow's (flow, step); it comes back to this step."""
        traced = self._trace(here, "called")
        if len(traced.callers) >= MOST_CALLERS:
            raise FlowError(here.step.id, f"more than {MOST_CALLERS} flows called from flows")
        called = traced.but(callers=(*traced.callers, (here.flow.name, here.step.id)))
        return self.enter(called, *first)

    def leave(self, here: At, target: str, *, outcome: str) -> Turn | Asking:
        """Go from a step to `target`: a step, `end`, or back to the flow that called this one."""
        if outcome == "no_agents" and here.step.urgent:
            self._unsay(here, target)
        call = self.out_of_line(self._trace(here, outcome), "moved")
        if target == END:
            return self.end(call, "system")
        if not target.startswith(RETURN):
            return self.enter(call, call.flow, target)
        if not call.callers:
            raise FlowError(call.step, f"{target} goes back to no flow")
        caller_flow, caller_step = call.callers[-1]
        step = self.flows[caller_flow].steps[caller_step]
        back = call.but(callers=call.callers[:-1], flow=caller_flow, step=caller_step)
        return self.leave(
            stand(self.flows, back, self.world), edge(step, target.removeprefix(RETURN)), outcome="returned"
        )

    def _unsay(self, here: At, target: str) -> None:
        """In danger nothing is said about a line that has nobody: the urgent step it leads to speaks at once.

        What a caller hears before the first phone rings counts (reliability.md 2).
        """
        following = here.flow.steps.get(target)
        if here.step.say is None or following is None or not following.urgent or following.say is None:
            return
        self._unsay_own(here)

    def _unsay_own(self, here: At) -> None:
        """Take back a step's own words, where they are the last that would be heard."""
        said = here.step.say
        if said is not None and self.verbs and self.verbs[-1] == here.say(said):
            self.verbs.pop()

    def hung_up(self, here: At, event: HungUp) -> Turn:
        call = self._trace(here, "hung_up")
        if isinstance(here.step.action, Page):
            self.facts.append(here.step.action.hung_up(here, event))
        return self.end(call, "customer", event.status)

    def end(self, call: Call, ended_by: str, status: str = "completed") -> Turn:
        call = self.out_of_line(call, "abandoned" if ended_by == "customer" else "moved")
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
        return self._turn(call.but(ended=ended_by))

    def _turn(self, call: Call) -> Turn:
        return Turn(call=call.but(turn=call.turn + 1), verbs=folded(self.verbs), facts=tuple(self.facts))

    def _trace(self, here: At, outcome: str) -> Call:
        """Note that a step is left; returns the call with the step on its path."""
        spent = self.now_ms - here.call.step_began_ms
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
        left = f"{here.flow.name}/{here.step.id} {outcome}"
        return here.call.but(path=(*here.call.path, left)[-MOST_PATH:])

    def out_of_line(self, call: Call, reason: str) -> Call:
        """Whoever leaves a queue step leaves its queues; the step itself may have said why."""
        if not call.queues:
            return call
        waited = self.now_ms - call.step_began_ms
        self.facts += [QueueLeft(queue=queue, reason=reason, waited_ms=waited) for queue in call.queues]
        return call.but(queues=())


def stand(flows: Flows, call: Call, world: World) -> At:
    flow = flows[call.flow]
    step = flow.steps.get(call.step)
    if step is None:
        raise FlowError(call.step, f"flow {call.flow} has no such step")
    return At(flow=flow, step=step, call=call, world=world)


def edge(step: Step, outcome: str) -> str:
    target = step.next.get(outcome) or step.next.get("else")
    if target is None:
        raise FlowError(step.id, f'outcome "{outcome}" has no edge')
    return target


def folded(verbs: list[Verb]) -> tuple[Verb, ...]:
    """Put what is said right before a question into the question, so that a key stops it (barge-in)."""
    folded: list[Verb] = []
    for verb in verbs:
        if isinstance(verb, Gather):
            before: list[Say | Play | Pause] = []
            while folded and _interruptible(last := folded[-1]):
                folded.pop()
                before.insert(0, last)  # type: ignore[arg-type]  # _interruptible lets no other verb through
            folded.append(replace(verb, prompts=(*before, *verb.prompts)) if before else verb)
        else:
            folded.append(verb)
    return tuple(folded)


def _interruptible(verb: Verb) -> bool:
    return isinstance(verb, Play | Pause) or (isinstance(verb, Say) and not verb.uninterrupted)
