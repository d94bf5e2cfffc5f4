"""How each party is to take part in the conference, as the floor has it: held, muted, coaching whom."""

from __future__ import annotations

from dataclasses import replace

from routing.floor.conversation import Conversation, Party
from routing.floor.orders import SetParty


def wanted(call: Conversation, leg: str) -> SetParty | None:
    """Say how a leg is to take part now; None: nobody of the floor is in the room by it."""
    party = next((each for each in call.parties if each.leg == leg and each.state == "joined"), None)
    if party is None:
        return None
    whole = SetParty(conference=call.conference, leg=leg, held=party.held, muted=party.muted)
    return whole if party.role != "supervisor" else _supervising(call, party, whole)


def _supervising(call: Conversation, party: Party, whole: SetParty) -> SetParty:
    """Who coaches is heard by the owner alone; while there is none in the room, by nobody."""
    owner = call.party(call.owner)
    coached = party.mode == "coach" and owner is not None and owner.state == "joined"
    is_mute = party.mode == "listen" or (party.mode == "coach" and not coached)
    coaches = owner.leg if coached and owner is not None else ""
    return replace(whole, muted=party.muted or is_mute, coaches=coaches)


def differing(call: Conversation, found: SetParty) -> SetParty | None:
    """Say what of a leg is to be asked for anew: it is `found` so, or was just asked to be; None: nothing.

    Of what `found` leaves open nothing is asked.
    """
    want = wanted(call, found.leg)
    if want is None or want.conference != found.conference:
        return None
    order = SetParty(
        conference=want.conference,
        leg=want.leg,
        held=None if found.held in (None, want.held) else want.held,
        muted=None if found.muted in (None, want.muted) else want.muted,
        coaches=None if found.coaches in (None, want.coaches) else want.coaches,
    )
    return None if (order.held, order.muted, order.coaches) == (None, None, None) else order
