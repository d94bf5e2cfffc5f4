"""The flow engine: (flows, call, event, world) -> Turn. No clock, no network, no store."""

from __future__ import annotations

from ivr import wishes
from ivr.at import At
from ivr.call import Call
from ivr.events import Arrived, Event, HungUp, Pressed, RecordingEnded, Spoke, StayedSilent
from ivr.facts import CallResumed, CallStarted, FlowFailed, Tagged
from ivr.flow import Flows
from ivr.page_facts import PageEnded
from ivr.page_state import SPOT
from ivr.questions import Answer
from ivr.steps.page import Page
from ivr.walk import Asking, FlowError, Turn, Walk, stand
from ivr.world import World

#: Turns of one call: two hours of ten-second rounds in a queue, and as much again.
MAX_TURNS = 1_500
#: Turns more for the error path of a call that has used them up.
SPARE_TURNS = 50
#: Kinds whose next input means nothing without what they remembered: they ask again.
NEED_MEMORY = frozenset({"verify", "survey", "ask"})

__all__ = ["Asking", "FlowError", "Turn", "fail", "go_on", "resume", "take_turn"]


def take_turn(flows: Flows, call: Call, event: Event, world: World) -> Turn | Asking:
    """Move the call on by one event.

    Raises FlowError when the flow cannot go on: `fail` then leads to the flow's error path.
    """
    here = stand(flows, call, world)
    walk = Walk(flows, world, heard=_heard(event))
    if isinstance(event, HungUp):
        return walk.hung_up(here, event)
    if isinstance(event, Arrived):
        walk.facts.append(
            CallStarted(dialled=call.dialled, number=call.number, flow=call.flow, release=call.release)
        )
        if call.tags:
            walk.facts.append(Tagged(tags=call.tags))
        return walk.enter(call, call.flow, call.step)
    if call.turn >= MAX_TURNS + SPARE_TURNS * call.failed:
        raise FlowError(call.step, f"more than {MAX_TURNS} turns")
    target = _anywhere(here, event)
    if target == "repeat":
        return walk.begin(call)
    if target:
        return walk.leave(here, target, outcome="anywhere")
    return walk.follow(here.step.action.resume(here, event))


def resume(flows: Flows, call: Call, event: Event, world: World, *, why: str) -> Turn | Asking:
    """Take up a call known only from its capsule: at its step, with what the step can still understand."""
    here = stand(flows, call, world)
    walk = Walk(flows, world, heard=_heard(event))
    walk.facts.append(CallResumed(why=why, step=f"{call.flow}/{call.step}"))
    if isinstance(event, HungUp):
        return walk.hung_up(here, event)
    target = _anywhere(here, event)
    if target and target != "repeat":
        return walk.leave(here, target, outcome="anywhere")
    if target or here.step.kind in NEED_MEMORY:
        return walk.begin(call)
    return walk.follow(here.step.action.resume(here, event))


def go_on(flows: Flows, asking: Asking, answer: Answer, world: World) -> Turn | Asking:
    """Take up a turn where it asked."""
    walk = Walk(flows, world, heard=asking.heard)
    walk.verbs, walk.facts, walk.steps = list(asking.verbs), list(asking.facts), asking.steps
    here = stand(flows, asking.call, world)
    return walk.follow(here.step.action.answered(here, answer))


def fail(flows: Flows, call: Call, why: str, world: World) -> Turn | Asking:
    """Lead the call to its flow's error path, once.

    Raises FlowError when the error path fails too: what answers then needs no flow.
    """
    if call.failed:
        raise FlowError(call.step, f"the error path failed: {why}")
    walk = Walk(flows, world, heard="")
    walk.facts.append(FlowFailed(step=call.step, why=why))
    step = flows[call.flow].steps.get(call.step)
    if step is not None and isinstance(step.action, Page) and SPOT in call.scratch:
        walk.facts.append(PageEnded(policy=step.action.policy, outcome="failed"))
    out = walk.out_of_line(call.but(failed=True, scratch={}), "moved")
    return walk.enter(out, out.flow, flows[call.flow].anywhere.error)


def _anywhere(here: At, event: Event) -> str | None:
    """Find what an input means in every step: a whole entry or utterance. Source: flow-language 5."""
    if not here.step.action.takes_anywhere:
        return None
    match event:
        case Pressed(digits="*"):
            return "repeat"
        case Pressed(digits=digits):
            return here.flow.anywhere.keys.get(digits)
        case Spoke(text=text):
            return wishes.find(text, here.flow.anywhere.phrases, here.language)
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
