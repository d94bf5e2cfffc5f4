"""A caller who hangs up an urgent call before anybody answers is called back: somebody on duty is told."""

from __future__ import annotations

from collections import deque

import structlog

from ivr.call import Call
from ivr.flow import Flow, Step
from ivr.steps.page import ASKED, Page
from ivr.steps.queue import Queue
from ivr.steps.transfer import Transfer
from ivr.steps.voicemail import Voicemail
from ivr.steps.with_agent import TAKEN
from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from switchboard.alert_words import HUNG_UP, circumstances
from switchboard.asker import caller_of
from switchboard.conversing import conversation_of
from switchboard.duty import on_duty
from switchboard.promising import alert_to, write
from switchboard.reading import Before
from switchboard.setting import Setting

log = structlog.get_logger(__name__)

#: Outcomes after which nobody is alerted: a person was there.
_REACHED = frozenset({"answered", "accepted"})


def alert_unreached(setting: Setting, call: Call, before: Before) -> None:
    """Promise the alert that the caller's voicemail would have made, had they waited for it.

    In an urgent step that rings or queues, and while the error path rings. Whether somebody has pressed 1 is
    a mark on the stored call; without the store nobody knows, and doubt alerts. Source: reliability.md 7.
    """
    flow = setting.book.flows[call.flow]
    step = flow.steps.get(call.step)
    if step is None or not _rings(step, call) or _is_accepted(call, before) or _talks(setting, call):
        return
    if _is_alerted(setting, call):
        return
    voicemail = _voicemail_after(flow, step)
    duty = None if voicemail is None else on_duty(setting.book).get(voicemail.policy)
    if voicemail is None or duty is None:
        log.warning("nobody_to_alert", call=call.id, step=f"{call.flow}/{call.step}")
        return
    body = {
        "policy": voicemail.policy,
        "urgency": voicemail.urgency,
        "number": call.number,
        HUNG_UP: "yes",
        **circumstances(setting.book, caller_of(setting.book.flows, call), setting.now),
    }
    key = f"{call.id}/{call.flow}/{call.step}/hung-up/alert"
    row = alert_to(duty, body, call.id, key=key, now=setting.now)
    write(setting.services, setting.tenant, row, setting.now)


def _rings(step: Step, call: Call) -> bool:
    return isinstance(step.action, Transfer | Page | Queue) and (step.urgent or call.failed)


def _is_accepted(call: Call, before: Before) -> bool:
    """Whether somebody has pressed 1; whoever hangs up when asked whether they were helped, was."""
    if ASKED in call.scratch:
        return True
    return before.stored is not None and f"accepted/{call.turn}" in before.stored.marks


def _talks(setting: Setting, call: Call) -> bool:
    """Whether an agent is with the caller."""
    if TAKEN not in call.scratch:
        return False
    try:
        conversation = conversation_of(setting.tenant, call.id)
    except StoreUnavailableError:
        return False
    return conversation is not None and conversation.phase == "talking"


def _is_alerted(setting: Setting, call: Call) -> bool:
    """Whether the call has an alert: one whose last turns the live store missed may have been at the tone."""
    try:
        return setting.services.record.bounded.run(setting.tenant.promises.is_alerted, call.id)
    except RecordUnavailable:
        return False


def _voicemail_after(flow: Flow, step: Step) -> Voicemail | None:
    """Find the nearest voicemail that alerts, on the ways that a call takes when nobody answers."""
    seen = {step.id}
    ahead = deque([step])
    while ahead:
        here = ahead.popleft()
        if isinstance(here.action, Voicemail) and here.action.policy:
            return here.action
        for outcome, target in here.next.items():
            if outcome not in _REACHED and target in flow.steps and target not in seen:
                seen.add(target)
                ahead.append(flow.steps[target])
    return None
