"""Who waits, in which order, and who has gone without saying so.

Joining and leaving belong to a turn, so they are in `calls.Commit`. Source: architecture section 4, order of
waiting.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from redis import Redis

from routing.floor.needs import Demand
from storage.live.client import LiveClient
from storage.live.keys import Keys

PIECE = 500  #: callers looked at in one script, so that no turn waits behind a sweep


@dataclass(frozen=True, slots=True)
class Waiting:
    """One caller in a queue."""

    call_id: str
    score: float  #: as it was given when the caller joined; the smallest is next


class Queues:
    """The queues of one tenant. All of it raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._keys = Keys(tenant)

    def waiting(self, name: str, limit: int) -> tuple[Waiting, ...]:
        """The first `limit` callers, 1 or more, in order; equal scores by id. Empty: nobody waits."""
        if limit < 1:
            raise ValueError(f"limit {limit} must be 1 or more")
        key = self._keys.queue(name)

        def ask(redis: Redis) -> Any:
            return redis.zrange(key, 0, limit - 1, withscores=True)

        head = self._client.run(ask)
        return tuple(Waiting(_text(call_id), float(score)) for call_id, score in head)

    def ahead(self, name: str, score: float) -> int:
        """How many wait with a smaller score: the callers before one who joins with it now."""
        key = self._keys.queue(name)
        return self._client.run(lambda redis: int(redis.zcount(key, "-inf", f"({score}")))

    def sweep(self, name: str, now_ms: int, silent_ms: int) -> tuple[str, ...]:
        """Take out the callers who took no turn for longer than silent_ms, and return their ids, in order.

        They leave the queue and the orders of all its demands, and ask for nothing any more. A waiting caller
        takes a turn with every round of the hold document. Each order is gone through in pieces; who joins
        meanwhile may be left for the next sweep. Who is taken out and lives may join again.
        """
        orders = [self._keys.queue(name), *map(self._keys.wait, self._demands(name))]
        gone: dict[str, None] = {}
        for order in orders:
            others = [other for other in orders if other != order]
            gone |= dict.fromkeys(
                self._swept([order, self._keys.seen, self._keys.needs, *others], now_ms - silent_ms)
            )
        return tuple(gone)

    def _demands(self, name: str) -> list[str]:
        """The demands of a queue that were ever noted, in order."""
        answered: Any = self._client.run(lambda redis: redis.smembers(self._keys.demands))
        known = sorted(demand.decode() for demand in answered)
        return [demand for demand in known if Demand.from_key(demand).queue == name]

    def _swept(self, keys: list[str], earliest_ms: int) -> Iterator[str]:
        """Sweep the order of the first key."""
        place = 0
        while True:
            looked_at, *taken = self._client.script("sweep_queue", keys, [earliest_ms, place, PIECE])
            yield from map(_text, taken)
            if looked_at < PIECE:
                return
            place += looked_at - len(taken)


def _text(value: bytes) -> str:
    return value.decode()
