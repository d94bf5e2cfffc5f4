"""The agents' floor: who is free, who waits for what, what is due; and each change of it in one commit.

Records, needs and facts are text here; what they mean is the business of those who write them.
Source: architecture sections 4 and 6.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from redis import Redis

from routing.floor.match import pool_score
from storage.live.client import LiveClient
from storage.live.floor_commit import Due, FloorCommit, asked, timer_name
from storage.live.keys import Keys

HEAD = 16  #: how many a decision looks at, of callers in one order and of agents in one pool


@dataclass(frozen=True, slots=True)
class Versioned:
    """A record as it was read. version: to be given back with the change."""

    version: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What an event touches. Who or what is not here was never seen: version 0.

    needs: what the call asks for, where it stands in an order of waiting, offered or not.
    """

    agents: Mapping[str, Versioned] = field(default_factory=lambda: MappingProxyType({}))
    conversation: Versioned | None = None
    needs: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A caller near the head of an order of waiting."""

    call_id: str
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look for an agent's caller found. agent: None where never seen; demands: how many are noted.

    states: how many agents show each display state; heads: the first callers of the orders asked for.
    """

    agent: Versioned | None
    demands: int
    states: Mapping[str, int]
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Pooled:
    """An agent near the head of a pool. score: ring, then the instant of being idle."""

    agent: str
    score: float
    record: Versioned


