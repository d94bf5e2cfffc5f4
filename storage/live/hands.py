"""Who on the floor has raised a hand: an agent in a call who wants a supervisor's help."""

from collections.abc import Sequence
from typing import Any

from storage.live.calls import MOST_FACTS
from storage.live.client import LiveClient
from storage.live.keys import Keys

#: A hand is up for a shift at most: whoever forgot it need not lower it tomorrow.
KEEP_MS = 12 * 60 * 60 * 1000


class Hands:
    """The hands of one tenant. All of it raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._keys = Keys(tenant)

    def put(self, agent: str, *, up: bool, facts: Sequence[str]) -> bool:
        """Raise or lower a hand, and add these facts, where it was not so already. False: it was."""
        keys = [self._keys.hands, self._keys.facts, self._keys.fact_counter]
        return bool(self._client.script("raise_hand", keys, [agent, int(up), KEEP_MS, MOST_FACTS, *facts]))

    def all(self) -> frozenset[str]:
        """Return the ids of everybody whose hand is up."""
        raised: Any = self._client.run(lambda redis: redis.smembers(self._keys.hands))
        return frozenset(each.decode() for each in raised)
