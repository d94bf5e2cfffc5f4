"""An offer's life: made, rung, accepted, declined, missed, out of reach. Each ends exactly once."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from routing.floor.conversation import Conversation, Offer, Party
from routing.floor.draft import Draft, RefusedError
from routing.floor.ending import call_off, give_back
from routing.floor.events import Accepted, Declined, DeskRings, Due, Offered, Unreachable
from routing.floor.offering import JOINS_MS, Put, end_offer, make_offer
from routing.floor.orders import BringCaller, DropLeg, SetParty
from routing.floor.rooms import CUSTOMER, LEAVES_MS, customer, has_joined, tell_leg
from routing.floor.working import bar, miss, release, send_away, shift

OVER = "This offer is over: the caller hung up, or it went to somebody else. Wait for the next one."


def hear(draft: Draft, event: Offered | Accepted | Declined | DeskRings | Unreachable) -> None:
    match event:
        case Offered():
            offered(draft, event)
        case Accepted():
            accepted(draft, event)
        case Declined():
            declined(draft, event)
        case DeskRings():
            desk_rings(draft, event)
        case Unreachable():
            unreachable(draft, event)
        case _:
            assert_never(event)


def offered(draft: Draft, event: Offered) -> None:
    """The router's choice becomes an offer, if the agent is still free and the call still waits."""
    agent = draft.meet(event.agent)
    if not agent.is_free:
        raise RefusedError("The agent is no longer free.")
    if agent.declined.get(event.call, 0) > draft.now_ms:
        raise RefusedError("The agent declined this call less than a minute ago.")
    call = draft.conversation
    if call is None or call.phase == "ended":
        # Who has not left yet, the news of old legs and why it went where still count: it is the same call.
        old = call or Conversation(id=event.call, needs=event.needs)
        draft.conversation = Conversation(
            id=event.call,
            needs=event.needs,
            parties=old.parties,
            heard=old.heard,
            decisions=old.decisions,
            chosen=old.chosen,
        )
    elif call.phase != "waiting":
        raise RefusedError("The call has been offered already.")
    draft.change(phase="offered", needs=event.needs)
    draft.claimed = True
    ring_s = event.agent.ring_s
    make_offer(draft, Put(offer=event.offer, agent=event.agent, purpose="take", ring_s=ring_s, why=event.why))


def accepted(draft: Draft, event: Accepted) -> None:
    """The agent takes the call: the caller is brought, and the agent's leg has 15 s to join.

    An offer counts as open until its ending is committed, so a late press still helps a waiting caller.
    """
    offer = _open(draft, event.offer, event.agent.id)
    if offer is None:
        raise RefusedError(OVER)
    if offer.accepted:
        return
    if event.agent.number and not event.leg:
        raise RefusedError("Your desk phone rings for this call: pick it up and press 1.")
    if offer.ringing_leg not in ("", event.leg):
        raise RefusedError(OVER)
    who = draft.meet(event.agent).id
    _replace(draft, replace(offer, accepted=True, accepted_ms=draft.now_ms, ringing_leg=event.leg))
    draft.set_party(Party(role="agent", id=who, since_ms=draft.now_ms))
    if not event.agent.number:
        tell_leg(draft, Party(role="agent", id=who), "initiated")
    shift(draft, who, "on_call", by="agent")
    draft.remind("offer", f"{draft.call.id}/{offer.id}", 0)
    draft.remind("join", f"{draft.call.id}/{offer.id}", draft.now_ms + JOINS_MS)
    if offer.purpose == "take":
        draft.change(phase="connecting", owner=who)
        _bring_caller(draft)


def _bring_caller(draft: Draft) -> None:
    """Send the caller into the conference, unless the caller's leg is there."""
    caller = customer(draft.call)
    if caller is not None and caller.state == "leaving" and draft.now_ms >= caller.since_ms + LEAVES_MS:
        # Nobody could take them out of the room. They may have been held when they were told to leave.
        draft.set_party(replace(caller, state="joined", since_ms=draft.now_ms))
        draft.ask(SetParty(conference=draft.call.conference, leg=caller.leg, held=False))
    if has_joined(draft.call, CUSTOMER):
        return
    leg = caller.leg if caller is not None and caller.state == "leaving" else ""
    draft.set_party(Party(role="customer", id=CUSTOMER, leg=leg, since_ms=draft.now_ms))
    draft.ask(BringCaller(call=draft.call.id))


def declined(draft: Draft, event: Declined) -> None:
    """The agent declines: no blame, but the same call stays away from them for a minute."""
    offer = _open(draft, event.offer, event.agent.id)
    if offer is None:
        raise RefusedError(OVER)
    if offer.accepted:
        raise RefusedError("You have accepted this call. End it, or transfer it.")
    draft.meet(event.agent)
    if end_offer(draft, offer, "declined", reason=event.reason):
        bar(draft, offer.agent, draft.call.id)
        release(draft, offer.agent, by="agent", reason="declined")
    came_to_nothing(draft, offer, "declined")


