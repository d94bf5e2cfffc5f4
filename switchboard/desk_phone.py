"""Legs that we ring for a call: an agent's desk phone, an outside number. Only 1 puts them through."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from callflows.book import Book
from ivr import spoken
from ivr.call import Call
from routing.floor.conversation import Conversation
from routing.floor.events import Accepted, Unreachable
from routing.floor.needs import Demand
from switchboard.agent import follow_up, obey_aside, settle
from switchboard.conversing import conversation_of
from switchboard.links import leg_url
from switchboard.seating import WELCOME, Found, seat, welcome
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of
from switchboard.strangers import not_ours
from telephony import twiml
from telephony.heard import Leg
from telephony.link import Link, unseal

log = structlog.get_logger(__name__)

ACCEPT = "1"
#: Why a leg came to nothing, by its last status; one that was picked up and not accepted is not answered.
CAUSES = {"busy": "busy", "failed": "unreachable", "canceled": "cancelled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A request on a leg that we rang. note: as found in the URL."""

    leg: Leg
    note: str


def whisper(services: Services, rung: Rung) -> str:
    """Say to whoever picks up who calls and why, that it is recorded, and how to take the call (P4).

    To an outside number nothing of the caller: a stranger may have picked up, or a voicemail that keeps it.
    """
    link = _read(services, rung)
    if link is None:
        return not_ours()
    tenant = services.tenants[link.tenant]
    conversation = conversation_of(tenant, link.call)
    stored = tenant.calls.read(link.call)
    if conversation is None or stored is None or conversation.phase == "ended" or stored.ended:
        return twiml.goodbye("This call is over. Goodbye.", "en-US")
    if not link.agent and conversation.party(rung.leg.dialled) is None:
        return twiml.goodbye("This call is over. Goodbye.", "en-US")
    call = Call.from_json(stored.state)
    book = services.books.pinned(tenant.name, call.release, services.record.bounded.run)
    language = book.flows[call.flow].languages[0]
    told = "" if conversation.needs.unrecorded else " The call is recorded."
    words = f"{book.company.title}. A call is waiting for you.{told} Press 1 to take it."
    if link.agent and link.offer:
        words = _of_the_call(book, call, conversation) + f"{told} Press 1 to take it."
    elif link.agent:
        words = f"You were cut off. {_caller(book, call)} is on hold for you. Press 1 to go on with the call."
    return twiml.whisper(words, language, accept_url=leg_url(services, link, "accept"))


def _of_the_call(book: Book, call: Call, conversation: Conversation) -> str:
    """Say to an agent who calls, and why."""
    queue = book.company.queues[Demand.from_key(conversation.needs.demand).queue].title
    about = f" Subject: {call.tags['case'].replace('_', ' ')}." if call.tags.get("case") else ""
    return f"{book.company.title}, {queue}. A call from {_caller(book, call)}.{about}"


def _caller(book: Book, call: Call) -> str:
    return call.caller.get("name") or spoken.number(call.number, book.flows[call.flow].languages[0])


def accept(services: Services, rung: Rung, digits: str) -> str:
    """Take the key: 1 joins the conference, anything else hangs up."""
    link = _read(services, rung)
    if link is None or digits != ACCEPT:
        return not_ours()
    tenant = services.tenants[link.tenant]
    if not link.agent:
        return _outside(services, tenant, link, rung.leg)
    found = welcome(tenant, link.call, link.agent)
    if found is None or not _is_kept_for(found, link, rung.leg.call_id):
        found = _accepted(services, tenant, link, rung.leg.call_id)
    if found is None:
        return twiml.goodbye("This call is over, or somebody else has taken it. Goodbye.", "en-US")
    return seat(services, found, rung.leg.call_id)


def _is_kept_for(found: Found, link: Link, leg: str) -> bool:
    """Whether the seat is for this leg: its own, nobody's yet, or of an agent whom it is to bring back."""
    comes_back = not link.offer and found.party.state == "dropped"
    return comes_back or found.party.leg in ("", leg)


def _accepted(services: Services, tenant: Tenant, link: Link, leg: str) -> Found | None:
    """Accept the offer; what the phone network must do for it waits until this leg has its answer."""
    profile = profile_of(services, tenant, link.agent)
    if profile is None:
        return None
    outcome, seen = settle(services, tenant, Accepted(agent=profile, offer=link.offer, leg=leg))
    if outcome.refused:
        return None
    services.later(lambda: follow_up(services, tenant, outcome, seen))
    return welcome(tenant, link.call, link.agent)


def _outside(services: Services, tenant: Tenant, link: Link, leg: Leg) -> str:
    found = welcome(tenant, link.call, leg.dialled)
    if found is None or found.party.leg != leg.call_id:
        return not_ours()
    return seat(services, found, leg.call_id)


def ended(services: Services, rung: Rung) -> None:
    """Take the news that a leg is over. One that was put through is the conference's business."""
    link = _read(services, rung)
    if link is None:
        return
    tenant, leg = services.tenants[link.tenant], rung.leg
    cause = CAUSES.get(leg.status, "no_answer")
    if link.agent:
        gone = Unreachable(call=link.call, agent=link.agent, offer=link.offer, cause=cause)
        obey_aside(services, tenant, gone)
        return
    conversation = conversation_of(tenant, link.call)
    party = None if conversation is None else conversation.party(leg.dialled)
    if party is not None and party.leg == leg.call_id and party.state in WELCOME - {"joined"}:
        obey_aside(services, tenant, Unreachable(call=link.call, cause=cause))


def _read(services: Services, rung: Rung) -> Link | None:
    link = unseal(rung.note, services.secret_keys, services.clock().timestamp())
    if link is None or link.tenant not in services.tenants:
        log.warning("link_refused", call=rung.leg.call_id)
        return None
    return link
