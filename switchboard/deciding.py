"""Let the engine decide a turn: answer what it asks, and lead to the error path what breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog

from ivr import engine
from ivr.call import Call
from ivr.engine import Asking, Turn
from ivr.events import Event, HungUp
from ivr.questions import QueueSeen
from ivr.world import World
from storage.live.client import StoreUnavailableError
from switchboard.asker import caller_of
from switchboard.asking import answer
from switchboard.bridge_turns import goes_on, is_in_bridge
from switchboard.reading import Before, Plight
from switchboard.setting import Setting
from switchboard.unreached import page_exhausted, page_unreached

log = structlog.get_logger(__name__)

#: What is no defect of the program.
EXPECTED = (engine.FlowError, StoreUnavailableError)
#: From the key that accepts to the bridge it takes the phone network so long at most, in milliseconds.
BRIDGES_WITHIN_MS = 3_000
#: What a step remembered is not to be trusted: the call is taken up at its step.
_RESUMED = frozenset({Plight.FORGOTTEN, Plight.MISSED})


def decide(setting: Setting, call: Call, event: Event, before: Before, seen: QueueSeen | None) -> Turn:
    """Take the turn. A step that fails, a flow that is broken and a program error all lead to a person.

    Raises only when the error path fails too; the webhook's boundary answers then.
    """
    if isinstance(event, HungUp):
        event = replace(event, accepted=_has_met(setting, call, event, before))
        if not event.accepted:
            page_unreached(setting, call, before)
            _note_unmet(setting, call, before)
    plight = before.plight
    world = setting.world(seen=seen, missed_s=before.missed_s if plight is Plight.NO_STORE else None)
    flows = setting.book.flows
    try:
        if plight in _RESUMED and call.turn > 0:
            return _through(setting, engine.resume(flows, call, event, world, why=plight.value), world)
        return _through(setting, engine.take_turn(flows, call, event, world), world)
    except EXPECTED as error:  # a broken world or flow says all in words: one line, no traceback
        log.error("turn_failed", call=call.id, flow=call.flow, step=call.step, why=str(error))  # noqa: TRY400 - see above
        why = _why(error)
    except Exception as error:  # a boundary: whatever broke, the caller is answered
        log.exception("turn_failed", call=call.id, flow=call.flow, step=call.step)
        why = _why(error)
    return _through(setting, engine.fail(flows, call, why, world), world)


def is_just_taken(before: Before, turn: int, now: datetime) -> bool:
    """Whether somebody accepted in this turn's ring, too short a time ago for a bridge to have come of it."""
    if before.stored is None or not _is_taken(before, turn):
        return False
    pressed = before.stored.marks.get(f"pressed/{turn}", "0")
    return now.timestamp() * 1000 - int(pressed) < BRIDGES_WITHIN_MS


def _is_taken(before: Before, turn: int) -> bool:
    return before.stored is not None and f"accepted/{turn}" in before.stored.marks


def _has_met(setting: Setting, call: Call, event: HungUp, before: Before) -> bool:
    """Whether a caller who hangs up was with somebody: by Twilio's word, else by the key. Doubt: no."""
    if is_in_bridge(call):
        return goes_on(setting, call)
    if event.bridged is None:
        return _is_taken(before, call.turn) and not is_just_taken(before, call.turn, setting.now)
    return event.bridged


def _note_unmet(setting: Setting, call: Call, before: Before) -> None:
    """Mark a key that no bridge came of, so that nobody takes it for one. Their page goes on without."""
    if not _is_taken(before, call.turn):
        return
    try:
        setting.tenant.calls.mark(call.id, f"unmet/{call.turn}", "yes")
    except StoreUnavailableError as away:
        log.warning("unmet_not_marked", call=call.id, why=str(away))


def _through(setting: Setting, step: Turn | Asking, world: World) -> Turn:
    while isinstance(step, Asking):
        caller = caller_of(setting.book.flows, step.call)
        step = engine.go_on(setting.book.flows, step, answer(setting, step.question, caller), world)
    page_exhausted(setting, step)
    return step


def _why(error: Exception) -> str:
    """Name what broke, for operators; only a FlowError's own words, which hold no caller data."""
    return error.why if isinstance(error, engine.FlowError) else type(error).__name__
