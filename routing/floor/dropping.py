"""Legs that leave the conference: told to, or dropped, and whether their party comes back in time."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from routing.floor.conversation import Party
from routing.floor.draft import Draft
from routing.floor.ending import LOOKS_MS, call_off, caller_gone, close, lose
from routing.floor.events import CallerGone, Due
from routing.floor.facts import SupervisedChanged
from routing.floor.orders import BringCaller, DropLeg, RingDesk
from routing.floor.rooms import CUSTOMER, LEAVES_MS, count_hold, heir, send_on, set_held, tell_leg
from routing.floor.working import present, save_unfinished

REJOINS_S = 60
"""How long an agent whose leg dropped may take to come back; a desk phone rings for as long."""
GONE_MS = 10_000
"""After how long a caller whose leg has left, and of whom nothing is heard, counts as gone."""
SLOWEST_MS = 30_000
"""How long at most until the phone network is asked again about a leg that was told to leave."""


def go_out(draft: Draft, leg: str) -> None:
    """Take a leg out of the room. Told to leave, it is forgotten; else its party has dropped."""
    party = next((each for each in draft.call.parties if each.leg == leg), None)
    if party is None or has_left(draft, leg) or party.state != "joined":
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


def has_left(draft: Draft, leg: str) -> bool:
    """Forget a leg that was told to leave; False: it was not, or is not known to be in the room."""
    party = next((each for each in draft.call.parties if each.leg == leg), None)
    if party is None or party.state not in ("leaving", "expected"):
        return False
    if party.state == "leaving":
        draft.remove_party(party.id)
    else:
        # Brought again before they had left: now they come by a new way.
        draft.set_party(replace(party, leg=""))
    return True


def _wait_for(draft: Draft, party: Party, patience_ms: int) -> None:
    until_ms = draft.now_ms + patience_ms
    draft.set_party(replace(party, state="dropped", rejoin_until_ms=until_ms, since_ms=draft.now_ms))
    draft.remind("rejoin", f"{draft.call.id}/{party.id}", until_ms)


def _agent_out(draft: Draft, party: Party) -> None:
    """An agent's leg left without End: hold the customer at once, and wait for the agent to come back."""
    _wait_for(draft, party, REJOINS_S * 1000)
    transfer = draft.call.transfer
    if transfer is not None and transfer.to == party.id:
        call_off(draft, "media_lost")
        return
    if party.id == draft.call.owner and (transfer is not None or heir(draft.call, party.id) is None):
        set_held(draft, CUSTOMER, held=True)
    number = draft.agent(party.id).number
    if number:
        tell_leg(draft, replace(party, leg=""), "initiated")
        draft.ask(RingDesk(call=draft.call.id, agent=party.id, offer="", number=number, ring_s=REJOINS_S))


def _outside_out(draft: Draft, party: Party) -> None:
    """An outside party has hung up: a consult is over; alone with them, the caller goes on with the flow."""
    transfer = draft.call.transfer
    draft.set_party(replace(party, state="dropped"))
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
    if party.ringing:
        draft.ask(DropLeg(leg=party.ringing))
        tell_leg(draft, replace(party, leg=party.ringing), "failed", cause="no_answer")
    draft.remove_party(who)
    if draft.agent(who).call == draft.call.id:
        if draft.call.owner == who:
            count_hold(draft)
        save_unfinished(draft, who, reason="disconnected")
        if draft.agent(who).presence != "offline":
            present(draft, who, "offline", "disconnected")
    if draft.call.owner == who:
        lose(draft, who, "dropped")


def look_due(draft: Draft, event: Due) -> None:
    """Look again later: the phone network has just been asked who is in the room (switchboard.looking)."""
    call = draft.conversation
    if call is not None and call.phase == "talking" and not call.owner:
        draft.remind("look", event.id, draft.now_ms + LOOKS_MS)


def leave_due(draft: Draft, event: Due) -> None:
    """Ask again for legs that were told to leave and are still there, by and by less often.

    That goes on until they have left, are gone, or are over: nobody else would take them out of the room.
    """
    if draft.conversation is None or draft.conversation.id != event.id:
        return
    pauses = []
    for party in (each for each in draft.call.parties if each.state == "leaving"):
        is_caller = party.role == "customer"
        draft.ask(BringCaller(call=draft.call.id, again=True) if is_caller else DropLeg(leg=party.leg))
        pauses.append(min(max(draft.now_ms - party.since_ms, LEAVES_MS), SLOWEST_MS))
    if pauses:
        draft.remind("leave", draft.call.id, draft.now_ms + min(pauses))
