"""What one event changes on the floor, and how commit_floor.lua is told.

All of it is kept, or none. Source: architecture section 4; storage/live/commit_floor.lua.
"""

from dataclasses import dataclass, field
from typing import Literal

from storage.live.calls import KEEP_MS, MOST_FACTS
from storage.live.client import Argument
from storage.live.keys import Keys

Change = Literal["claimed", "again", "taken", "over"]
AS_IT_IS, NONE = "", "-"  #: of the needs, in commit_floor.lua


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRecord:
    """An agent to keep. Display states are counted: shown_before "" where the agent was never seen."""

    id: str
    version: int  #: as read; 0: never seen
    state: str
    signed_in: bool
    shown_before: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRecord:
    """A conversation to keep, for a day from now. call_id names it."""

    call_id: str
    version: int  #: as read; 0: there was none
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolPlace:
    """An agent's place in the pool of a demand. score None: out of it."""

    demand: str
    agent: str
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlace:
    """What becomes of a caller's place in the orders of waiting.

    claimed: it must stand in one of `demands`, and leaves them all, so that nobody else is offered it; its
    place in the queues stays. again: it is back in all of them, at `score`. taken: it leaves every order,
    and no turn of the caller's brings it back. over: as taken, but the caller's next turn may join again;
    for a conversation that is over while the caller goes on with the flow.
    """

    call_id: str
    change: Change
    demands: tuple[str, ...]
    queues: tuple[str, ...] = ()  #: needed but for claimed
    score: float = 0.0  #: needed for again
    needs: str = ""  #: needed for again


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A timer. due_ms: Unix milliseconds; 0 takes it off. kind has no space in it."""

    kind: str
    id: str
    due_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorCommit:
    """One change of the floor. id: one word, of this attempt only; the same again is known as kept.

    Facts without a record are not known again, so they are refused: ValueError.
    """

    id: str
    agents: tuple[AgentRecord, ...] = ()
    conversation: ConversationRecord | None = None
    place: CallPlace | None = None
    pools: tuple[PoolPlace, ...] = ()
    timers: tuple[Due, ...] = ()
    facts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id or " " in self.id:
            raise ValueError(f"not a commit's id: {self.id!r}")
        if not self.agents and self.conversation is None and (self.facts or self.place):
            raise ValueError("a commit of facts or of a place needs a record, by which it is known again")


@dataclass(slots=True)
class Script:
    """KEYS and ARGV of commit_floor.lua in the making."""

    keys: list[str]
    guards: list[Argument] = field(default_factory=list)
    out: list[Argument] = field(default_factory=list)
    put: list[Argument] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, key: str) -> int:
        """Return the number of a sorted set's key, from 1."""
        if key not in self._numbers:
            self.keys.append(key)
            self._numbers[key] = len(self.keys)
        return self._numbers[key]

    def place(self, key: str, member: str, score: float | None) -> None:
        """Put a member into a sorted set at this score; None: take it out."""
        if score is None:
            self.out += (self.number(key), member)
        else:
            self.put += (self.number(key), score, member)


def asked(commit: FloorCommit, keys: Keys) -> tuple[list[str], list[Argument]]:
    """Return KEYS and ARGV of commit_floor.lua, in its order."""
    conversation, place = commit.conversation, commit.place
    call_id = conversation.call_id if conversation else place.call_id if place else ""
    script = Script(
        [keys.facts, keys.fact_counter, keys.agents, keys.conversation(call_id), keys.needs, keys.states]
    )
    if place is not None:
        _move_call(script, place, keys)
    for pool in commit.pools:
        script.place(keys.pool(pool.demand), pool.agent, pool.score)
    for timer in commit.timers:
        script.place(keys.timers, timer_name(timer), timer.due_ms or None)
    for agent in commit.agents:
        script.place(keys.signed_in, agent.id, 0 if agent.signed_in else None)
    records = [part for agent in commit.agents for part in (agent.id, agent.version, agent.state)]
    counts = _counts(commit.agents)
    args: list[Argument] = [commit.id, MOST_FACTS]
    args += (conversation.version, conversation.state) if conversation else ("", "")
    args += (KEEP_MS, _away(place), call_id, _needs(place))
    args += (len(commit.agents), *records, len(script.guards), *script.guards)
    args += (len(script.out) // 2, *script.out, len(script.put) // 3, *script.put)
    args += (len(counts) // 2, *counts, *commit.facts)
    return script.keys, args


def timer_name(timer: Due) -> str:
    return f"{timer.kind} {timer.id}"


def _move_call(script: Script, place: CallPlace, keys: Keys) -> None:
    score = place.score if place.change == "again" else None
    for demand in place.demands:
        script.place(keys.wait(demand), place.call_id, score)
        if place.change == "claimed":
            script.guards.append(script.number(keys.wait(demand)))
    if place.change != "claimed":
        for queue in place.queues:
            script.place(keys.queue(queue), place.call_id, score)


def _away(place: CallPlace | None) -> str:
    if place is None:
        return AS_IT_IS
    return "1" if place.change in ("claimed", "taken") else "0"


def _needs(place: CallPlace | None) -> str:
    if place is None or place.change == "claimed":
        return AS_IT_IS
    return place.needs if place.change == "again" else NONE


def _counts(agents: tuple[AgentRecord, ...]) -> list[Argument]:
    """By how much each display state's count changes, by turns; those that stay are left out."""
    by: dict[str, int] = {}
    for agent in agents:
        for state, change in ((agent.shown_before, -1), (agent.shown, 1)):
            by[state] = by.get(state, 0) + change
    return [part for state, change in by.items() if state and change for part in (state, change)]
