"""People and calls of the floor as the desk's JSON shows them. Pure."""

from __future__ import annotations

from typing import Any

from cti import instants
from routing.floor.conversation import Conversation, Party, Transfer
from routing.floor.needs import Demand
from routing.floor.people import Agent
from routing.floor.working import IN_CALL
from routing.floor.wrap_up import EXTENSIONS
from storage.record.staff import Member
from web.desk.whole import Whole


def instant(unix_ms: int) -> str:
    """Return an instant as events write it; "" for 0."""
    return instants.instant(unix_ms) if unix_ms else ""


def agent_view(agent: Agent, member: Member) -> dict[str, Any]:
    """Show one person of the staff; without their hand. since: of what `display` says, or of the talk."""
    return {
        "id": agent.id,
        "name": member.name,
        "role": member.role,
        "presence": agent.presence,
        "reason": agent.reason,
        "next_presence": agent.next_presence,
        "work": agent.work,
        "link": agent.link,
        "display": agent.display,
        "since": instant(_since_ms(agent)),
        "missed": agent.missed,
        "phone": "desk" if member.profile.number else "browser",
    }


def _since_ms(agent: Agent) -> int:
    if agent.display == "lost":
        return agent.link_ms
    if agent.work in IN_CALL and agent.answered_ms:
        return agent.answered_ms
    return agent.work_ms if agent.work != "idle" else agent.presence_ms


def last_seen_ms(agent: Agent) -> int:
    """Return when somebody was last known to be at a desk, for who is off the floor; 0: never.

    A desk that is open in a browser keeps its link, also of those who are offline.
    """
    return max(agent.presence_ms, agent.link_ms)


def queue_of(call: Conversation) -> str:
    return Demand.from_key(call.needs.demand).queue


def title_in(whole: Whole, queue: str) -> str:
    """Return what a queue is called; its name where the live release has it no more."""
    return whole.queues[queue].title if queue in whole.queues else queue


def offer_views(call: Conversation, who: str, whole: Whole, now_ms: int) -> list[dict[str, Any]]:
    """Show the offers of a call that this agent may still take; without their pop.

    overflow: the agent's own queue, where the caller has waited so long in another that it takes them too.
    """
    queue = queue_of(call)
    second = Demand.from_key(call.needs.also).queue if call.needs.also else ""
    helping = second and who in whole.staff and queue not in whole.staff[who].profile.queues
    return [
        {
            "id": offer.id,
            "call": call.id,
            "queue": queue,
            "queue_title": title_in(whole, queue),
            "overflow": title_in(whole, second) if helping else "",
            "purpose": offer.purpose,
            "ring_s": max(1, (offer.expires_ms - offer.made_ms) // 1000),
            "expires_at": instant(offer.expires_ms),
            "waited_s": waited_s(call, now_ms),
        }
        for offer in call.offers
        if offer.agent == who and not offer.accepted
    ]


def waited_s(call: Conversation, now_ms: int) -> int:
    """Return how long the caller waited for a person, or has waited until now, in seconds."""
    return max(0, (call.answered_ms or now_ms) - call.needs.joined_ms) // 1000


def call_view(call: Conversation, whole: Whole) -> dict[str, Any]:
    """Show a call under way; without its pop and notes."""
    queue = queue_of(call)
    return {
        "id": call.id,
        "queue": queue,
        "queue_title": title_in(whole, queue),
        "phase": call.phase,
        "parties": [party_view(party, whole) for party in call.parties],
        "held_since": instant(call.held_since_ms) or None,
        "recording": call.recording,
        "recording_why": _unrecorded(call),
        "transfer": None if call.transfer is None else _transfer_view(call.transfer, whole),
        "supervisors": [
            {"name": whole.name_of(party.id), "mode": party.mode}
            for party in call.parties
            if party.role == "supervisor" and party.state != "leaving"
        ],
        "answered_at": instant(call.answered_ms) or None,
    }


def _unrecorded(call: Conversation) -> str:
    """Say why a talk is not recorded: policy, refused, not_told, over; "" while it is, and before it."""
    if call.recording != "off" or call.phase != "talking":
        return ""
    return call.needs.unrecorded or "over"


def party_view(party: Party, whole: Whole) -> dict[str, Any]:
    return {
        "who": party.id,
        "role": party.role,
        "name": whole.name_of(party.id) or ("" if party.role == "customer" else party.id),
        "state": party.state,
        "held": party.held,
        "muted": party.muted,
        "mode": party.mode,
        "since": instant(party.since_ms),
    }


def _transfer_view(transfer: Transfer, whole: Whole) -> dict[str, Any]:
    name = whole.name_of(transfer.to)
    if transfer.kind == "queue":
        name = title_in(whole, transfer.to)
    return {
        "mode": transfer.mode,
        "kind": transfer.kind,
        "to": transfer.to,
        "name": name or transfer.to,
        "by": transfer.by,
        "until": instant(transfer.until_ms),
        "answered": transfer.answered,
        "facing": transfer.facing,
    }


def wrap_view(agent: Agent) -> dict[str, Any]:
    """Show the wrap-up that an agent is in; without the call's pop, notes and dispositions."""
    return {
        "call": agent.call,
        "until": instant(agent.wrap_until_ms),
        "extensions_left": max(0, EXTENSIONS - agent.extended),
    }
