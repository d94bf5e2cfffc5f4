"""One turn of one call: decide, render, commit; and the answer when somebody else took it first."""

from __future__ import annotations

from dataclasses import replace

import structlog

from ivr.call import Call
from ivr.engine import Turn
from ivr.events import Event, HungUp
from ivr.verbs import HangUp, NextTurn
from storage.live.calls import Commit, Committed, Conflict
from storage.live.client import StoreFullError, StoreUnavailableError
from switchboard.bridge_turns import note_bridge
from switchboard.calling_back import note_left
from switchboard.capsules import urls
from switchboard.clocks import start_after
from switchboard.conversing import tell_the_floor
from switchboard.deciding import decide
from switchboard.durations import timed
from switchboard.engaged import note_turn
from switchboard.facts import Origin, written
from switchboard.lines import seen_in
from switchboard.missed import keep_hang_up, keep_missed
from switchboard.needing import asks_of, needs_of
from switchboard.reading import Before, Plight
from switchboard.ring_notes import note_ring
from switchboard.setting import Setting
from telephony.twiml import render

log = structlog.get_logger(__name__)


def take_turn(setting: Setting, call: Call, event: Event, before: Before) -> str:
    """Answer an event with TwiML, and keep the turn. The commit is the only write to the live store."""
    line = before.stored.line if before.stored is not None else None
    queue = call.queues[0] if call.queues else ""
    seen = seen_in(setting, queue, line, call.place) if queue else None
    done = decide(setting, call, event, before, seen)
    away = before.plight is Plight.NO_STORE
    reply = render(done.verbs, urls(setting.services, done.call, missed_s=before.missed_s if away else 0))
    facts = _facts(setting, done)
    start_after(setting, call.id, done.facts)
    note_ring(setting, done)
    if away:
        _keep_away(setting, done, event, facts)
        return reply
    if done.call.ended:
        facts = timed(setting.tenant, call.id, facts)
    commit = _commit(setting, done, facts, before, reply)
    try:
        kept = _keep(setting, commit)
    except StoreUnavailableError as away:
        log.warning("turn_not_kept", call=call.id, why=str(away))
        if commit.joins or before.plight is Plight.MISSED:
            # A place in line that may not stand would be waited in for ever, and a step whose count of tries
            # is lost turn after turn would ask for ever. Go where a person is instead.
            missed_s = before.missed_s or int(setting.now.timestamp())
            return take_turn(setting, call, event, Before(plight=Plight.NO_STORE, missed_s=missed_s))
        _keep_away(setting, done, event, facts)
        return reply
    if isinstance(kept, Committed):
        tell_the_floor(setting, done.call, before, away=kept.away)
        note_turn(setting, before.call, done)
        note_bridge(setting, before.call, done)
        note_left(setting, before.call, done)
        return reply
    return _after(setting, kept, done)


def _keep_away(setting: Setting, done: Turn, event: Event, facts: tuple[str, ...]) -> None:
    """Keep for later what the live store cannot take now."""
    note_bridge(setting, None, done)
    if isinstance(event, HungUp):
        keep_hang_up(setting, done.call, event)
    else:
        keep_missed(setting, done.call, facts)


def present_turn(setting: Setting, call: Call) -> str:
    """Send an old request to where the call is now."""
    return render((NextTurn(),), urls(setting.services, call))


def hung_up(setting: Setting, call: Call) -> str:
    return render((HangUp(),), urls(setting.services, call))


def _keep(setting: Setting, commit: Commit) -> Committed | Conflict:
    kept = _commit_told(setting, commit)
    if isinstance(kept, Conflict) and kept.turn == 0:
        # Nobody took the turn: the store was emptied since we read it. It is the first that the store knows.
        return setting.tenant.calls.commit(replace(commit, turn_read=0))
    return kept


def _commit_told(setting: Setting, commit: Commit) -> Committed | Conflict:
    """Commit, and where no answer comes ask once more: what was done already is a Conflict with itself.

    Else a caller whose place in line was kept, unheard, would be led elsewhere. Source: reliability.md F9.
    """
    try:
        return setting.tenant.calls.commit(commit)
    except StoreFullError:
        raise
    except StoreUnavailableError as away:
        log.warning("turn_asked_again", call=commit.call_id, why=str(away))
        return setting.tenant.calls.commit(commit)


def _after(setting: Setting, kept: Conflict, done: Turn) -> str:
    """Another request took a turn first. Of this very turn: its reply is everybody's."""
    if kept.turn == done.call.turn:
        return kept.reply
    if kept.ended:
        return hung_up(setting, done.call)
    stored = setting.tenant.calls.read(done.call.id)
    return present_turn(setting, done.call if stored is None else Call.from_json(stored.state))


def _commit(setting: Setting, done: Turn, facts: tuple[str, ...], before: Before, reply: str) -> Commit:
    after = done.call
    waited_in = before.call.queues if before.call is not None else ()
    return Commit(
        call_id=after.id,
        turn_read=0 if before.stored is None else before.stored.turn,
        turn=after.turn,
        state=after.to_json(),
        reply=reply,
        now_ms=int(setting.now.timestamp() * 1000),
        joins=tuple((queue, after.place) for queue in after.queues),
        leaves=tuple(queue for queue in waited_in if queue not in after.queues),
        asks=asks_of(needs_of(setting, before.call), needs_of(setting, after)),
        facts=facts,
        ended=bool(after.ended),
    )


def _facts(setting: Setting, done: Turn) -> tuple[str, ...]:
    origin = Origin(tenant=setting.tenant.name, call_id=done.call.id, turn=done.call.turn)
    return written(done.facts, origin, setting.now)
