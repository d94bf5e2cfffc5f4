"""One caller put to one free agent; for the soak and the bench.

What an offer makes of agent and conversation beyond being taken is not here. Source: architecture section 4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from routing.floor.conversation import Conversation, Offer
from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent
from storage.live.floor_commit import (
    AgentRecord,
    CallPlace,
    Change,
    ConversationRecord,
    Due,
    FloorCommit,
)
from switchboard.floor_keeping import pool_places


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An agent or a conversation with the version it was read at."""

    version: int
    agent: Agent


def claim(commit_id: str, read: Read, needs: Needs, now_ms: int) -> FloorCommit:
    """Offer a call that was never offered before to an agent who was read as free."""
    agent = replace(read.agent, work="ringing", work_ms=now_ms, offer=commit_id, call=needs.call)
    offer = Offer(id=commit_id, agent=agent.id, purpose="take", made_ms=now_ms, expires_ms=now_ms + 20_000)
    talk = Conversation(id=needs.call, needs=needs, phase="offered", offers=(offer,))
    return FloorCommit(
        id=commit_id,
        agents=(record(read, agent),),
        conversation=ConversationRecord(call_id=needs.call, version=0, state=talk.to_json()),
        place=place(needs, "claimed"),
        timers=(Due(kind="offer", id=f"{needs.call}/{offer.id}", due_ms=offer.expires_ms),),
        facts=(f"offered {needs.call} {agent.id}",),
    )


def record(read: Read, agent: Agent) -> AgentRecord:
    return AgentRecord(
        id=agent.id,
        version=read.version,
        state=agent.to_json(),
        shown_before=read.agent.display if read.version else "",
        shown=agent.display,
        pools=pool_places(agent, read.agent),
    )


def place(needs: Needs, change: Change) -> CallPlace:
    demands = (needs.demand, needs.also) if needs.also else (needs.demand,)
    return CallPlace(
        call_id=needs.call,
        change=change,
        demands=demands,
        queues=tuple(Demand.from_key(demand).queue for demand in demands),
        score=needs.score,
        needs=needs.to_json() if change == "again" else "",
    )
