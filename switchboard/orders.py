"""What the floor asks of the phone network, done once each; what fails is an event again."""

from __future__ import annotations

from typing import assert_never

import structlog

from ivr.call import Call
from ivr.steps.queue import Queue
from ivr.steps.with_agent import TAKEN
from routing.floor.events import CallerGone, DeskRings, Event, Left, OutsideRings, Unreachable
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
from switchboard.parties import set_party
from switchboard.placing import place
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of
from switchboard.undone import Done, failing, told, undone
from telephony.carrier import CarrierError, Ring
from telephony.link import Link

log = structlog.get_logger(__name__)


def carry_out(services: Services, tenant: Tenant, order: Order, call: str) -> Done:
    """Do one order for the conversation of a call.

    Nothing is asked twice: the hold round brings a caller whose redirect failed, and the timers end and ring
    again what must be (architecture 4).
    """
    try:
        return _done(services, tenant, order, call)
    except CarrierError as failed:
        failing(order, call, failed)
        return undone(services, order, call, failed)
    except StoreUnavailableError as away:
        log.warning("order_failed", order=type(order).__name__, call=call, why=str(away))
        return undone(services, order, call, None)


def _done(services: Services, tenant: Tenant, order: Order, call: str) -> Done:
    carrier = services.carrier
    match order:
        case BringCaller():
            return Done(event=_bring(services, tenant, order))
        case RingDesk() | RingOutside():
            return Done(event=_ring(services, tenant, order))
        case DropLeg(leg=leg):
            carrier.end(leg)
        case SetParty():
            return set_party(services, tenant, order, call)
        case CloseRoom(conference=conference):
            carrier.complete(conference)
        case SetRecording(conference=conference, paused=paused):
            return told(order, call, carrier.pause_recording(conference, paused=paused))
        case _:
            assert_never(order)
    return Done()


def _bring(services: Services, tenant: Tenant, order: BringCaller) -> Event | None:
    """Send the caller's leg to its present turn: a queue step's, which knows the conversation.

    A caller who has gone elsewhere in the flow is left in peace, and so is who was told to leave the room and
    has taken a turn outside it since.
    """
    stored = tenant.calls.read(order.call)
    if stored is None or stored.ended:
        return CallerGone(call=order.call, why="hung_up")
    call = Call.from_json(stored.state)
    flow = services.books.pinned(tenant.name, call.release, services.record.bounded.run).flows.get(call.flow)
    step = None if flow is None else flow.steps.get(call.step)
    if step is None or not isinstance(step.action, Queue):
        return CallerGone(call=order.call, why="moved")
    if order.again and TAKEN not in call.scratch:
        return Left(call=order.call, leg=order.call, inferred=True)
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
    ring = Ring(
        to=order.number,
        from_=Call.from_json(stored.state).dialled,
        url=leg_url(services, link, "whisper"),
        told=leg_url(services, link, "status"),
        fallback=f"{services.public_url}/twilio/fallback",
        ring_s=order.ring_s,
    )
    leg = place(services, ring, "other")
    if isinstance(order, RingOutside):
        return OutsideRings(call=order.call, number=order.number, leg=leg)
    profile = profile_of(services, tenant, order.agent)
    if profile is None:
        services.carrier.end(leg)
        return Unreachable(call=order.call, agent=order.agent, offer=order.offer)
    return DeskRings(agent=profile, offer=order.offer, leg=leg)
