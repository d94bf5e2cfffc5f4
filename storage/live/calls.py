"""Calls under way: one read and one commit a turn.

State, replies and facts are text here; what they mean is the business of those who write them.
Source: architecture sections 3 and 6.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from redis import Redis

from storage.live.client import LiveClient
from storage.live.keys import Keys

KEEP_MS = 24 * 60 * 60 * 1000  #: from the last turn; no call of the carrier's lasts longer
MOST_FACTS = 1_000_000  #: about; followers have read them long before
MARK = "mark:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A queue as one caller in it sees it."""

    place: int | None  #: 0 is next; None: not in this queue
    waiting: int  #: everybody in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A call as its last turn left it."""

    turn: int  #: the turn that was taken last, from 1
    before: int  #: the turn that it was taken on: a request of this turn gets the saved reply
    state: str
    reply: str
    ended: bool
    marks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    line: Line | None = None  #: of the queue asked for; None when none was
    conversation: str = ""  #: what agents have to do with it, where a queue was asked for; "" nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What the call asks of an agent after a turn, and the orders of demands that it stands in.

    needs "": nothing (any more). left: demands that it stood in before and does not any more. While the call
    is offered or talks it joins no order, whatever it asks: storage.live.floor puts it back.
    """

    needs: str = ""
    demands: tuple[str, ...] = ()
    score: float = 0.0
    left: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.demands and not self.needs:
            raise ValueError("a call that stands in the order of a demand has needs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One turn to keep. Scores: the smallest is next. Queues are named without a tenant."""

    call_id: str
    turn_read: int  #: 0: the call was unknown
    turn: int
    state: str
    reply: str
    now_ms: int
    joins: tuple[tuple[str, float], ...] = ()  #: queue and score; who waits already keeps the old score
    leaves: tuple[str, ...] = ()
    asks: Asks = Asks()
    facts: tuple[str, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Committed:
    """The turn is kept: state, reply, places and facts.

    away: the caller is offered or talks as of this very commit, whatever was read before it.
    """

    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Another request took this turn first. Nothing of ours was kept; this is what stands."""

    turn: int  #: 0: the call is unknown though a turn was read (the store was emptied in between)
    before: int
    reply: str
    ended: bool


class Calls:
    """The calls of one tenant. All of it raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._keys = Keys(tenant)

    def read(self, call_id: str, queue: str | None = None) -> Remembered | None:
        """What is known of a call, and of its place in `queue` and its agents, in one trip.

        None: no such call is known.
        """
        call = self._keys.call(call_id)
        if queue is None:
            return _remembered(self._client.run(lambda redis: _fields(redis.hgetall(call))))
        line = self._keys.queue(queue)

        def ask(redis: Redis) -> list[Any]:
            trip = redis.pipeline(transaction=False)
            trip.hgetall(call)
            trip.zrank(line, call_id)
            trip.zcard(line)
            trip.hget(self._keys.conversation(call_id), "state")
            return list(trip.execute())

        saved, place, waiting, conversation = self._client.run(ask)
        with_agents = "" if conversation is None else conversation.decode()
        return _remembered(_fields(saved), Line(place=place, waiting=waiting), with_agents)

    def commit(self, commit: Commit) -> Committed | Conflict:
        """Keep a turn, if nobody has taken one since `turn_read`: all of it, or nothing, in one trip.

        After StoreUnavailableError it may have been kept all the same. The same commit may then be made
        again: its own turn comes back as a Conflict whose `turn` and `reply` are the ones it asked for.
        """
        queues = (*(name for name, _ in commit.joins), *commit.leaves)
        keys = [
            self._keys.call(commit.call_id),
            self._keys.seen,
            self._keys.facts,
            self._keys.fact_counter,
            self._keys.conversation(commit.call_id),
            self._keys.needs,
            self._keys.story(commit.call_id),
            *map(self._keys.queue, queues),
            *map(self._keys.wait, (*commit.asks.demands, *commit.asks.left)),
        ]
        kept, *saved = self._client.script("commit_turn", keys, _arguments(commit))
        if kept:
            return Committed(away=saved == [b"1"])
        turn, before, reply, ended = (value.decode() for value in saved)
        return Conflict(turn=int(turn), before=int(before), reply=reply, ended=ended == "1")

    def mark(self, call_id: str, name: str, value: str, facts: Iterable[str] = ()) -> str | None:
        """Set a mark on a call under way, beside its turns; `read` gives it. The first value stands.

        Returns the value that stands; None when the call is unknown or has ended, and then nothing is kept.
        The facts are kept once, with the first value.
        """
        keys = [
            self._keys.call(call_id),
            self._keys.facts,
            self._keys.fact_counter,
            self._keys.story(call_id),
        ]
        stands = self._client.script("mark_call", keys, [MARK + name, value, MOST_FACTS, KEEP_MS, *facts])
        return None if stands is None else str(stands, "utf-8")


def _arguments(commit: Commit) -> list[str | int | float]:
    """ARGV of commit_turn.lua, in its order."""
    return [
        commit.call_id,
        commit.turn_read,
        commit.turn,
        commit.state,
        commit.reply,
        int(commit.ended),
        commit.now_ms,
        KEEP_MS,
        MOST_FACTS,
        len(commit.joins),
        len(commit.leaves),
        len(commit.asks.demands),
        len(commit.asks.left),
        commit.asks.needs,
        commit.asks.score,
        *(score for _, score in commit.joins),
        *commit.facts,
    ]


def _fields(answered: Any) -> dict[str, str]:
    """HGETALL's answer as text; empty for a call that is unknown."""
    return {name.decode(): value.decode() for name, value in answered.items()}


def _remembered(texts: dict[str, str], line: Line | None = None, conversation: str = "") -> Remembered | None:
    if not texts:
        return None
    marks = {name.removeprefix(MARK): value for name, value in texts.items() if name.startswith(MARK)}
    return Remembered(
        turn=int(texts["turn"]),
        before=int(texts["before"]),
        state=texts["state"],
        reply=texts["reply"],
        ended=texts["ended"] == "1",
        marks=MappingProxyType(marks),
        line=line,
        conversation=conversation,
    )
