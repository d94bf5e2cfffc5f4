"""Legs that come into the conference and leave it, told late, repeated, or out of order."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from routing.floor.conversation import Party
from routing.floor.draft import Draft
from routing.floor.ending import caller_gone, close, lose
from routing.floor.events import CallerGone, Due, Joined, Left
from routing.floor.facts import CallAnswered, SupervisedChanged
from routing.floor.needs import Demand
from routing.floor.offering import JOINS_MS, end_offer
from routing.floor.orders import BringCaller, DropLeg, SetParty
from routing.floor.rooms import (
    CUSTOMER,
    LEAVES_MS,
    dismiss,
    has_joined,
    heir,
    point_coaches,
    send_on,
    set_held,
    tell_leg,
)
from routing.floor.transfers import call_off, complete
from routing.floor.working import present, save_unfinished, shift

REJOINS_MS = 60_000
"""How long an agent whose leg dropped may take to come back."""
GONE_MS = 10_000
"""After how long a caller whose leg has left, and of whom nothing is heard, counts as gone."""
GIVES_UP_MS = 60_000
"""For how long the phone network is asked to end a leg that was told to leave."""
HEARD = 40
"""How many legs' latest news are kept."""
RESUMES = ("on_call", "consulting")


def hear(draft: Draft, event: Joined | Left) -> None:
    """Take the news once, by the carrier's own numbers: what is older than what was heard changes nothing."""
    if draft.conversation is None:
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
                    _exit(draft, event.leg)
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
        draft.ask(DropLeg(leg=party.leg if newer else event.leg))
        if not newer:
            return
    draft.change(conference=event.conference)
    _settle(draft, party, event.leg)
    if left:
        _exit(draft, event.leg)


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
    """Put a party into the room. A new leg is neither held nor muted there, so that is asked for again."""
    if before.state == "joined" and before.leg == leg:
        return
    party = replace(before, leg=leg, state="joined", since_ms=draft.now_ms, rejoin_until_ms=0)
    draft.set_party(party)
    draft.remind("rejoin", f"{draft.call.id}/{party.id}", 0)
    tell_leg(draft, party, "connected")
    if party.held or party.muted:
        room = draft.call.conference
        draft.ask(SetParty(conference=room, leg=leg, held=party.held or None, muted=party.muted or None))
    match party.role:
        case "customer":
            _begin_if_both(draft)
        case "agent":
            _agent_in(draft, before)
        case "external":
            _target_in(draft, party)
        case "supervisor":
            coached = draft.call.party(draft.call.owner) if party.mode == "coach" else None
            tell_mode(draft, party, coached)
        case _:
            assert_never(party.role)


def tell_mode(draft: Draft, party: Party, coached: Party | None) -> None:
    """Let a supervisor who is in the room be heard by nobody, by the agent, or by all."""
    draft.ask(
        SetParty(
            conference=draft.call.conference,
            leg=party.leg,
            muted=party.mode == "listen",
            coaches=coached.leg if coached is not None else "",
        )
    )


def _begin_if_both(draft: Draft) -> None:
    """Begin the talk when caller and owner are in one room: the end of the wait (kpi.md 1.2)."""
    call = draft.call
    if call.phase != "connecting" or not has_joined(call, CUSTOMER) or not has_joined(call, call.owner):
        return
    draft.change(phase="talking", answered_ms=draft.now_ms, again="")
    draft.taken = True
    shift(draft, call.owner, "on_call")
    draft.tell(
        CallAnswered(
            agent=call.owner,
            queue=Demand.from_key(call.needs.demand).queue,
            waited_ms=draft.now_ms - call.needs.joined_ms,
        )
    )


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
        draft.remind("join", f"{draft.call.id}/{offer.id}", draft.now_ms + JOINS_MS)


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


