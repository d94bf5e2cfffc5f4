"""Handing a call over: consult first or send now, to an agent, a queue or an outside number.

The caller is never dropped: what is not answered within 20 s comes back (cti-and-desktop 3.1).
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from routing.floor.conversation import Conversation, Party, Transfer
from routing.floor.draft import Draft, RefusedError
from routing.floor.ending import call_off, part_with, pass_on, wait_again
from routing.floor.events import ConsultStep, Due, OutsideRings, TransferBegun
from routing.floor.facts import Conferenced, Transferred, TransferStarted
from routing.floor.needs import Demand
from routing.floor.offering import Put, end_offer, make_offer
from routing.floor.orders import DropLeg, RingOutside
from routing.floor.people import Profile
from routing.floor.rooms import CUSTOMER, be_there, has_joined, heir, set_held, tell_leg
from routing.floor.working import begin_talk, miss, shift

ANSWERS_S = 20
"""How long the target of a transfer may take."""


def hear(draft: Draft, event: TransferBegun | ConsultStep | OutsideRings) -> None:
    match event:
        case TransferBegun():
            begun(draft, event)
        case ConsultStep():
            stepped(draft, event)
        case OutsideRings():
            outside_rings(draft, event)
        case _:
            assert_never(event)


def owned(draft: Draft, profile: Profile) -> Conversation:
    """Return the conversation, if this agent answers for it and the caller is there. Raises RefusedError."""
    call = draft.call
    draft.meet(profile)
    if call.phase == "ended":
        raise RefusedError(
            "The caller has hung up." if call.ended_by == "customer" else "The call has ended."
        )
    if call.owner != profile.id:
        raise RefusedError("This call is not yours. Only the agent who answers for it can do this.")
    if call.phase != "talking":
        raise RefusedError("The caller is not connected yet. Try again in a moment.")
    return call


def begun(draft: Draft, event: TransferBegun) -> None:
    call = owned(draft, event.agent)
    if call.transfer is not None:
        raise RefusedError("A transfer is under way. Complete it, or go back to the caller first.")
    if not has_joined(call, CUSTOMER):
        raise RefusedError("The caller is not in the call. Wait until they are back.")
    if event.kind == "queue":
        _to_queue(draft, event)
        return
    if event.kind == "agent":
        target = _target(draft, event)
        _start(draft, event)
        purpose = "consult" if event.mode == "consult" else "transfer"
        why = {"agent": target.id, "by": event.agent.id}
        make_offer(draft, Put(offer=event.offer, agent=target, purpose=purpose, ring_s=ANSWERS_S, why=why))
    else:
        if call.party(event.to) is not None:
            raise RefusedError("This number is in the call already.")
        _start(draft, event)
        outside = Party(role="external", id=event.to, since_ms=draft.now_ms)
        draft.set_party(outside)
        tell_leg(draft, outside, "initiated")
        draft.ask(RingOutside(call=call.id, number=event.to, ring_s=ANSWERS_S))


def _target(draft: Draft, event: TransferBegun) -> Profile:
    """Return the agent to be asked. Raises RefusedError when they cannot be now."""
    if event.target is None or event.target.id == event.agent.id:
        raise RefusedError("Choose another agent, a queue or a number.")
    target = draft.meet(event.target)
    if target.presence not in ("available", "transfers_only") or target.link != "connected":
        raise RefusedError(f"{event.target.name} is not available. Choose another agent or a queue.")
    if target.work != "idle":
        raise RefusedError(f"{event.target.name} is busy. Choose another agent or a queue.")
    return event.target


def _start(draft: Draft, event: TransferBegun) -> None:
    """Put the customer on hold with music and note what is under way."""
    who = event.agent.id
    set_held(draft, CUSTOMER, held=True)
    until_ms = draft.now_ms + ANSWERS_S * 1000
    draft.change(transfer=Transfer(mode=event.mode, kind=event.kind, to=event.to, by=who, until_ms=until_ms))
    shift(draft, who, "consulting" if event.mode == "consult" else "on_hold", by="agent")
    draft.remind("transfer", draft.call.id, until_ms)
    _tell_started(draft, event)


def _tell_started(draft: Draft, event: TransferBegun) -> None:
    draft.tell(
        TransferStarted(
            mode=event.mode,
            kind=event.kind,
            to=event.to,
            by=event.agent.id,
            reason=event.reason,
            tier=_tier(event),
        )
    )


def _tier(event: TransferBegun) -> int:
    return 0 if event.needs is None else Demand.from_key(event.needs.demand).tier


def _to_queue(draft: Draft, event: TransferBegun) -> None:
    """Send the caller to wait elsewhere, or for a higher tier: the agents wrap up."""
    if event.mode == "consult":
        raise RefusedError("To consult, choose an agent or a number. To a queue, use Send now.")
    if event.needs is None:
        raise RefusedError("There is no such queue. Choose one from the list.")
    _tell_started(draft, event)
    wait_again(draft, "sent", event.needs, "transferred")
    draft.tell(
        Transferred(mode=event.mode, kind=event.kind, to=event.to, by=event.agent.id, tier=_tier(event))
    )


def stepped(draft: Draft, event: ConsultStep) -> None:
    call = owned(draft, event.agent)
    transfer = call.transfer
    if event.step == "complete" and transfer is None:
        _leave_to_others(draft, event)
        return
    if transfer is not None and event.step == "cancel":
        call_off(draft, "cancelled")
        return
    if transfer is None or transfer.mode != "consult":
        raise RefusedError("There is no consult under way. Start one with Consult first.")
    if not transfer.answered:
        raise RefusedError("Nobody has answered the consult yet. Wait, or go back to the caller.")
    match event.step:
        case "swap":
            be_there(draft, event.agent.id)
            _swap(draft, transfer)
        case "join_all":
            _join_all(draft, event)
        case "complete":
            complete(draft)
        case _:
            raise RefusedError("During a consult you can swap, join all, complete or go back to the caller.")


def _swap(draft: Draft, transfer: Transfer) -> None:
    """Let the customer and the target change places: one speaks, the other hears music."""
    facing = "customer" if transfer.facing == "target" else "target"
    draft.change(transfer=replace(transfer, facing=facing))
    set_held(draft, CUSTOMER, held=facing == "target")
    set_held(draft, transfer.to, held=facing == "customer")


def _join_all(draft: Draft, event: ConsultStep) -> None:
    """Bring everybody together: a conference, which the agent still answers for."""
    draft.change(transfer=None)
    for party in draft.call.parties:
        set_held(draft, party.id, held=False)
        if party.role == "agent" and party.state == "joined":
            begin_talk(draft, party.id)
    shift(draft, event.agent.id, "on_call", by="agent")
    draft.tell(Conferenced(parties=tuple(each.id for each in draft.call.parties if each.state == "joined")))


def complete(draft: Draft) -> None:
    """Give the call to the target, who is there; the first agent wraps up. Raises RefusedError: nobody is."""
    call = draft.call
    transfer = call.transfer
    target = call.party(transfer.to) if transfer is not None else None
    first = call.party(call.owner)
    if transfer is None or target is None or target.state != "joined":
        raise RefusedError("They are not in the call any more. Go back to the caller.")
    pass_on(draft, target)
    if first is not None:
        part_with(draft, first, cause="transferred", ended_by="agent")
    mode = "warm" if transfer.mode == "consult" else transfer.mode
    draft.tell(Transferred(mode=mode, kind=transfer.kind, to=transfer.to, by=transfer.by))


def _leave_to_others(draft: Draft, event: ConsultStep) -> None:
    """Leave a conference, which goes on between the others."""
    who = event.agent.id
    other, me = heir(draft.call, who), draft.call.party(who)
    if other is None or me is None:
        raise RefusedError("Nobody else is in the call. End it, or transfer it first.")
    pass_on(draft, other)
    part_with(draft, me, cause="transferred", ended_by="agent")
    kind = "agent" if other.role == "agent" else "number"
    draft.tell(Transferred(mode="warm", kind=kind, to=other.id, by=who))


def outside_rings(draft: Draft, event: OutsideRings) -> None:
    """Note the leg of a ringing outside number; one that nobody waits for any more is ended."""
    party = draft.conversation.party(event.number) if draft.conversation is not None else None
    if party is None or party.role != "external":
        draft.ask(DropLeg(leg=event.leg))
    elif not party.leg:
        party = replace(party, leg=event.leg)
        draft.set_party(party)
        tell_leg(draft, party, "ringing")


def transfer_due(draft: Draft, event: Due) -> None:
    """20 s are over. Whoever has accepted and not joined has the join timer still."""
    call = draft.conversation
    if call is None or call.id != event.id or call.transfer is None:
        return
    transfer = call.transfer
    if transfer.answered or draft.now_ms < transfer.until_ms or any(each.accepted for each in call.offers):
        return
    for offer in call.offers:
        if end_offer(draft, offer, "timed_out", cause="no_answer"):
            miss(draft, offer.agent, call.id)
    call_off(draft, "no_answer")
