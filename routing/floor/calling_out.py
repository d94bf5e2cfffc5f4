"""An agent calls out, or takes a callback that is due: the agent joins first, then the customer is rung."""

from __future__ import annotations

from dataclasses import replace

from routing.floor.conversation import Conversation, Party
from routing.floor.draft import Draft, RefusedError
from routing.floor.events import DialsOut
from routing.floor.offering import JOINS_MS
from routing.floor.rooms import CUSTOMER
from routing.floor.working import shift


def dial_out(draft: Draft, event: DialsOut) -> None:
    """Reserve the agent for their own call. Presence stays what it is (cti-and-desktop 3.3)."""
    agent = draft.meet(event.agent)
    if agent.work != "idle":
        raise RefusedError("You are busy. Finish what is open before you call out.")
    if agent.link != "connected":
        raise RefusedError("Your desk is not connected. Reload it before you call out.")
    if draft.conversation is not None and draft.conversation.phase != "ended":
        raise RefusedError("Somebody is on this call already.")
    parties = (
        Party(role="agent", id=agent.id, since_ms=draft.now_ms),
        Party(role="customer", id=CUSTOMER, since_ms=draft.now_ms),
    )
    draft.conversation = Conversation(
        id=event.call, needs=event.needs, phase="connecting", owner=agent.id, parties=parties
    )
    draft.put(replace(agent, call=event.call))
    shift(draft, agent.id, "calling_out", by="agent")
    draft.remind("join", f"{event.call}/", draft.now_ms + JOINS_MS)
