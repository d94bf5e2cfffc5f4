"""Legs that come into the conference, told late, repeated, or out of order."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import assert_never

from routing.floor import recording
from routing.floor.conversation import Conversation, Party
from routing.floor.draft import Draft
from routing.floor.dropping import go_out, has_left
from routing.floor.events import Joined, Left
from routing.floor.facts import CallAnswered
from routing.floor.needs import Demand
from routing.floor.offering import JOINS_MS, end_offer
from routing.floor.orders import DropLeg, SetParty
from routing.floor.rooms import (
    CUSTOMER,
    LEAVES_MS,
    dismiss,
    point_coaches,
    send_on,
    set_held,
    tell_leg,
    tell_mode,
)
from routing.floor.transfers import complete
from routing.floor.working import begin_talk, shift

HEARD = 40
"""How many legs' latest news are kept."""
RESUMES = ("on_call", "consulting")


def hear(draft: Draft, event: Joined | Left) -> None:
    """Take the news once, by the carrier's own numbers: what is older than what was heard changes nothing."""
    if draft.conversation is None:
        return
    if isinstance(event, Left) and event.inferred:
        has_left(draft, event.leg)
        return
    leg = f"{event.conference or draft.call.conference}/{event.leg}"
    join, leave = draft.call.heard.get(leg, (0, 0))
    sequence = event.sequence or max(join, leave) + 1
    match event:
        case Joined():
            if sequence > join:
                _note(draft, leg, (sequence, leave))
                _joined(draft, event, sequence, left=leave > sequence)
        case Left():
            if sequence > leave:
                _note(draft, leg, (join, sequence))
                if 0 < join < sequence:
                    go_out(draft, event.leg)
        case _:
            assert_never(event)


def _note(draft: Draft, leg: str, news: tuple[int, int]) -> None:
    others = [(each, when) for each, when in draft.call.heard.items() if each != leg]
    draft.change(heard=dict([*others, (leg, news)][-HEARD:]))


def _joined(draft: Draft, event: Joined, sequence: int, *, left: bool) -> None:
    """Take in a join; left: the same leg's later leave was heard before it."""
    call = draft.call
    party = call.party(event.who)
    if call.phase not in ("connecting", "talking") or party is None or party.state == "leaving":
        if not left:
            _turn_away(draft, event)
        return
    if party.state == "joined" and party.leg != event.leg:
        newer = call.heard.get(f"{event.conference}/{party.leg}", (0, 0))[0] < sequence
        _one_too_many(draft, party, party.leg if newer else event.leg, left=left and not newer)
        if not newer:
            return
    if call.conference not in ("", event.conference):
        recording.begin_anew(draft)
    draft.change(conference=event.conference)
    _settle(draft, party, event.leg)
    if left:
        go_out(draft, event.leg)


def _one_too_many(draft: Draft, party: Party, leg: str, *, left: bool) -> None:
    """End the older leg of a party that has a newer one: by its leg, until it has left."""
    draft.ask(DropLeg(leg=leg))
    if not left:
        draft.set_party(Party(role=party.role, id=leg, leg=leg, state="leaving", since_ms=draft.now_ms))
        draft.remind("leave", draft.call.id, draft.now_ms + LEAVES_MS)


def _turn_away(draft: Draft, event: Joined) -> None:
    """Nobody waits for this leg here: the caller goes on with the flow, any other leg is ended."""
    draft.change(conference=event.conference)
    if event.who == CUSTOMER:
        draft.set_party(Party(role="customer", id=CUSTOMER, leg=event.leg, state="joined"))
        send_on(draft)
    else:
        stray = Party(role="external", id=event.leg, leg=event.leg, state="joined")
        draft.set_party(stray)
        dismiss(draft, stray)


