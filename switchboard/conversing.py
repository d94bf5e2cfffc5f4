"""A caller's turn and the agents' side of the call: what each must know of the other."""

from __future__ import annotations

import structlog

from ivr.call import Call
from ivr.events import AgentTook, Event, HungUp, RecordingEnded, Served, WaitsAgain
from ivr.steps.queue import Queue
from ivr.steps.with_agent import TAKEN
from routing.floor.conversation import Conversation
from routing.floor.events import CallerGone
from routing.floor.needs import Demand
from storage.live.client import StoreUnavailableError
from switchboard.agent import FloorBusyError, follow_up, settle
from switchboard.needing import needs_of
from switchboard.reading import Before
from switchboard.services import Services, Tenant
from switchboard.setting import Setting

log = structlog.get_logger(__name__)

WITH_AGENT = frozenset({"connecting", "talking"})


def on_the_floor(setting: Setting, call: Call, event: Event, before: Before) -> Event:
    """Say what a request of a caller in a queue step means, by what agents have to do with the call.

    The hold round is the second way into the conference, and the end of the conference is a turn of the
    queue step (architecture 4).
    """
    flow = setting.book.flows.get(call.flow)
    step = None if flow is None else flow.steps.get(call.step)
    known = before.stored.conversation if before.stored is not None else ""
    if not known or step is None or not isinstance(step.action, Queue):
        return event
    if isinstance(event, HungUp | RecordingEnded):
        return event
    return _meant(call, event, Conversation.from_json(known))


def _meant(call: Call, event: Event, conversation: Conversation) -> Event:
    if conversation.phase in WITH_AGENT:
        return AgentTook(recorded=not conversation.needs.unrecorded)
    if TAKEN not in call.scratch:
        return event
    if conversation.phase == "ended":
        return Served()
    needs = conversation.needs
    demands = [Demand.from_key(key) for key in needs.demands]
    return WaitsAgain(
        queues=tuple(demand.queue for demand in demands),
        place=needs.score,
        priority=needs.priority,
        joined_ms=needs.joined_ms,
        needs=needs.to_json(),
        why=conversation.again,
        skills=demands[0].skills,
    )


def tell_the_floor(setting: Setting, after: Call, before: Before, *, away: bool) -> None:
    """Tell the agents' side that the caller does not wait for them any more, after such a turn.

    away: with the turn's commit they were offered or talked, perhaps only since it was read.
    The caller may wait in a line all the same, by the new turn: what that asks for is kept with the news.
    What cannot be told now, the timers of the offer find out. Nothing is asked of the phone network within
    the caller's request.
    """
    known = before.stored.conversation if before.stored is not None else ""
    if before.call is None or (_visit(after) == _visit(before.call) and not after.ended):
        return
    if not away and (not known or Conversation.from_json(known).phase == "ended"):
        return
    timed_out = bool(after.path) and after.path[-1].endswith(" timed_out")
    why = "hung_up" if after.ended else "timed_out" if timed_out else "moved"
    gone = CallerGone(call=after.id, why=why, needs=needs_of(setting, after))
    caller_gone(setting.services, setting.tenant, gone)


def conversation_of(tenant: Tenant, call_id: str) -> Conversation | None:
    """Read the agents' side of a call. Raises StoreUnavailableError."""
    record = tenant.floor.read((), call_id).conversation if call_id else None
    return None if record is None else Conversation.from_json(record.state)


def caller_gone(services: Services, tenant: Tenant, event: CallerGone) -> None:
    """Let the floor know; never raises for a store that is away."""
    try:
        outcome, seen = settle(services, tenant, event)
    except (StoreUnavailableError, FloorBusyError) as trouble:
        log.warning("floor_not_told", call=event.call, why=str(trouble))
        return
    services.later(lambda: follow_up(services, tenant, outcome, seen))


def _visit(call: Call) -> tuple[str, str, int]:
    return call.flow, call.step, call.visits.get(f"{call.flow}/{call.step}", 0)
