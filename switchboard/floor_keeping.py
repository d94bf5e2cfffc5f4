"""An outcome as the live store keeps it: records, places, pools, timers, facts, in one commit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from routing.floor.conversation import Conversation, Party
from routing.floor.match import standing
from routing.floor.needs import Demand
from routing.floor.outcome import Outcome
from routing.floor.people import Agent
from routing.floor.rooms import customer
from storage.live.calls import KEEP_MS
from storage.live.floor_commit import (
    AgentRecord,
    CallPlace,
    Change,
    ConversationRecord,
    Due,
    FloorCommit,
)
from switchboard.facts import FloorOrigin, floor_written
from switchboard.floor_reading import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What a commit is made of, beside what was read. now: aware UTC."""

    tenant: str
    outcome: Outcome
    now: datetime


def commit_of(seen: Seen, keeping: Keeping) -> FloorCommit:
    """Write an outcome down. Each call makes a commit of its own; to ask again, give the same one."""
    outcome = keeping.outcome
    before = seen.floor.agents
    origin = _origin(seen, keeping)
    return FloorCommit(
        id=new_commit_id(),
        agents=tuple(agent_record(one, before.get(one.id), seen.agent_versions) for one in outcome.agents),
        conversation=_conversation(seen, keeping),
        place=_place(seen, outcome),
        timers=tuple(Due(kind=each.kind, id=each.id, due_ms=each.due_ms) for each in outcome.timers),
        facts=floor_written(outcome.facts, origin, keeping.now),
        told_of=origin.call_id,
    )


def new_commit_id() -> str:
    return uuid.uuid4().hex


def agent_record(agent: Agent, before: Agent | None, versions: Mapping[str, int]) -> AgentRecord:
    return AgentRecord(
        id=agent.id,
        version=versions.get(agent.id, 0),
        state=agent.to_json(),
        shown_before="" if before is None else before.display,
        shown=agent.display,
        pools=pool_places(agent, before),
    )


def pool_places(agent: Agent, before: Agent | None) -> dict[str, float | None]:
    """Say in which pools the agent stands now, and in which no more (None)."""
    was, now = {} if before is None else standing(before), standing(agent)
    left: dict[str, float | None] = dict.fromkeys(was.keys() - now.keys())
    return left | {demand: score for demand, score in now.items() if was.get(demand) != score}


def _conversation(seen: Seen, keeping: Keeping) -> ConversationRecord | None:
    before, after = seen.floor.conversation, keeping.outcome.conversation
    if after is None:
        return None
    now_ms = int(keeping.now.timestamp() * 1000)
    return ConversationRecord(
        call_id=after.id,
        version=seen.conversation_version,
        state=after.to_json(),
        seats=seats_changed(before, after, now_ms),
        seen_ms=_seen_ms(before, after, now_ms),
    )


def _seen_ms(before: Conversation | None, after: Conversation, now_ms: int) -> int:
    """Say when the caller counts as last seen, by where they are; 0: this changes nothing of it.

    In a conference they take no turns. Whoever is to leave one may be held there by an outage for as long as
    it lasts, and waits all the same; out of it, their next turn is awaited as anybody's.
    """
    was, now = _caller(before), _caller(after)
    if now is not None and now.state == "leaving":
        return 0 if was is not None and was.state == "leaving" else now_ms + KEEP_MS
    is_out = was is not None and was.leg and (now is None or not now.leg)
    return now_ms if is_out else 0


def _caller(call: Conversation | None) -> Party | None:
    return None if call is None else customer(call)


def seats_changed(before: Conversation | None, after: Conversation, now_ms: int) -> dict[str, int | None]:
    """Say who supervises the call from now on, or in another way, and who does no more (None)."""
    was, now = _supervisors(before), _supervisors(after)
    left: dict[str, int | None] = dict.fromkeys(was.keys() - now.keys())
    return left | {who: now_ms for who, mode in now.items() if was.get(who) != mode}


def _supervisors(call: Conversation | None) -> dict[str, str]:
    """Return who has a seat as supervisor, and in which mode; nobody has one in a call that is over."""
    parties = () if call is None or call.phase == "ended" else call.parties
    return {each.id: each.mode for each in parties if each.role == "supervisor" and each.state != "leaving"}


def _place(seen: Seen, outcome: Outcome) -> CallPlace | None:
    after, before = outcome.conversation, seen.floor.conversation
    if after is None:
        return None
    ends = after.phase == "ended" and (before is None or before.phase != "ended")
    change: Change | None = (
        "over"
        if ends
        else "again"
        if outcome.waits_again
        else "taken"
        if outcome.taken
        else "claimed"
        if outcome.claimed
        else None
    )
    if change is None:
        return None
    needs = after.needs
    if ends and outcome.waits_on is not None:
        change, needs = "again", outcome.waits_on
    again = change == "again"
    return CallPlace(
        call_id=after.id,
        change=change,
        demands=needs.demands,
        queues=tuple(Demand.from_key(key).queue for key in needs.demands),
        score=needs.score if again else 0.0,
        # A claim is of the very needs that it was decided on.
        needs=needs.to_json() if again else seen.needs or "",
    )


def _origin(seen: Seen, keeping: Keeping) -> FloorOrigin:
    """Number the facts by the record that changed with them: the same change never is kept twice."""
    after, agents = keeping.outcome.conversation, keeping.outcome.agents
    call = after or seen.floor.conversation
    worked_on = "" if call is not None or not agents else _call_of(seen, agents[0])
    if after is not None:
        record, version = f"{after.id}/floor", seen.conversation_version
    else:
        record = agents[0].id if agents else ""
        version = seen.agent_versions.get(record, 0)
    return FloorOrigin(
        tenant=keeping.tenant,
        call_id=worked_on if call is None else call.id,
        record=record,
        version=version + 1,
    )


def _call_of(seen: Seen, agent: Agent) -> str:
    """Return the call of an agent's work: the one before where it is left now, as after wrap-up."""
    before = seen.floor.agents.get(agent.id)
    return agent.call or (before.call if before is not None else "")
