"""Who on the floor has raised a hand: an agent in a call who wants a supervisor's help."""

from typing import Any

from redis import Redis

from storage.live.client import LiveClient
from storage.live.keys import Keys

#: A hand is up for a shift at most: whoever forgot it need not lower it tomorrow.
KEEP_S = 12 * 60 * 60


class Hands:
    """The hands of one tenant. All of it raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._key = Keys(tenant).hands

    def put(self, agent: str, *, up: bool) -> None:
        def change(redis: Redis) -> Any:
            if not up:
                return redis.srem(self._key, agent)
            trip = redis.pipeline(transaction=True)
            trip.sadd(self._key, agent)
            trip.expire(self._key, KEEP_S)
            return trip.execute()

        self._client.run(change)

    def all(self) -> frozenset[str]:
        """Return the ids of everybody whose hand is up."""
        raised: Any = self._client.run(lambda redis: redis.smembers(self._key))
        return frozenset(each.decode() for each in raised)