def desk_rings(draft: Draft, event: DeskRings) -> None:
    """The desk phone rings: the countdown starts now. For an offer that is over, stop the ringing."""
    if not event.offer:
        _rings_again(draft, event)
        return
    offer = _open(draft, event.offer, event.agent.id)
    if offer is None:
        draft.ask(DropLeg(leg=event.leg))
        return
    if offer.ringing_leg:
        return
    tell_leg(draft, Party(role="agent", id=offer.agent, leg=event.leg), "ringing")
    expires_ms = draft.now_ms + event.agent.ring_s * 1000
    _replace(draft, replace(offer, ringing_leg=event.leg, expires_ms=expires_ms))
    draft.meet(event.agent)
    shift(draft, offer.agent, "ringing")
    draft.remind("offer", f"{draft.call.id}/{offer.id}", expires_ms)


def _rings_again(draft: Draft, event: DeskRings) -> None:
    """Note the leg that is to bring an agent back; who is back, or not waited for any more, needs none."""
    party = draft.conversation.party(event.agent.id) if draft.conversation is not None else None
    if party is None or party.state != "dropped":
        draft.ask(DropLeg(leg=event.leg))
    else:
        draft.set_party(replace(party, ringing=event.leg))
        tell_leg(draft, replace(party, leg=event.leg), "ringing")


def unreachable(draft: Draft, event: Unreachable) -> None:
    """A phone cannot be rung, or rang in vain: an agent's, or an outside party's."""
    call = draft.conversation
    if call is None:
        return
    transfer = call.transfer
    if event.offer:
        offer = call.offer(event.offer)
        if offer is not None and not offer.accepted:
            _rang_in_vain(draft, offer, event.cause)
    elif not event.agent and transfer is not None and transfer.kind == "number" and not transfer.answered:
        call_off(draft, event.cause)


def _rang_in_vain(draft: Draft, offer: Offer, cause: str) -> None:
    """A desk phone that rang was missed. One that could not be rung is given two chances, by other calls."""
    rang = cause == "no_answer" and draft.agent(offer.agent).work == "ringing"
    ending, why = ("timed_out", "no_answer") if rang else ("withdrawn", cause)
    if end_offer(draft, offer, ending, cause=why):
        miss(draft, offer.agent, draft.call.id, patience=1 if rang else 2)
    came_to_nothing(draft, offer, cause)


def offer_due(draft: Draft, event: Due) -> None:
    """The countdown is over and nobody took it."""
    offer = _of_timer(draft, event)
    if offer is None or offer.accepted or draft.now_ms < offer.expires_ms:
        return
    if draft.agent(offer.agent).work == "reserved":
        _rang_in_vain(draft, offer, "unreachable")
        return
    if end_offer(draft, offer, "timed_out", cause="no_answer"):
        miss(draft, offer.agent, draft.call.id)
    came_to_nothing(draft, offer, "no_answer")


def join_due(draft: Draft, event: Due) -> None:
    """An accepted leg, or the caller, has not joined: the caller goes back to the old place."""
    offer = _of_timer(draft, event)
    call = draft.conversation
    if offer is not None:
        if offer.accepted and draft.now_ms >= offer.accepted_ms + JOINS_MS:
            _never_joined(draft, offer)
    elif call is not None and call.phase == "connecting":
        _one_sided(draft, event)


def _never_joined(draft: Draft, offer: Offer) -> None:
    if end_offer(draft, offer, "withdrawn", cause="unreachable"):
        bar(draft, offer.agent, draft.call.id)
        release(draft, offer.agent, reason="unreachable")
        send_away(draft, offer.agent)
    came_to_nothing(draft, offer, "unreachable")


def _one_sided(draft: Draft, event: Due) -> None:
    """The agent is there and the caller is not: ask once more, then let the caller wait again."""
    call = draft.call
    owner = call.party(call.owner)
    if owner is not None and draft.now_ms < owner.since_ms + 2 * JOINS_MS:
        draft.ask(BringCaller(call=call.id))
        draft.remind("join", event.id, owner.since_ms + 2 * JOINS_MS)
    else:
        give_back(draft, "not_joined")


def came_to_nothing(draft: Draft, offer: Offer, cause: str) -> None:
    """What an offer's failure makes of the call: it waits again, or the transfer is off."""
    if offer.purpose != "take":
        call_off(draft, cause)
    elif customer(draft.call) is not None and offer.accepted:
        give_back(draft, "not_joined")
    else:
        draft.change(phase="waiting", owner="")
        draft.waits_again = True


def _open(draft: Draft, offer_id: str, agent_id: str) -> Offer | None:
    offer = draft.conversation.offer(offer_id) if draft.conversation is not None else None
    return offer if offer is not None and offer.agent == agent_id else None


def _of_timer(draft: Draft, event: Due) -> Offer | None:
    return draft.conversation.offer(event.id.partition("/")[2]) if draft.conversation is not None else None


def _replace(draft: Draft, offer: Offer) -> None:
    draft.change(offers=tuple(offer if each.id == offer.id else each for each in draft.call.offers))
