"""During the call: hold, mute, who is sent out of the room, and what the carrier did not do of it."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from routing.floor.conversation import Party
from routing.floor.draft import Draft, RefusedError
from routing.floor.ending import call_off, part_with
from routing.floor.events import Hold, Mute, RemoveParty
from routing.floor.network_news import PartyTold
from routing.floor.orders import SetParty
from routing.floor.rooms import CUSTOMER, be_there, note_held, set_held, tell_leg
from routing.floor.transfers import owned
from routing.floor.working import shift

InTalk = Hold | Mute | RemoveParty | PartyTold


def hear(draft: Draft, event: InTalk) -> None:
    match event:
        case Hold():
            hold(draft, event)
        case Mute():
            mute(draft, event)
        case RemoveParty():
            remove(draft, event)
        case PartyTold():
            party_told(draft, event)
        case _:
            assert_never(event)


def _present(draft: Draft, who: str) -> Party:
    party = draft.call.party(who)
    if party is None or party.state != "joined":
        raise RefusedError("They are not in the call now. Wait until they are back.")
    return party


def hold(draft: Draft, event: Hold) -> None:
    """Put the customer, or one other party, on hold with music, or take them back."""
    call = owned(draft, event.agent)
    be_there(draft, event.agent.id)
    who = event.who or CUSTOMER
    party = _present(draft, who)
    if who == event.agent.id:
        raise RefusedError("You cannot hold yourself. Mute yourself instead.")
    if call.transfer is not None:
        raise RefusedError("A transfer is under way. Swap, or go back to the caller.")
    if party.held == event.on:
        return
    set_held(draft, who, held=event.on)
    if who == CUSTOMER:
        shift(draft, event.agent.id, "on_hold" if event.on else "on_call", by="agent")


def mute(draft: Draft, event: Mute) -> None:
    """Mute oneself (who is "") or, as the owner, another party."""
    me = event.agent.id
    who = event.who or me
    if who != me:
        owned(draft, event.agent)
    draft.meet(event.agent)
    party = _present(draft, who)
    if party.muted == event.on:
        return
    draft.set_party(replace(party, muted=event.on))
    draft.ask(SetParty(conference=draft.call.conference, leg=party.leg, muted=event.on))
    tell_leg(draft, party, "muted" if event.on else "unmuted")


def remove(draft: Draft, event: RemoveParty) -> None:
    """Send one party out of the room: not the customer, whom End moves on, and not the owner."""
    call = owned(draft, event.agent)
    if event.who == CUSTOMER:
        raise RefusedError("The caller cannot be removed. End the call instead.")
    if event.who == event.agent.id:
        raise RefusedError("To leave the call, end it, or complete the transfer.")
    party = call.party(event.who)
    if party is None:
        raise RefusedError("They are not in the call any more.")
    if party.role == "supervisor":
        raise RefusedError("A supervisor leaves by themselves. Ask them to.")
    if call.transfer is not None and call.transfer.to == event.who:
        call_off(draft, "cancelled")
    else:
        part_with(draft, party, ended_by="agent")


def party_told(draft: Draft, event: PartyTold) -> None:
    """Take what the carrier says for what is: nothing is shown to an agent that is not so."""
    call = draft.conversation
    parties = () if call is None or call.phase == "ended" else call.parties
    party = next((each for each in parties if each.leg == event.leg and each.state == "joined"), None)
    if party is None:
        return
    if event.muted is not None and event.muted != party.muted:
        party = replace(party, muted=event.muted)
        draft.set_party(party)
        tell_leg(draft, party, "muted" if event.muted else "unmuted")
    if event.held is not None and event.held != party.held:
        note_held(draft, party.id, held=event.held)
        if party.id == CUSTOMER and draft.agent(draft.call.owner).work in ("on_call", "on_hold"):
            shift(draft, draft.call.owner, "on_hold" if event.held else "on_call")
