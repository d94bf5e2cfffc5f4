"""What was answered to a text message, so that the same message again gets the same answer."""

from typing import Any

from redis import Redis

from storage.live.client import LiveClient
from storage.live.keys import Keys

KEEP_S = 24 * 60 * 60  #: the carrier repeats no webhook later than that


class Replies:
    """The replies of one tenant. All of it raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._keys = Keys(tenant)

    def find(self, message_id: str) -> str | None:
        """Return what was answered to a message. None: nothing yet, or more than a day ago."""
        key = self._keys.reply(message_id)
        answered: Any = self._client.run(lambda redis: redis.get(key))
        return None if answered is None else str(answered, "utf-8")

    def keep(self, message_id: str, words: str) -> str:
        """Save what is answered to a message; the first answer stands. Returns the one that stands."""
        key = self._keys.reply(message_id)

        def ask(redis: Redis) -> list[Any]:
            trip = redis.pipeline(transaction=True)
            trip.set(key, words, nx=True, ex=KEEP_S)
            trip.get(key)
            return list(trip.execute())

        return str(self._client.run(ask)[1], "utf-8")
