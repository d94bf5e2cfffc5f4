"""What the carrier itself says of a conference, where news or orders may be lost: who is in it, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import structlog

from routing.floor.conversation import Conversation
from routing.floor.events import CallerGone, Event, Joined, Left
from routing.floor.network_news import PartyMissed, PartySeen
from routing.floor.orders import SetParty
from routing.floor.rooms import CUSTOMER
from routing.floor.wanted import differing
from switchboard.services import Services, Tenant
from telephony.carrier import CarrierError, Room

log = structlog.get_logger(__name__)

#: What the ids of the staff begin with (storage.record.staff).
STAFF = "agt_"


def news_of(services: Services, tenant: Tenant, call: str) -> list[Event]:
    """Look into a call's conference; return what the floor has not been told of it. None: all is as known.

    The conversation is read first, so that nobody who comes while it is looked counts as gone. A list of the
    carrier may lack somebody who is there: of a leg that it lacks the carrier is asked whether it has ended.
    Where the carrier does not say, nothing is new. Raises StoreUnavailableError.
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
    there = [party.leg for party in conversation.parties if party.state == "joined"]
    ended = {leg: _has_ended(services, leg) for leg in {call, *there} if leg not in room.legs}
    if ended.get(call):
        return [CallerGone(call=call, why="hung_up")]
    return [*_gone(conversation, ended), *_there(conversation, room), *_otherwise(conversation, room)]


def has_ended_here(tenant: Tenant, call: str) -> list[Event]:
    """Return that the caller has gone, by the call's own record; else nothing."""
    stored = tenant.calls.read(call)
    is_over = stored is not None and stored.ended
    return [CallerGone(call=call, why="hung_up")] if is_over else []


def _has_ended(services: Services, leg: str) -> bool | None:
    """Ask the carrier about one leg; None: it does not say."""
    try:
        return services.carrier.is_over(leg)
    except CarrierError as failed:
        log.info("order_failed", order="look", leg=leg, why=str(failed))
        return None


def _gone(conversation: Conversation, ended: Mapping[str, bool | None]) -> Iterator[Event]:
    for party in conversation.parties:
        if party.state != "joined" or party.leg not in ended:
            continue
        match ended[party.leg]:
            case True:
                yield Left(call=conversation.id, leg=party.leg, conference=conversation.conference)
            case False:
                yield PartyMissed(call=conversation.id, leg=party.leg)
            case None:
                pass


def _there(conversation: Conversation, room: Room) -> list[Event]:
    owners = {leg: owner_of(conversation, leg, label) for leg, label in room.legs.items()}
    waited_for = {party.id for party in conversation.parties if party.state in ("expected", "dropped")}
    return [
        Joined(call=conversation.id, who=who, leg=leg, conference=room.conference)
        for leg, who in owners.items()
        if who in waited_for
    ]


def _otherwise(conversation: Conversation, room: Room) -> Iterator[Event]:
    """Tell of those who do not take part as they should, and of those whom a look has missed before."""
    missed = {party.leg for party in conversation.parties if party.missed_ms}
    for leg, part in room.parts.items():
        found = SetParty(
            conference=room.conference, leg=leg, held=part.held, muted=part.muted, coaches=part.coaches
        )
        if leg in missed or differing(conversation, found) is not None:
            yield PartySeen(call=conversation.id, found=found)


def owner_of(conversation: Conversation | None, leg: str, label: str) -> str:
    """Say whose leg this is: the caller's names the room, ours have their owner in the label."""
    if conversation is not None and leg == conversation.id:
        return CUSTOMER
    name = label.partition(".")[0]
    if name.startswith(STAFF):
        return name
    parties = () if conversation is None else conversation.parties
    return next((each.id for each in parties if each.leg == leg and each.role == "external"), "")
