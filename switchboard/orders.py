"""What the floor asks of the phone network, done once each; what fails is an event again."""

from __future__ import annotations

from typing import assert_never

import structlog

from ivr.call import Call
from ivr.steps.queue import Queue
from routing.floor.events import CallerGone, DeskRings, Event, OutsideRings, RecordingTold, Unreachable
from routing.floor.orders import (
    BringCaller,
    CloseRoom,
    DropLeg,
    Order,
    RingDesk,
    RingOutside,
    SetParty,
    SetRecording,
)
from storage.live.client import StoreUnavailableError
from switchboard.capsules import urls
from switchboard.links import leg_url
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of
from telephony.carrier import CarrierError, Change, Ring
from telephony.link import Link

log = structlog.get_logger(__name__)

#: Twilio's words for a leg, or a conference, that is over: not found, and not in progress.
OVER = frozenset({20404, 21220})


def carry_out(services: Services, tenant: Tenant, order: Order, call: str) -> Event | None:
    """Do one order for the conversation of a call; returns what came of it, where that is an event.

    Nothing is asked twice: the hold round brings a caller whose redirect failed, and the timers end and ring
    again what must be (architecture 4).
    """
    try:
        return _done(services, tenant, order, call)
    except CarrierError as failed:
        known = failed.code in OVER
        log.log(20 if known else 30, "order_failed", order=type(order).__name__, call=call, why=str(failed))
        return _failed(order, call, is_over=known)
    except StoreUnavailableError as away:
        log.warning("order_failed", order=type(order).__name__, call=call, why=str(away))
        return _failed(order, call, is_over=False)


def _done(services: Services, tenant: Tenant, order: Order, call: str) -> Event | None:
    carrier = services.carrier
    match order:
        case BringCaller():
            return _bring(services, tenant, order)
        case RingDesk() | RingOutside():
            return _ring(services, tenant, order)
        case DropLeg(leg=leg):
            carrier.end(leg)
        case SetParty():
            change = Change(
                held=order.held,
                muted=order.muted,
                coaches=order.coaches,
                hold_url=f"{services.public_url}/twilio/wait",
            )
            carrier.change(order.conference, order.leg, change)
        case CloseRoom(conference=conference):
            carrier.complete(conference)
        case SetRecording(conference=conference, paused=paused):
            status = carrier.pause_recording(conference, paused=paused)
            return RecordingTold(call=call, state="paused" if status == "paused" else "on")
        case _:
            assert_never(order)
    return None


def _failed(order: Order, call: str, *, is_over: bool) -> Event | None:
    """What a failure means for the floor; None: nothing, or the timers see to it."""
    match order:
        case BringCaller(call=call_id) if is_over:
            return CallerGone(call=call_id, why="hung_up")
        case RingDesk(offer=offer):
            return Unreachable(call=call, offer=offer)
        case RingOutside():
            return Unreachable(call=call)
        case _:
            return None


def _bring(services: Services, tenant: Tenant, order: BringCaller) -> Event | None:
    """Send the caller's leg to its present turn: a queue step's, which knows the conversation.

    A caller who has gone elsewhere in the flow is left in peace.
    """
    stored = tenant.calls.read(order.call)
    if stored is None or stored.ended:
        return CallerGone(call=order.call, why="hung_up")
    call = Call.from_json(stored.state)
    flow = services.books.pinned(tenant.name, call.release, services.record.bounded.run).flows.get(call.flow)
    step = None if flow is None else flow.steps.get(call.step)
    if step is None or not isinstance(step.action, Queue):
        return CallerGone(call=order.call, why="moved")
    services.carrier.redirect(order.call, urls(services, call).turn("next"))
    return None


def _ring(services: Services, tenant: Tenant, order: RingDesk | RingOutside) -> Event | None:
    """Ring a number from the line that the caller dialled."""
    stored = tenant.calls.read(order.call)
    if stored is None or stored.ended:
        return CallerGone(call=order.call, why="hung_up")
    link = Link(
        tenant=tenant.name,
        call=order.call,
        agent=order.agent if isinstance(order, RingDesk) else "",
        offer=order.offer if isinstance(order, RingDesk) else "",
        expires_s=0,
    )
    leg = services.carrier.ring(
        Ring(
            to=order.number,
            from_=Call.from_json(stored.state).dialled,
            url=leg_url(services, link, "whisper"),
            told=leg_url(services, link, "status"),
            fallback=f"{services.public_url}/twilio/fallback",
            ring_s=order.ring_s,
        )
    )
    if isinstance(order, RingOutside):
        return OutsideRings(call=order.call, number=order.number, leg=leg)
    profile = profile_of(services, tenant, order.agent)
    if profile is None:
        services.carrier.end(leg)
        return Unreachable(call=order.call, offer=order.offer)
    return DeskRings(agent=profile, offer=order.offer, leg=leg)
