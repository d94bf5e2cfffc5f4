"""How often something may be tried: counted in Redis, so that every worker counts together."""

import hashlib
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis import Redis

from storage.live.client import LiveClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `times` in every `within_s` seconds; name: what is counted, unique among all limits."""

    name: str
    times: int
    within_s: int


class Limits:
    """The counts of one Redis. Raises StoreUnavailableError: who asks then lets nobody try."""

    def __init__(self, client: LiveClient) -> None:
        self._client = client

    def admits(self, limit: Limit, *who: str) -> bool:
        """Count one try of `who` and say whether it was within the limit. Only a hash of `who` is kept."""
        hashed = hashlib.sha256("\0".join(who).encode()).hexdigest()
        item: RateLimitItem = RateLimitItemPerSecond(limit.times, limit.within_s, namespace=limit.name)
        return self._client.run(lambda redis: _strategy(redis).hit(item, hashed))


def _strategy(redis: Redis) -> FixedWindowRateLimiter:
    """Count over the connections we have, whose timeouts and missing retries are ours."""
    return FixedWindowRateLimiter(
        RedisStorage("redis://", connection_pool=redis.connection_pool, key_prefix="limit")
    )