def _exit(draft: Draft, leg: str) -> None:
    """Take a leg out of the room. Told to leave, it is forgotten; else its party has dropped."""
    party = next((each for each in draft.call.parties if each.leg == leg), None)
    if party is None or party.state not in ("joined", "leaving"):
        return
    if party.state == "leaving":
        draft.remove_party(party.id)
        return
    if party.role != "customer":
        tell_leg(draft, party, "ended", cause="media_lost" if party.role == "agent" else "normal")
    match party.role:
        case "customer":
            _wait_for(draft, party, GONE_MS)
        case "agent":
            _agent_out(draft, party)
        case "external":
            _outside_out(draft, party)
        case "supervisor":
            draft.remove_party(party.id)
            draft.tell(SupervisedChanged(supervisor=party.id, mode=""))
        case _:
            assert_never(party.role)


def _wait_for(draft: Draft, party: Party, patience_ms: int) -> None:
    until_ms = draft.now_ms + patience_ms
    draft.set_party(replace(party, state="dropped", leg="", rejoin_until_ms=until_ms, since_ms=draft.now_ms))
    draft.remind("rejoin", f"{draft.call.id}/{party.id}", until_ms)


def _agent_out(draft: Draft, party: Party) -> None:
    """An agent's leg left without End: hold the customer at once, and wait for the agent to come back."""
    _wait_for(draft, party, REJOINS_MS)
    transfer = draft.call.transfer
    if transfer is not None and transfer.to == party.id:
        call_off(draft, "media_lost")
    elif party.id == draft.call.owner and (transfer is not None or heir(draft.call, party.id) is None):
        set_held(draft, CUSTOMER, held=True)


def _outside_out(draft: Draft, party: Party) -> None:
    """An outside party has hung up: a consult is over; alone with them, the caller goes on with the flow."""
    transfer = draft.call.transfer
    draft.set_party(replace(party, state="dropped", leg=""))
    if transfer is not None and transfer.to == party.id:
        call_off(draft, "normal")
        return
    draft.remove_party(party.id)
    if not draft.call.owner:
        go_on_without(draft, party.id)


def go_on_without(draft: Draft, who: str) -> None:
    """Give a call that has no owner to who is left in the room; nobody is: it is over."""
    other = heir(draft.call, who)
    if other is None:
        send_on(draft)
        close(draft, "normal", "consult_party")


def rejoin_due(draft: Draft, event: Due) -> None:
    """Whoever dropped has not come back."""
    call, who = draft.conversation, event.id.partition("/")[2]
    party = call.party(who) if call is not None else None
    if party is None or party.state != "dropped" or draft.now_ms < party.rejoin_until_ms:
        return
    if party.role == "customer":
        caller_gone(draft, CallerGone(call=draft.call.id, why="hung_up"))
    else:
        _agent_lost(draft, party)


def _agent_lost(draft: Draft, party: Party) -> None:
    """The agent is gone: their work is saved unasked, they are off the floor, the caller is looked after."""
    who = party.id
    transfer = draft.call.transfer
    if transfer is not None and transfer.by == who and not transfer.answered:
        call_off(draft, "media_lost")
    draft.remove_party(who)
    if draft.agent(who).call == draft.call.id:
        save_unfinished(draft, who, reason="disconnected")
        if draft.agent(who).presence != "offline":
            present(draft, who, "offline", "disconnected")
    if draft.call.owner == who:
        lose(draft, who, "dropped")


def leave_due(draft: Draft, event: Due) -> None:
    """Ask again for legs that were told to leave and are still there; after a minute they are forgotten."""
    if draft.conversation is None or draft.conversation.id != event.id:
        return
    still = [each for each in draft.call.parties if each.state == "leaving"]
    for party in still:
        if draft.now_ms >= party.since_ms + GIVES_UP_MS:
            draft.remove_party(party.id)
        elif party.role == "customer":
            draft.ask(BringCaller(call=draft.call.id))
        else:
            draft.ask(DropLeg(leg=party.leg))
    if draft.orders:
        draft.remind("leave", draft.call.id, draft.now_ms + LEAVES_MS)
