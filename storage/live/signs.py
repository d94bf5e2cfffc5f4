"""When something was last seen to be well, for whoever watches: metrics and doctor."""

from datetime import UTC, datetime
from typing import Any

from storage.live.client import LiveClient
from storage.live.keys import Keys

#: Signs are of the whole house, of no tenant.
HOUSE = "ringdown"


class Signs:
    """The signs of one house. Both raise StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient) -> None:
        self._client = client
        self._key = Keys(HOUSE).signs

    def put(self, name: str, now: datetime) -> None:
        self._client.run(lambda redis: redis.hset(self._key, name, int(now.timestamp() * 1000)))

    def last(self, name: str) -> datetime | None:
        """Return when it was; None: never, as far as the store knows."""
        answered: Any = self._client.run(lambda redis: redis.hget(self._key, name))
        return None if answered is None else datetime.fromtimestamp(int(answered) / 1000, UTC)