def _settle(draft: Draft, before: Party, leg: str) -> None:
    """Put a party into the room. Whoever comes in is neither held nor muted, so that is asked for again."""
    if before.state == "joined" and before.leg == leg:
        # It has left and come back, and that it left is told later, if at all.
        _set_again(draft, before)
        return
    party = replace(
        before,
        leg=leg,
        state="joined",
        since_ms=draft.now_ms,
        rejoin_until_ms=0,
        ringing="",
        missed_ms=0,
    )
    draft.set_party(party)
    draft.remind("rejoin", f"{draft.call.id}/{party.id}", 0)
    tell_leg(draft, party, "connected")
    _set_again(draft, party)
    match party.role:
        case "customer":
            _begin_if_both(draft)
        case "agent":
            _agent_in(draft, before)
        case "external":
            _target_in(draft, party)
        case "supervisor":
            draft.remind("seat", f"{draft.call.id}/{party.id}", 0)
            tell_mode(draft, party)
        case _:
            assert_never(party.role)


def _set_again(draft: Draft, party: Party) -> None:
    if party.held or party.muted:
        room = draft.call.conference
        draft.ask(
            SetParty(conference=room, leg=party.leg, held=party.held or None, muted=party.muted or None)
        )


def _begin_if_both(draft: Draft) -> None:
    """Begin the talk when caller and owner are in one room: the end of the wait (kpi.md 1.2)."""
    call = draft.call
    if call.phase != "connecting" or not _have_met(call):
        return
    draft.change(phase="talking", answered_ms=draft.now_ms, again="")
    draft.remind("join", f"{call.id}/{call.owner}", 0)
    recording.begin(draft)
    draft.taken = True
    begin_talk(draft, call.owner)
    shift(draft, call.owner, "on_call")
    draft.tell(
        CallAnswered(
            agent=call.owner,
            queue=Demand.from_key(call.needs.demand).queue,
            waited_ms=draft.now_ms - call.needs.joined_ms,
        )
    )


def _have_met(call: Conversation) -> bool:
    """Whether caller and owner were in the room at one time, by the carrier's numbers: news may be late."""
    owner, caller = call.party(call.owner), call.party(CUSTOMER)
    if owner is None or caller is None:
        return False
    came, went = _stay(call, owner)
    joined, left = _stay(call, caller)
    return came < left and joined < went


def _stay(call: Conversation, party: Party) -> tuple[float, float]:
    """Return the numbers between which the party was in the room; never there: from infinity."""
    join, leave = call.heard.get(f"{call.conference}/{party.leg}", (0, 0))
    if party.state not in ("joined", "dropped"):
        return inf, inf
    return join, inf if party.state == "joined" else leave


def _agent_in(draft: Draft, before: Party) -> None:
    who = before.id
    offer = next((each for each in draft.call.offers if each.agent == who and each.accepted), None)
    if offer is not None:
        end_offer(draft, offer, "accepted")
        draft.put(replace(draft.agent(who), missed=0))
    if before.state == "dropped" and draft.call.owner == who:
        _resume(draft, who)
    _target_in(draft, before)
    _begin_if_both(draft)
    point_coaches(draft)
    if offer is not None and draft.call.phase == "connecting":
        # Now for the caller, who is to be brought.
        draft.remind("join", f"{draft.call.id}/{who}", draft.now_ms + JOINS_MS)


def _resume(draft: Draft, who: str) -> None:
    """The owner is back: the customer is heard again, unless the agent had put them on hold."""
    transfer, work = draft.call.transfer, draft.agent(who).work
    facing = transfer.facing if transfer is not None else "customer"
    if work in RESUMES and facing == "customer":
        set_held(draft, CUSTOMER, held=False)


def _target_in(draft: Draft, party: Party) -> None:
    """Who was asked for a transfer is there: a consult begins, or a call that was sent is theirs."""
    transfer = draft.call.transfer
    if transfer is None or transfer.to != party.id or transfer.answered:
        return
    draft.change(transfer=replace(transfer, answered=True))
    draft.remind("transfer", draft.call.id, 0)
    if transfer.mode == "blind":
        complete(draft)
