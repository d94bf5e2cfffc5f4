"""What the caller's own call asks and does about the bridge that it has opened: its turns, and its end."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import structlog

from ivr.call import Call
from ivr.engine import Turn
from ivr.page_state import ASKED
from ivr.questions import Answer, BridgeSeen, BridgeState, LookAtBridge, OpenBridge, Unanswered
from ivr.steps.bridge import BRIDGE, Bridge
from ivr.verbs import Dial
from storage.record.bounded import RecordUnavailable
from storage.record.bridge_rows import (
    Party,
    bridge_in,
    coming,
    falls_at,
    have_met,
    is_over,
    is_queued,
    missed,
    others_in,
)
from storage.record.promises import Promise
from switchboard.bridge_rolls import look
from switchboard.bridging import beside, bridges_of, close, ring_due, write_bridge
from switchboard.services import Services
from switchboard.setting import Caller, Setting

log = structlog.get_logger(__name__)

#: An opener who is told to come in is in the room within this.
ENTERS = timedelta(seconds=10)


def open_bridge(setting: Setting, asked: OpenBridge, caller: Caller) -> Answer:
    """Write the row; it is rung for once the turn is kept. Raises RecordUnavailable."""
    return BridgeSeen(bridge=write_bridge(setting, asked, caller).id, state="starting")


def see_bridge(setting: Setting, asked: LookAtBridge) -> Answer:
    """Tell the caller's own step how it stands; a bridge that they stop waiting for is over.

    Raises RecordUnavailable.
    """
    bridges = bridges_of(setting.services, setting.tenant)
    row = setting.services.record.bounded.run(bridges.read, asked.bridge)
    if row is None:
        return Unanswered()
    state = _met(setting, row) if have_met(row) else _waited_for(setting, row)
    if state == "joined":
        opener, until = Party(leg=row.call_id, by="opener"), setting.now + ENTERS
        setting.services.record.bounded.run(bridges.join, row.id, opener, until)
    return BridgeSeen(bridge=row.id, state=state)


def note_bridge(setting: Setting, before: Call | None, done: Turn) -> None:
    """Ring for the bridge that a turn has opened, once it is kept; end the one that it has left."""
    services, tenant, call = setting.services, setting.tenant, done.call
    opened = call.scratch.get(BRIDGE)
    if opened is not None and (before is None or before.scratch.get(BRIDGE) != opened):
        beside(services, call.id, partial(ring_due, services, tenant, opened))
    elif opened is None and _is_bridge(setting, call) and any(isinstance(one, Dial) for one in done.verbs):
        services.later(partial(_close_all, setting, call.id))


def is_in_bridge(call: Call) -> bool:
    """Whether a call waits for its bridge, or is in it."""
    return BRIDGE in call.scratch and ASKED not in call.scratch


def goes_on(setting: Setting, call: Call) -> bool:
    """Whether the opener of a bridge, whose call ends, has met somebody. Else it is ended; doubt pages."""
    opened, services, tenant = call.scratch[BRIDGE], setting.services, setting.tenant
    ask, bridges = services.record.bounded.run, bridges_of(services, tenant)
    try:
        ask(bridges.met, opened, services.clock())
        row = ask(bridges.read, opened)
        if row is not None and not have_met(row):
            close(services, tenant, row.id, "the caller has gone")
    except RecordUnavailable as away:
        log.warning("bridge_not_closed", call=call.id, why=str(away))
        return False
    return row is not None and have_met(row)


def _met(setting: Setting, row: Promise) -> BridgeState:
    others = others_in(row) or coming(bridge_in(row), setting.now) - {row.call_id}
    return "joined" if others else "parted"


def _waited_for(setting: Setting, row: Promise) -> BridgeState:
    """How a bridge stands in which nobody has met yet."""
    services, tenant, now = setting.services, setting.tenant, setting.now
    bridge = bridge_in(row)
    if is_over(bridge):
        return "over"
    if others_in(row):
        return "joined"
    if missed(bridge, now):
        beside(services, row.call_id, partial(look, services, tenant, row))
    if bridge.get("exhausted"):
        return "exhausted" if close(services, tenant, row.id, "nobody accepted") else "ringing"
    if now >= falls_at(row):
        return "silent" if close(services, tenant, row.id, "nothing rang") else "ringing"
    if row.state == "open" and row.due_at <= now:
        beside(services, row.call_id, partial(ring_due, services, tenant, row.id))  # no worker is needed
    return "starting" if is_queued(bridge) and not _rings(row, setting) else "ringing"


def _rings(row: Promise, setting: Setting) -> bool:
    return any(leg.get("until", "") > setting.now.isoformat() for leg in bridge_in(row)["legs"].values())


def _is_bridge(setting: Setting, call: Call) -> bool:
    flow = setting.book.flows.get(call.flow)
    step = None if flow is None else flow.steps.get(call.step)
    return step is not None and isinstance(step.action, Bridge)


def _close_all(setting: Setting, call_id: str) -> None:
    """End whatever rings by REST for a call that its own leg rings for: it may be written late."""
    services: Services = setting.services
    try:
        for row in services.record.bounded.run(bridges_of(services, setting.tenant).of_call, call_id):
            close(services, setting.tenant, row.id, "the caller's own leg rings")
    except RecordUnavailable as away:  # nobody is rung for it by a call that does not name it
        log.info("bridge_not_closed", call=call_id, why=str(away))
