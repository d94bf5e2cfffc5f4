"""The stream of facts, one a tenant: turns add to it, followers read it.

Each group of followers sees every fact at least once: what a consumer read and never acknowledged is claimed
by another. A fact carries its own id in its text, so that a follower knows what it has done before.
Source: architecture sections 3 ("effects follow facts") and 6.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from redis import Redis
from redis.exceptions import ResponseError

from storage.live.calls import MOST_FACTS
from storage.live.client import LiveClient
from storage.live.keys import Keys


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact as it lies in the stream."""

    place: str  #: its id in the stream, for `ack`; another one if the stream is ever filled again
    fact: str


class Facts:
    """The facts of one tenant. All of it raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._key = Keys(tenant).facts

    def append(self, facts: Iterable[str]) -> None:
        """Add facts that belong to no turn, in order, all or none. A turn's own are in its commit."""

        def add(redis: Redis) -> None:
            trip = redis.pipeline(transaction=True)
            for fact in facts:
                trip.xadd(self._key, {"fact": fact}, maxlen=MOST_FACTS, approximate=True)
            trip.execute()

        self._client.run(add)

    def read(self, group: str, consumer: str, count: int, block_ms: int) -> tuple[Entry, ...]:
        """The next facts that nobody of this group has read, oldest first, at most `count`.

        Waits up to block_ms for the first one; empty: none came. block_ms must be above 0 and below the
        client's timeout: ValueError. A new group begins at the oldest fact there is, and so does one that the
        store forgot.
        """
        if not 0 < block_ms < self._client.timeout_s * 1000:
            raise ValueError(f"block_ms {block_ms} must be above 0 and below the client's timeout")

        def ask(redis: Redis) -> Any:
            return redis.xreadgroup(group, consumer, {self._key: ">"}, count=count, block=block_ms)

        streams = self._client.run(lambda redis: self._with_group(redis, group, ask))
        return tuple(entry for _, entries in streams for entry in _entries(entries))

    def ack(self, group: str, places: Iterable[str]) -> None:
        """Say that these are dealt with. A place that is not known any more does no harm."""
        known = tuple(places)
        if known:
            self._client.run(lambda redis: redis.xack(self._key, group, *known))

    def claim(self, group: str, consumer: str, idle_ms: int, count: int) -> tuple[Entry, ...]:
        """Take over what any consumer of the group read and has not acknowledged for idle_ms, oldest first.

        It may have been dealt with all the same: its reader may have ended before it could say so.
        """

        def ask(redis: Redis) -> Any:
            return redis.xautoclaim(self._key, group, consumer, min_idle_time=idle_ms, count=count)

        answered = self._client.run(lambda redis: self._with_group(redis, group, ask))
        return tuple(_entries(answered[1]))

    def _with_group(self, redis: Redis, group: str, ask: Any) -> Any:
        """Ask, and where the group is unknown (a first start, a store that came back empty) make it first."""
        try:
            return ask(redis)
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise
        self._make_group(redis, group)
        return ask(redis)

    def _make_group(self, redis: Redis, group: str) -> None:
        try:
            redis.xgroup_create(self._key, group, id="0", mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):  # another follower of the group was quicker
                raise


def _entries(answered: Iterable[Any]) -> Iterable[Entry]:
    """What the stream holds. Redis 6.2 gives one that was trimmed since it was read, without its fields."""
    for place, fields in answered:
        if fields:
            yield Entry(place.decode(), fields[b"fact"].decode())
