"""Putting a call to an agent, and the one ending of every offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from routing.floor.conversation import Offer, Party
from routing.floor.draft import Draft
from routing.floor.facts import OfferEnded, OfferMade
from routing.floor.needs import Demand
from routing.floor.orders import DropLeg, RingDesk
from routing.floor.people import Profile
from routing.floor.rooms import tell_leg
from routing.floor.working import release, shift

JOINS_MS = 15_000
"""How long an accepted offer may take until the agent's leg is in the conference."""
DECISIONS = 4
"""Of how many offers of a call it is kept why they were made; the log of facts has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """One call to be put to one agent. purpose: take, consult, transfer; ring_s: how long it rings.

    why: `match.Decision.shown()`; of a hand-over: agent, and by whom.
    """

    offer: str
    agent: Profile
    purpose: str
    ring_s: int
    why: Mapping[str, Any] = field(default_factory=dict)


def make_offer(draft: Draft, put: Put) -> None:
    """Offer the call: a page rings at once, a desk phone once the carrier says so. The countdown is ours."""
    call, who = draft.call, put.agent.id
    expires_ms = draft.now_ms + put.ring_s * 1000
    offer = Offer(id=put.offer, agent=who, purpose=put.purpose, made_ms=draft.now_ms, expires_ms=expires_ms)
    why = {**put.why, "offer": put.offer, "purpose": put.purpose, "at_ms": draft.now_ms}
    draft.change(offers=(*call.offers, offer), decisions=(*call.decisions, why)[-DECISIONS:])
    draft.put(replace(draft.meet(put.agent), offer=put.offer, call=call.id))
    shift(draft, who, "reserved")
    if put.agent.number:
        tell_leg(draft, Party(role="agent", id=who), "initiated")
        draft.ask(
            RingDesk(call=call.id, agent=who, offer=put.offer, number=put.agent.number, ring_s=put.ring_s)
        )
    else:
        shift(draft, who, "ringing")
    draft.remind("offer", f"{call.id}/{put.offer}", expires_ms)
    draft.tell(
        OfferMade(
            offer=put.offer,
            agent=who,
            queue=Demand.from_key(call.needs.demand).queue,
            purpose=put.purpose,
            ring_s=put.ring_s,
            expires_ms=expires_ms,
            why=put.why,
        )
    )


def end_offer(draft: Draft, offer: Offer, ending: str, *, reason: str = "", cause: str = "") -> bool:
    """End an open offer, its ringing and its timers. What becomes of agent and caller is the other half.

    ending accepted: the leg has joined, and stays. Else whoever was expected for it is so no more. Returns
    whether the agent was still at it: what they do else is none of its business.
    """
    call = draft.call
    draft.change(offers=tuple(each for each in call.offers if each.id != offer.id))
    for kind in ("offer", "join"):
        draft.remind(kind, f"{call.id}/{offer.id}", 0)
    agent = draft.agent(offer.agent)
    is_theirs = agent.offer == offer.id
    has_leg = bool(offer.accepted or offer.ringing_leg or agent.number)
    if is_theirs:
        draft.put(replace(agent, offer=""))
    if ending != "accepted":
        if offer.ringing_leg:
            draft.ask(DropLeg(leg=offer.ringing_leg))
        if has_leg:
            leg = Party(role="agent", id=offer.agent, leg=offer.ringing_leg)
            tell_leg(draft, leg, "failed", cause=cause or ending)
        _expect_no_more(draft, call.party(offer.agent))
    after_ms = (offer.accepted_ms or draft.now_ms) - offer.made_ms
    draft.tell(
        OfferEnded(
            offer=offer.id, agent=offer.agent, ending=ending, after_ms=after_ms, reason=reason, cause=cause
        )
    )
    return is_theirs


def _expect_no_more(draft: Draft, party: Party | None) -> None:
    if party is not None and party.state == "expected":
        draft.remove_party(party.id)


def withdraw_all(draft: Draft, cause: str) -> None:
    """Take back every open offer: nobody's fault, so the agents are as they were."""
    for offer in draft.call.offers:
        if end_offer(draft, offer, "withdrawn", cause=cause):
            release(draft, offer.agent)