class Floor:
    """The floor of one tenant. All of it raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._keys = Keys(tenant)
        self._known: frozenset[str] = frozenset()

    def read(self, agent_ids: Sequence[str], call_id: str | None = None) -> Loaded:
        """The records of these agents and of one conversation, in one trip. Agents in any order, or none."""
        keys = self._keys

        def ask(redis: Redis) -> list[Any]:
            trip = redis.pipeline(transaction=False)
            if agent_ids:
                trip.hmget(keys.agents, list(agent_ids))
            if call_id is not None:
                trip.hmget(keys.conversation(call_id), ["v", "state"])
                trip.hget(keys.needs, call_id)
            return list(trip.execute())

        answered = self._client.run(ask)
        needs = answered.pop() if call_id is not None else None
        conversation = answered.pop() if call_id is not None else (None, None)
        return Loaded(
            agents=_records(agent_ids, answered[0] if agent_ids else ()),
            conversation=_conversation(*conversation),
            needs=None if needs is None else needs.decode(),
        )

    def commit(self, commit: FloorCommit) -> bool:
        """Keep a change, if nobody changed what it was decided on: all of it, or nothing, in one trip.

        False: a version differs, or a claimed caller does not wait any more; read and decide again. After
        StoreUnavailableError it may have been kept all the same: the very same commit may then be made again,
        and is True without a second effect. (Where others have changed all of its records meanwhile it is
        False, also without one: what is read then shows that it was done.)
        """
        return bool(self._client.script("commit_floor", *asked(commit, self._keys)))

    def look(self, agent_id: str, demands: Sequence[str], limit: int) -> Look:
        """All that it takes to choose one of the next `limit` callers of these demands for an agent."""
        keys = self._keys
        names = [keys.agents, keys.demands, keys.states, keys.needs, *map(keys.wait, demands)]
        record, noted, states, heads = self._client.script("floor_look", names, [agent_id, limit])
        return Look(
            agent=None if record is None else _record(record),
            demands=noted,
            states=_counted(zip(states[::2], states[1::2], strict=True)),
            heads=_heads(heads),
        )

    def first(self, demands: Sequence[str], limit: int) -> tuple[Head, ...]:
        """The next `limit` callers over the orders of these demands together, by score, each once."""
        return self._heads(demands, limit, limit)

    def heads(self, demands: Sequence[str], limit: int = HEAD) -> tuple[Head, ...]:
        """The first `limit` callers of each of these demands, by score over all of them, each once."""
        return self._heads(demands, limit, limit * len(demands))

    def _heads(self, demands: Sequence[str], each: int, most: int) -> tuple[Head, ...]:
        if not demands:
            return ()
        keys = [self._keys.needs, *map(self._keys.wait, demands)]
        return _heads(self._client.script("floor_heads", keys, [each, most]))

    def pool_head(self, demand: str, widest: int, limit: int = HEAD) -> tuple[Pooled, ...]:
        """The free agents of a demand up to this ring, nearest first, then by the longest idle."""
        largest = f"({pool_score(widest + 1, 0)}"
        keys = [self._keys.pool(demand), self._keys.agents]
        answered = self._client.script("pool_head", keys, [largest, limit])
        agents, scores, records = answered[::3], answered[1::3], answered[2::3]
        return tuple(
            Pooled(agent.decode(), float(score), _record(record))
            for agent, score, record in zip(agents, scores, records, strict=True)
        )

    def pooled(self) -> tuple[str, ...]:
        """The demands that somebody is free for, in order, in two trips."""
        demands = sorted(self.demands())

        def ask(redis: Redis) -> list[Any]:
            trip = redis.pipeline(transaction=False)
            for demand in demands:
                trip.exists(self._keys.pool(demand))
            return list(trip.execute())

        there = self._client.run(ask) if demands else []
        return tuple(demand for demand, is_there in zip(demands, there, strict=True) if is_there)

    def seats(self, supervisor: str, limit: int = HEAD) -> tuple[str, ...]:
        """The calls that a supervisor takes part in, the one chosen last first, at most `limit`."""
        answered: Any = self._client.run(
            lambda redis: redis.zrevrange(self._keys.seats(supervisor), 0, limit - 1)
        )
        return tuple(call.decode() for call in answered)

    def needs_and_open(self, call_id: str) -> tuple[str | None, frozenset[str]]:
        """What a waiting call asks for (None: it waits in no order), and the demands whose pools are open."""

        def ask(redis: Redis) -> list[Any]:
            trip = redis.pipeline(transaction=False)
            trip.hget(self._keys.needs, call_id)
            trip.smembers(self._keys.open_demands)
            return list(trip.execute())

        needs, opened = self._client.run(ask)
        return (
            None if needs is None else needs.decode(),
            frozenset(demand.decode() for demand in opened),
        )

    def due(self, now_ms: int, limit: int = 100) -> tuple[Due, ...]:
        """The timers that are due, the oldest first. They stay until a commit or `drop` takes them off."""

        def ask(redis: Redis) -> Any:
            return redis.zrangebyscore(self._keys.timers, "-inf", now_ms, 0, limit, withscores=True)

        return tuple(_due(name.decode(), due_ms) for name, due_ms in self._client.run(ask))

    def drop(self, timer: Due) -> bool:
        """Take off a timer that came to nothing. False: it is gone, or was set anew since it was read."""
        seen = (timer_name(timer), timer.due_ms, "-")
        return bool(self._client.script("drop_timer", [self._keys.timers], seen))

    def put_off(self, timer: Due, due_ms: int) -> bool:
        """Let a timer be due later. False: it is gone, or was set anew since it was read."""
        seen = (timer_name(timer), timer.due_ms, due_ms)
        return bool(self._client.script("drop_timer", [self._keys.timers], seen))

    def agents(self) -> dict[str, Versioned]:
        """Everybody who is signed in, by id."""

        def ask(redis: Redis) -> list[str]:
            there: Any = redis.zrange(self._keys.signed_in, 0, -1)
            return [agent.decode() for agent in there]

        return dict(self.read(self._client.run(ask)).agents)

    def everybody(self) -> dict[str, Versioned]:
        """Everybody who ever was on the floor, by id: for the rare look when nobody is there."""
        answered: Any = self._client.run(lambda redis: redis.hgetall(self._keys.agents))
        return {agent.decode(): _record(saved) for agent, saved in answered.items()}

    def states(self) -> dict[str, int]:
        """How many agents show each display state; only those that somebody shows."""
        answered: Any = self._client.run(lambda redis: redis.hgetall(self._keys.states))
        return _counted(answered.items())

    def register_demand(self, demand: str) -> bool:
        """Note a demand, so that whoever comes onto the floor stands in its pool. True: it is new."""
        added: Any = self._client.run(lambda redis: redis.sadd(self._keys.demands, demand))
        return bool(added)

    def open_demand(self, demand: str) -> None:
        """Note that everybody who can take a demand stands in its pool."""
        self._client.run(lambda redis: redis.sadd(self._keys.open_demands, demand))

    def demands(self) -> frozenset[str]:
        """Every demand that was ever noted."""
        answered: Any = self._client.run(lambda redis: redis.smembers(self._keys.demands))
        self._known = frozenset(demand.decode() for demand in answered)
        return self._known

    def known_demands(self) -> frozenset[str]:
        """The demands as last read by this object, which may be behind: none is ever taken back."""
        return self._known or self.demands()


def _heads(answered: Sequence[bytes]) -> tuple[Head, ...]:
    texts = [text.decode() for text in answered]
    return tuple(map(Head, texts[::2], texts[1::2]))


def _counted(states: Iterable[tuple[bytes, bytes]]) -> dict[str, int]:
    counted = {state.decode(): int(count) for state, count in states}
    return {state: count for state, count in counted.items() if count > 0}


def _records(ids: Iterable[str], saved: Iterable[bytes | None]) -> Mapping[str, Versioned]:
    found = zip(ids, saved, strict=True)
    return MappingProxyType({each: _record(text) for each, text in found if text is not None})


def _record(saved: bytes) -> Versioned:
    version, _, state = saved.decode().split(" ", 2)
    return Versioned(int(version), state)


def _conversation(version: bytes | None, state: bytes | None) -> Versioned | None:
    """None: there is none; a mark of its place alone is no conversation."""
    if version is None or state is None:
        return None
    return Versioned(int(version), state.decode())


def _due(name: str, due_ms: float) -> Due:
    kind, _, timer_id = name.partition(" ")
    return Due(kind=kind, id=timer_id, due_ms=int(due_ms))
