"""Who on call is rung or talks for a caller just now, and who waits until one of them is free.

An optimisation of routing and never a lock: whoever is in doubt rings. A mark ends with its call, whoever
should have said so; else it runs out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from redis import Redis

from storage.live.client import Argument, LiveClient
from storage.live.keys import Keys

#: All marks are gone after this long without a new one: no talk is longer (Twilio ends a leg after 4 hours).
KEEP_MS = 6 * 60 * 60 * 1000
#: Rounds of waiting last about ten seconds: whoever took no turn for so long has gone.
GONE_MS = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Whom a call keeps engaged, and until when.

    of: the call's id, with "/..." where not its own leg rings them; said: they have pressed the key.
    """

    of: str
    people: Sequence[str]
    until: datetime
    said: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Somebody who is engaged for another call. of: as in their mark; until: when that runs out."""

    person: str
    of: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiter:
    """A call that may have to wait. since_ms: when it arrived; None: it comes after all others."""

    call: str
    policy: str
    since_ms: int | None


class Engaged:
    """The engaged of one tenant. All of it raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._keys = Keys(tenant)

    def see(self, waiter: Waiter, now: datetime) -> tuple[Sequence[Other], int]:
        """Return who is engaged for others, and how many callers wait before this one."""
        keys = [self._keys.engaged, self._keys.waiters(waiter.policy), self._keys.seen]
        since = "+inf" if waiter.since_ms is None else waiter.since_ms
        ahead, *flat = self._client.script("see_engaged", keys, [_ms(now), waiter.call, since, GONE_MS])
        texts = [text.decode() for text in flat]
        found = zip(texts[::3], texts[1::3], texts[2::3], strict=True)
        seen = [Other(person=person, of=of, until=_instant(until)) for person, of, until in found]
        return seen, int(ahead)

    def is_there(self, call: str, now: datetime) -> bool:
        """Whether a call took a turn not long ago, or keeps somebody engaged: else its end was never told."""

        def look(redis: Redis) -> list[Any]:
            trip = redis.pipeline(transaction=False)
            trip.zscore(self._keys.seen, call)
            trip.hvals(self._keys.engaged)
            return list(trip.execute())

        last, marks = self._client.run(look)
        talks = any(what.decode().endswith(f" {call}") for what in marks)
        return talks or (last is not None and last >= _ms(now) - 2 * GONE_MS)

    def mark(self, mark: Mark, now: datetime) -> frozenset[str]:
        """Say whom a call keeps engaged from now on. Returns those whom another call has marked before it."""
        until = _ms(mark.until)
        given: list[Argument] = [mark.of, _ms(now), until, int(mark.said), KEEP_MS, *mark.people]
        others = self._client.script("mark_engaged", [self._keys.engaged], given)
        return frozenset(person.decode() for person in others)

    def over(self, of: str, now: datetime) -> None:
        """Nobody is engaged for this any more."""
        self.mark(Mark(of=of, people=(), until=now), now)

    def wait(self, waiter: Waiter) -> None:
        """Put a call in line by when it arrived; one that waits already keeps its place."""
        line = self._keys.waiters(waiter.policy)

        def join(redis: Redis) -> list[Any]:
            trip = redis.pipeline(transaction=False)
            trip.zadd(line, {waiter.call: waiter.since_ms or 0}, nx=True)
            trip.pexpire(line, KEEP_MS)
            return list(trip.execute())

        self._client.run(join)

    def leave(self, call: str, policy: str) -> None:
        self._client.run(lambda redis: redis.zrem(self._keys.waiters(policy), call))


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def _instant(ms: str) -> datetime:
    return datetime.fromtimestamp(int(ms) / 1000, tz=UTC)
