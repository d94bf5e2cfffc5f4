"""What one event changes on the floor, and how commit_floor.lua is told.

All of it is kept, or none. Source: architecture section 4; storage/live/commit_floor.lua.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from storage.live.calls import KEEP_MS, MOST_FACTS
from storage.live.client import Argument
from storage.live.keys import Keys

Change = Literal["claimed", "again", "taken", "over"]
OFFLINE = "offline"
AS_IT_IS, NONE = "", "-"  #: in commit_floor.lua


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRecord:
    """An agent to keep. Display states are counted: shown_before "" where the agent was never seen.

    Who shows "offline", with a reason or without, is off the floor; everybody else is signed in.

    pools: what changes of the agent's places in the pools of demands, key to score; None: out of the pool.
    """

    id: str
    version: int  #: as read; 0: never seen
    state: str
    shown_before: str
    shown: str
    pools: Mapping[str, float | None] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRecord:
    """A conversation to keep, for a day from now. call_id names it.

    seats: what changes of who supervises it: their id to the instant at which they chose to, Unix
    milliseconds; None: they do not any more.
    seen_ms: the instant of the caller's last sign of life, for the sweep of queues; 0: as it is.
    """

    call_id: str
    version: int  #: as read; 0: there was none
    state: str
    seats: Mapping[str, int | None] = field(default_factory=lambda: MappingProxyType({}))
    seen_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlace:
    """What becomes of the place of a conversation's caller in the orders of waiting.

    claimed: it must stand in one of `demands` and still ask for `needs` (where given), and leaves those
    orders, so that nobody else is offered it; its place in the queues stays. again: it is back in all of
    them, at `score`, unless the call has ended. taken: it leaves every order, and no turn of the caller's
    brings it back. over: as taken, but the caller's next turn may join again; for a conversation that is over
    while the caller goes on with the flow.
    """

    call_id: str
    change: Change
    demands: tuple[str, ...]
    queues: tuple[str, ...] = ()  #: needed but for claimed
    score: float = 0.0  #: needed for again
    needs: str = ""  #: needed for again; of claimed: as read


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A timer. due_ms: Unix milliseconds; 0 takes it off. kind has no space in it."""

    kind: str
    id: str
    due_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorCommit:
    """One change of the floor. id: one word, of this attempt only; the same again is known as kept.

    Raises ValueError for facts without a record, which would not be known again, and for a caller's place
    without the conversation.
    """

    id: str
    agents: tuple[AgentRecord, ...] = ()
    conversation: ConversationRecord | None = None
    place: CallPlace | None = None
    timers: tuple[Due, ...] = ()
    facts: tuple[str, ...] = ()
    told_of: str = ""  #: the call that the facts are about; "": of none

    def __post_init__(self) -> None:
        if not self.id or " " in self.id:
            raise ValueError(f"not a commit's id: {self.id!r}")
        if not self.agents and self.conversation is None and self.facts:
            raise ValueError("a commit of facts needs a record, by which it is known again")
        if self.place is not None and self.conversation is None:
            raise ValueError("the place of a caller changes with the conversation")


def asked(commit: FloorCommit, keys: Keys) -> tuple[list[str], list[Argument]]:
    """Return KEYS and ARGV of commit_floor.lua, in its order."""
    talk, place = commit.conversation, commit.place
    call_id = talk.call_id if talk else ""
    moves = _moves(commit, keys)
    counts = _counts(commit.agents)
    named = [keys.facts, keys.fact_counter, keys.agents, keys.conversation(call_id)]
    named += [keys.needs, keys.states, keys.timers, keys.signed_in, keys.call(call_id)]
    named += [keys.story(commit.told_of), *moves.left, *moves.joined]
    args: list[Argument] = [commit.id, MOST_FACTS]
    args += (talk.version, talk.state) if talk else ("", "")
    args += (KEEP_MS, _away(place), call_id, _needs(place))
    args.append(len(place.demands) if place and place.change == "claimed" else 0)
    args += (int(bool(commit.told_of)), len(commit.agents))
    for agent in commit.agents:
        args += (agent.id, agent.version, agent.state, _signs(agent))
    args += (len(moves.leaves) // 2, *moves.leaves, len(moves.joins) // 2, *moves.joins)
    args.append(len(commit.timers))
    for timer in commit.timers:
        args += (timer_name(timer), timer.due_ms or NONE)
    args += (len(counts) // 2, *counts, *commit.facts)
    return named, args


def timer_name(timer: Due) -> str:
    return f"{timer.kind} {timer.id}"


def _signs(agent: AgentRecord) -> str:
    """Whether the agent comes onto the floor ("0", a score), leaves it ("-") or stays as before ("")."""
    before = bool(agent.shown_before) and not agent.shown_before.startswith(OFFLINE)
    after = not agent.shown.startswith(OFFLINE)
    if after == before:
        return AS_IT_IS
    return "0" if after else NONE


@dataclass(slots=True)
class _Moves:
    """The sets to leave, the members with how many of these each; the sets to join, members and scores."""

    left: list[str] = field(default_factory=list)
    leaves: list[Argument] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    joins: list[Argument] = field(default_factory=list)

    def leave(self, member: str, sets: Sequence[str]) -> None:
        if sets:
            self.left += sets
            self.leaves += (member, len(sets))

    def join(self, member: str, sets: Sequence[str], score: float) -> None:
        self.joined += sets
        self.joins += (member, score) * len(sets)

    def change(self, member: str, places: Mapping[str, float | None]) -> None:
        """Set places by set, as an agent's in the pools; None: out of it."""
        self.leave(member, [name for name, score in places.items() if score is None])
        for name, score in places.items():
            if score is not None:
                self.join(member, [name], score)


def _moves(commit: FloorCommit, keys: Keys) -> _Moves:
    """Say who leaves and joins which sets; those that a claimed call must stand in come first."""
    moves = _Moves()
    place, talk = commit.place, commit.conversation
    if place is not None:
        orders = list(map(keys.wait, place.demands))
        if place.change != "claimed":
            orders += map(keys.queue, place.queues)
        if place.change == "again":
            moves.join(place.call_id, orders, place.score)
        else:
            moves.leave(place.call_id, orders)
    if talk is not None:
        moves.change(talk.call_id, {keys.seats(who): since_ms for who, since_ms in talk.seats.items()})
        moves.join(talk.call_id, [keys.seen] if talk.seen_ms else [], talk.seen_ms)
    for agent in commit.agents:
        moves.change(agent.id, {keys.pool(demand): score for demand, score in agent.pools.items()})
    return moves


def _away(place: CallPlace | None) -> str:
    if place is None:
        return AS_IT_IS
    return "1" if place.change in ("claimed", "taken") else "0"


def _needs(place: CallPlace | None) -> str:
    if place is None:
        return AS_IT_IS
    return place.needs if place.change in ("again", "claimed") else NONE


def _counts(agents: tuple[AgentRecord, ...]) -> list[Argument]:
    """By how much each display state's count changes, by turns; those that stay are left out."""
    by: dict[str, int] = {}
    for agent in agents:
        for state, change in ((agent.shown_before, -1), (agent.shown, 1)):
            by[state] = by.get(state, 0) + change
    return [part for state, change in by.items() if state and change for part in (state, change)]
