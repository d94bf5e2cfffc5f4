"""What was answered to a command of a desk, so that the same command again gets the same answer."""

import json
from typing import Any

from redis import Redis

from storage.live.client import LiveClient
from storage.live.keys import Keys

KEEP_S = 24 * 60 * 60
#: After so long a command under way, whose process has gone, may be tried again.
UNDER_WAY_S = 10


class Answers:
    """The answers of one tenant. All of it raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._keys = Keys(tenant)

    def begin(self, agent: str, command: str) -> bool:
        """Claim a command. False: it has been answered, or is under way; `find` says which."""
        key = self._keys.answer(agent, command)
        claimed: Any = self._client.run(lambda redis: redis.set(key, b"", nx=True, ex=UNDER_WAY_S))
        return claimed is not None

    def find(self, agent: str, command: str) -> dict[str, Any] | None:
        """Return what was answered. None: nothing yet."""
        key = self._keys.answer(agent, command)
        kept: Any = self._client.run(lambda redis: redis.get(key))
        return dict(json.loads(kept)) if kept else None

    def keep(self, agent: str, command: str, answer: dict[str, Any]) -> None:
        key, text = self._keys.answer(agent, command), json.dumps(answer)
        self._client.run(lambda redis: redis.set(key, text, ex=KEEP_S))

    def forget(self, agent: str, command: str) -> None:
        """Let a command that came to nothing be tried again."""
        key = self._keys.answer(agent, command)

        def drop(redis: Redis) -> Any:
            return redis.delete(key)

        self._client.run(drop)
