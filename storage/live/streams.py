"""Which desks have a stream open, at any process, and when each was last heard from.

A stream is there for as long as its page says so: a browser, a network or a process that dies says nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from redis import Redis

from storage.live.client import LiveClient
from storage.live.keys import Keys

#: For how long an agent's streams are kept that nobody looks after.
KEEP_MS = 10 * 60 * 1000
#: Agents that are told of in one look.
MOST_SILENT = 500


@dataclass(frozen=True, slots=True)
class Silent:
    """An agent none of whose streams was heard from. heard_ms: when one was for the last time."""

    agent: str
    heard_ms: int


class Streams:
    """The open streams of one tenant. Instants are Unix milliseconds.

    Raises StoreUnavailableError when the store gives no answer.
    """

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._keys = Keys(tenant)

    def begin(self, agent: str, stream: str, now_ms: int) -> None:
        self._keep(agent, stream, now_ms, known=0)

    def beat(self, agent: str, stream: str, now_ms: int) -> bool:
        """Note a sign of life. False: the stream is not known any more."""
        return self._keep(agent, stream, now_ms, known=1)

    def end(self, agent: str, beginning: str, silent_ms: int) -> int:
        """Forget an agent's streams whose name begins so ("": none), and those silent since silent_ms.

        Returns when those that are left were last heard from; 0: none is left.
        """
        keys = [self._keys.streams, self._keys.streams_of(agent)]
        return int(self._client.script("end_streams", keys, [agent, beginning, silent_ms]))

    def others(self, agent: str, stream: str, silent_ms: int) -> bool:
        """Whether the agent has another stream that was heard from after silent_ms."""
        key = self._keys.streams_of(agent)
        heard: Any = self._client.run(lambda redis: redis.zrangebyscore(key, f"({silent_ms}", "+inf"))
        return any(name.decode() != stream for name in heard)

    def silent(self, silent_ms: int) -> tuple[Silent, ...]:
        """The agents of whom nothing was heard after silent_ms, the longest silent first. They stay known."""

        def ask(redis: Redis) -> Any:
            return redis.zrangebyscore(
                self._keys.streams, "-inf", silent_ms, start=0, num=MOST_SILENT, withscores=True
            )

        return tuple(Silent(agent.decode(), int(heard)) for agent, heard in self._client.run(ask))

    def known(self, streams: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """Which of these streams, each an agent and a name, are still known."""
        asked = tuple(streams)

        def ask(redis: Redis) -> list[Any]:
            trip = redis.pipeline(transaction=False)
            for agent, stream in asked:
                trip.zscore(self._keys.streams_of(agent), stream)
            return list(trip.execute())

        scores = self._client.run(ask) if asked else []
        return frozenset(each for each, score in zip(asked, scores, strict=True) if score is not None)

    def _keep(self, agent: str, stream: str, now_ms: int, known: int) -> bool:
        keys = [self._keys.streams, self._keys.streams_of(agent)]
        return bool(self._client.script("keep_stream", keys, [now_ms, agent, stream, known, KEEP_MS]))
