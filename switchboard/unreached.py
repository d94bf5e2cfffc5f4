"""A caller who leaves an urgent call before anybody has taken it is called back: its page goes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import structlog

from ivr.call import Call
from ivr.engine import Turn
from ivr.flow import Flow, Step
from ivr.page_facts import PageEnded
from ivr.page_state import PageState
from ivr.steps.page import Page
from ivr.steps.queue import Queue
from ivr.steps.transfer import Transfer
from ivr.steps.voicemail import Voicemail
from ivr.steps.with_agent import TAKEN
from storage.live.client import StoreUnavailableError
from switchboard.asker import caller_of
from switchboard.conversing import conversation_of
from switchboard.handing_over import Handed
from switchboard.promising import hand_over
from switchboard.reading import Before
from switchboard.setting import Setting

log = structlog.get_logger(__name__)

#: Outcomes of a step that somebody has taken the call in.
_TAKEN = frozenset({"answered", "accepted"})


def page_unreached(setting: Setting, call: Call, before: Before) -> None:
    """Let the page go on that rings when its caller hangs up, or that their wait would have led to.

    In a page; in an urgent step that rings or queues, and while the error path rings; and anywhere after a
    page that everybody was rung for. Source: reliability.md 7.
    """
    flow = setting.book.flows[call.flow]
    step = flow.steps.get(call.step)
    if step is None or _talks(setting, call):
        return
    if isinstance(step.action, Page):
        if PageState.of(call).asked != "yes":
            _hand_over(setting, call, _going_on(call, step.action))
    elif _rings(step, call):
        handed = _later(call, flow, step)
        if handed is None:
            log.warning("nobody_to_page", call=call.id, step=f"{call.flow}/{call.step}")
        else:
            _hand_over(setting, call, handed)
    elif not isinstance(step.action, Voicemail) and not _was_accepted(before):
        exhausted = _exhausted(setting, call)
        if exhausted is not None:
            _hand_over(setting, call, exhausted)


def page_exhausted(setting: Setting, done: Turn) -> None:
    """Let a page go on that everybody was rung for, where nothing that follows it would."""
    ended = [fact for fact in done.facts if isinstance(fact, PageEnded) and fact.outcome == "exhausted"]
    flow = setting.book.flows[done.call.flow]
    step = flow.steps.get(done.call.step)
    if not ended or (step is not None and not done.call.ended and _next(flow, step) is not None):
        return
    exhausted = _exhausted(setting, done.call)
    if exhausted is not None:
        _hand_over(setting, done.call, exhausted)


def _hand_over(setting: Setting, call: Call, handed: Handed) -> None:
    hand_over(setting, caller_of(setting.book.flows, call), handed)


def _going_on(call: Call, page: Page) -> Handed:
    state = PageState.of(call)
    return Handed(
        policy=page.policy,
        urgency=page.urgency,
        why="engaged" if state.waiting else "hung_up",
        levels=page.levels,
        spot=state.spot,
        stands=bool(state.asked or state.waiting),
        manager=call.caller.get("account_manager", ""),
        step=f"{call.flow}/{call.step}",
    )


def _later(call: Call, flow: Flow, step: Step) -> Handed | None:
    """Make the page that the caller would have come to, had they waited."""
    found = _next(flow, step)
    if found is None:
        return None
    here = f"{call.flow}/{call.step}"
    levels = found.levels if isinstance(found, Page) else ()
    return Handed(
        policy=found.policy,
        urgency=found.urgency,
        why="hung_up",
        levels=levels,
        manager=call.caller.get("account_manager", ""),
        step=here,
    )


def _exhausted(setting: Setting, call: Call) -> Handed | None:
    """Find the last page of the call, where everybody was rung and nobody has accepted."""
    for line in reversed(call.path):
        place, _, outcome = line.partition(" ")
        flow, _, name = place.partition("/")
        step = setting.book.flows[flow].steps.get(name) if flow in setting.book.flows else None
        if step is None or not isinstance(step.action, Page):
            continue
        if outcome != "exhausted":
            return None
        page = step.action
        return Handed(
            policy=page.policy,
            urgency=page.urgency,
            why="exhausted",
            levels=page.levels,
            manager=call.caller.get("account_manager", ""),
            step=place,
        )
    return None


def _rings(step: Step, call: Call) -> bool:
    return isinstance(step.action, Transfer | Queue) and (step.urgent or call.failed)


def _was_accepted(before: Before) -> bool:
    """Whether somebody has accepted at any moment of the call."""
    marks: Iterable[str] = () if before.stored is None else before.stored.marks
    return any(name.startswith("accepted/") for name in marks)


def _talks(setting: Setting, call: Call) -> bool:
    """Whether an agent is with the caller."""
    if TAKEN not in call.scratch:
        return False
    try:
        conversation = conversation_of(setting.tenant, call.id)
    except StoreUnavailableError:
        return False
    return conversation is not None and conversation.phase == "talking"


def _next(flow: Flow, step: Step) -> Page | Voicemail | None:
    """Find the nearest page, or voicemail that pages, on the ways that a call takes when nobody answers."""
    seen = {step.id}
    ahead = deque([step])
    while ahead:
        here = ahead.popleft()
        if isinstance(here.action, Page) or (isinstance(here.action, Voicemail) and here.action.policy):
            return here.action
        for outcome, target in here.next.items():
            if outcome not in _TAKEN and target in flow.steps and target not in seen:
                seen.add(target)
                ahead.append(flow.steps[target])
    return None
