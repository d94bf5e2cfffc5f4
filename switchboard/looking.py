"""What the carrier itself says of a conference, where its news may be lost: who is in it, who is not."""

from __future__ import annotations

import structlog

from routing.floor.conversation import Conversation
from routing.floor.events import CallerGone, Event, Joined, Left
from routing.floor.rooms import CUSTOMER
from switchboard.services import Services, Tenant
from telephony.carrier import CarrierError, Room

log = structlog.get_logger(__name__)

#: What the ids of the staff begin with (storage.record.staff).
STAFF = "agt_"


def news_of(services: Services, tenant: Tenant, call: str) -> list[Event]:
    """Look into a call's conference; return what the floor has not been told of it. None: all is as known.

    The conversation is read first, so that nobody who comes while it is looked counts as gone. Where the
    carrier does not say, nothing is new. Raises StoreUnavailableError.
    """
    held = tenant.floor.read((), call).conversation
    conversation = None if held is None else Conversation.from_json(held.state)
    if conversation is None or conversation.phase not in ("connecting", "talking"):
        return []
    try:
        room = services.carrier.room(call)
    except CarrierError as failed:
        log.info("order_failed", order="look", call=call, why=str(failed))
        return []
    return [*_gone(conversation, room), *_there(conversation, room)]


def is_over(services: Services, tenant: Tenant, call: str) -> list[Event]:
    """Return that the caller has gone, by the call's own record or the carrier's; else nothing."""
    gone: list[Event] = [CallerGone(call=call, why="hung_up")]
    stored = tenant.calls.read(call)
    if stored is not None and stored.ended:
        return gone
    try:
        return gone if services.carrier.is_over(call) else []
    except CarrierError as failed:
        log.info("order_failed", order="look", call=call, why=str(failed))
        return []


def _gone(conversation: Conversation, room: Room) -> list[Event]:
    return [
        Left(call=conversation.id, leg=party.leg, conference=conversation.conference)
        for party in conversation.parties
        if party.state == "joined" and party.leg not in room.legs
    ]


def _there(conversation: Conversation, room: Room) -> list[Event]:
    owners = {leg: owner_of(conversation, leg, label) for leg, label in room.legs.items()}
    waited_for = {party.id for party in conversation.parties if party.state in ("expected", "dropped")}
    return [
        Joined(call=conversation.id, who=who, leg=leg, conference=room.conference)
        for leg, who in owners.items()
        if who in waited_for
    ]


def owner_of(conversation: Conversation | None, leg: str, label: str) -> str:
    """Say whose leg this is: the caller's names the room, ours have their owner in the label."""
    if conversation is not None and leg == conversation.id:
        return CUSTOMER
    name = label.partition(".")[0]
    if name.startswith(STAFF):
        return name
    parties = () if conversation is None else conversation.parties
    return next((each.id for each in parties if each.leg == leg and each.role == "external"), "")
