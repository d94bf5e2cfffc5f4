"""What a look into the conference tells of who joined it: how they take part, or that they are not there.

The carrier's list may be wrong once, so a party is gone by it when two looks in a row agree.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from routing.floor import joining
from routing.floor.conversation import Party
from routing.floor.draft import Draft
from routing.floor.events import Left
from routing.floor.network_news import PartyMissed, PartySeen
from routing.floor.wanted import differing

LOOKS_AGAIN_MS = 30_000
"""After how long it is looked again where a look has missed somebody."""
AGREES_MS = 20_000
"""How far apart two looks are, at the least, that count as two."""


def hear(draft: Draft, event: PartySeen | PartyMissed) -> None:
    call = draft.conversation
    parties = () if call is None or call.phase not in ("connecting", "talking") else call.parties
    leg = event.found.leg if isinstance(event, PartySeen) else event.leg
    party = next((each for each in parties if each.leg == leg and each.state == "joined"), None)
    if party is None:
        return
    match event:
        case PartySeen():
            seen(draft, event, party)
        case PartyMissed():
            missed(draft, event, party)
        case _:
            assert_never(event)


def seen(draft: Draft, event: PartySeen, party: Party) -> None:
    """Ask for whatever of this leg is not as it should be: an order was lost, or came after a later one."""
    if party.missed_ms:
        draft.set_party(replace(party, missed_ms=0))
    order = differing(draft.call, event.found)
    if order is not None:
        draft.ask(order)


def missed(draft: Draft, event: PartyMissed, party: Party) -> None:
    """Note that a look has not found this leg, which has not ended either; at the second time it has left."""
    if not party.missed_ms:
        draft.set_party(replace(party, missed_ms=draft.now_ms))
        draft.remind("look", draft.call.id, draft.now_ms + LOOKS_AGAIN_MS)
    elif draft.now_ms - party.missed_ms >= AGREES_MS:
        joining.hear(draft, Left(call=event.call, leg=event.leg, conference=draft.call.conference))
