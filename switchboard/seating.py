"""Legs of ours that come into a conference: softphones, desk phones, outside parties; who has come or gone.

No request says which conference: the identity, or the signed note of a leg that we rang, is looked up on the
floor (architecture 9).
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from routing.floor.conversation import Conversation, Party
from routing.floor.events import Joined, Left
from routing.floor.people import Agent
from routing.floor.rooms import CUSTOMER
from switchboard.agent import obey_aside
from switchboard.capsules import conference_url, talk_url
from switchboard.conversing import WITH_AGENT, conversation_of
from switchboard.looking import owner_of
from switchboard.services import Services, Tenant
from telephony import twiml
from telephony.heard import RoomNews
from telephony.twiml import Seat

log = structlog.get_logger(__name__)

#: Who may take a seat: somebody expected, or back after a drop, also before the old leg is known to be gone.
WELCOME = frozenset({"expected", "joined", "dropped"})
#: Of an outside party's leg, whose number has no place in a label.
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    tenant: Tenant
    conversation: Conversation
    party: Party


def seat_client(services: Services, identity: str, leg: str) -> str:
    """Answer a softphone that dials in: into the call that it has accepted, joins again, or supervises."""
    for tenant in services.tenants.values():
        found = _own_call(tenant, identity) or _supervised(tenant, identity)
        if found is not None:
            return seat(services, found, leg)
    log.info("softphone_without_call", identity=identity)
    return twiml.goodbye("There is no call for you to join.", "en-US")


def seat(services: Services, found: Found, leg: str) -> str:
    """Write the document of a leg that takes its seat."""
    party = found.party
    who = OUTSIDE if party.role == "external" else party.id
    owner = found.conversation.party(found.conversation.owner)
    coached = owner.leg if party.mode == "coach" and owner is not None else ""
    unrecorded = found.conversation.needs.unrecorded
    return twiml.join(
        Seat(
            room=found.conversation.id,
            label=f"{who}.{leg}",
            told=conference_url(services, found.tenant.name),
            talk="" if unrecorded else talk_url(services, found.tenant.name, found.conversation.id),
            muted=party.mode == "listen" or (party.mode == "coach" and not coached),
            coaches=coached,
        )
    )


def welcome(tenant: Tenant, call_id: str, who: str) -> Found | None:
    """Find the seat kept for somebody in a call."""
    conversation = conversation_of(tenant, call_id)
    party = None if conversation is None else conversation.party(who)
    if conversation is None or party is None or conversation.phase not in WITH_AGENT:
        return None
    return Found(tenant=tenant, conversation=conversation, party=party) if party.state in WELCOME else None


def _own_call(tenant: Tenant, identity: str) -> Found | None:
    record = tenant.floor.read((identity,)).agents.get(identity)
    return None if record is None else welcome(tenant, Agent.from_json(record.state).call, identity)


def _supervised(tenant: Tenant, identity: str) -> Found | None:
    """Find the call that a supervisor takes part in: of several, the one chosen last."""
    found = (welcome(tenant, call, identity) for call in tenant.floor.seats(identity))
    return next((each for each in found if each is not None), None)


def take_news(services: Services, tenant: Tenant, news: RoomNews) -> None:
    """Let the floor know who has come into the conference, or left it. Repeated news change nothing."""
    if news.event == "participant-leave":
        left = Left(call=news.room, leg=news.leg, conference=news.conference, sequence=news.sequence)
        obey_aside(services, tenant, left)
        return
    conversation = conversation_of(tenant, news.room)
    who = CUSTOMER if news.leg == news.room else owner_of(conversation, news.leg, news.label)
    if not who:
        log.warning("stranger_in_conference", call=news.room, leg=news.leg)
        return
    joined = Joined(call=news.room, who=who, leg=news.leg, conference=news.conference, sequence=news.sequence)
    obey_aside(services, tenant, joined)
