"""The parties in the conference: holding, letting go, and who is told to leave until they have left."""

from __future__ import annotations

from dataclasses import replace

from routing.floor.conversation import Conversation, Party
from routing.floor.draft import Draft, RefusedError
from routing.floor.facts import LegChanged
from routing.floor.orders import BringCaller, DropLeg, SetParty
from routing.floor.wanted import wanted

CUSTOMER = "customer"
LEAVES_MS = 5_000
"""After how long the phone network is asked again about a leg that was told to leave and is still there."""


def customer(conversation: Conversation) -> Party | None:
    return conversation.party(CUSTOMER)


def has_joined(conversation: Conversation, who: str) -> bool:
    party = conversation.party(who)
    return party is not None and party.state == "joined"


def be_there(draft: Draft, who: str) -> None:
    """Raise RefusedError for who asks for something in a room that their own leg has left."""
    if not has_joined(draft.call, who):
        raise RefusedError("You are not in the call now. Wait until you are back.")


def tell_leg(draft: Draft, party: Party, change: str, *, cause: str = "", ended_by: str = "") -> None:
    draft.tell(
        LegChanged(
            leg=party.leg, party=party.role, who=party.id, change=change, cause=cause, ended_by=ended_by
        )
    )


def set_held(draft: Draft, who: str, *, held: bool) -> None:
    """Hold a party with music, or bring it back. None there: nothing."""
    party = draft.call.party(who)
    if party is None or party.held == held:
        return
    note_held(draft, who, held=held)
    if party.state == "joined":
        draft.ask(SetParty(conference=draft.call.conference, leg=party.leg, held=held))


def note_held(draft: Draft, who: str, *, held: bool) -> None:
    """Note that a party hears music now, or is back; of the customer the time is counted."""
    party = draft.call.party(who)
    if party is None:
        return
    draft.set_party(replace(party, held=held))
    tell_leg(draft, party, "held" if held else "resumed")
    if who == CUSTOMER:
        count_hold(draft)
        draft.change(held_since_ms=draft.now_ms if held else 0)


def count_hold(draft: Draft) -> None:
    """Add the hold under way to the sum, and to that of who answers for the call."""
    call = draft.call
    since_ms = call.held_since_ms
    if not since_ms:
        return
    draft.change(held_ms=call.held_ms + draft.now_ms - since_ms, held_since_ms=0)
    owner = draft.agent(call.owner)
    if owner.call == call.id and owner.answered_ms:
        held_ms = draft.now_ms - max(since_ms, owner.answered_ms)
        draft.put(replace(owner, held_ms=owner.held_ms + held_ms))


def dismiss(draft: Draft, party: Party, *, cause: str = "normal", ended_by: str = "") -> None:
    """End a party's leg; where it has one, it stays on the list until the phone network says it has left."""
    if party.leg and party.state != "dropped":
        draft.ask(DropLeg(leg=party.leg))
    if party.role == "external" and party.state == "expected":
        tell_leg(draft, party, "failed", cause=cause)
    elif party.leg and party.state != "dropped":
        tell_leg(draft, party, "ended", cause=cause, ended_by=ended_by)
    if party.ringing:
        draft.ask(DropLeg(leg=party.ringing))
        tell_leg(draft, replace(party, leg=party.ringing), "failed", cause="cancelled")
    _let_leave(draft, party)


def send_on(draft: Draft) -> None:
    """Take the caller out of the conference, to the next document of the flow."""
    party = customer(draft.call)
    if party is None:
        return
    draft.ask(BringCaller(call=draft.call.id))
    _let_leave(draft, party)


def _let_leave(draft: Draft, party: Party) -> None:
    draft.remind("rejoin", f"{draft.call.id}/{party.id}", 0)
    may_be_there = party.role == "customer" and party.state == "expected" and bool(party.leg)
    if party.state not in ("joined", "leaving") and not may_be_there:
        draft.remove_party(party.id)
        return
    if party.role != "customer":
        # By its leg from here on: the same person may be expected again, by another one.
        draft.remove_party(party.id)
        party = replace(party, id=party.leg)
    draft.set_party(
        replace(party, state="leaving", held=False, muted=False, rejoin_until_ms=0, since_ms=draft.now_ms)
    )
    draft.remind("leave", draft.call.id, draft.now_ms + LEAVES_MS)


def tell_mode(draft: Draft, party: Party) -> None:
    """Let a supervisor who is in the room be heard by nobody, by the agent, or by all."""
    order = wanted(draft.call, party.leg)
    if order is not None:
        draft.ask(replace(order, held=None))


def point_coaches(draft: Draft) -> None:
    """Let those who coach be heard by the present owner: their leg may be a new one."""
    owner = draft.call.party(draft.call.owner)
    if owner is None or owner.state != "joined":
        return
    for party in draft.call.parties:
        if party.mode == "coach" and party.state == "joined":
            tell_mode(draft, party)


def heir(conversation: Conversation, who: str) -> Party | None:
    """Return who can go on with the customer without this agent: an agent in the room, else an outside party.

    The target of a consult that nobody has joined with the customer counts: better than nobody.
    """
    there = [each for each in conversation.parties if each.state == "joined" and each.id != who]
    agents = [each for each in there if each.role == "agent"]
    outside = [each for each in there if each.role == "external"]
    return next(iter(agents + outside), None)
