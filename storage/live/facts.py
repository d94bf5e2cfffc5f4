"""The stream of facts, one a tenant: turns add to it, followers read it.

Each group of followers sees every fact at least once: what a consumer read and never acknowledged is claimed
by another. A fact carries its own id in its text, so that a follower knows what it has done before. Its
number says where in the stream it lies: numbers grow, and never go back (add_facts.lua).
Source: architecture sections 3 ("effects follow facts") and 6.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from redis import Redis
from redis.exceptions import ResponseError

from storage.live.calls import KEEP_MS, MOST_FACTS
from storage.live.client import LiveClient
from storage.live.keys import Keys

LONGEST_STORY = 1_000
LAST = 2**64 - 1  #: the last entry of one number: the stream may hold older ones that carry no number of ours


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact as it lies in the stream."""

    place: str  #: its id in the stream, for `ack`; another one if the stream is ever filled again
    fact: str

    @property
    def number(self) -> int:
        return int(self.place.partition("-")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The facts of one call, oldest first. gone: how many more there were that are not here (any more)."""

    facts: tuple[str, ...]
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Whoever reads for a group of followers. name: this process's own, unlike any other."""

    group: str
    name: str


class Facts:
    """The facts of one tenant. All of it raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._keys = Keys(tenant)
        self._key = self._keys.facts

    def append(self, facts: Iterable[str], call_id: str = "") -> None:
        """Add facts that belong to no turn, in order, all or none. A turn's own are in its commit.

        call_id: of whose story they are; "": of none.
        """
        told = tuple(facts)
        if told:
            story = [self._keys.story(call_id)] if call_id else []
            keys = [self._key, self._keys.fact_counter, *story]
            self._client.script("append_facts", keys, [MOST_FACTS, KEEP_MS, *told])

    def after(self, number: int, limit: int) -> tuple[Entry, ...]:
        """The facts that follow this number, oldest first, at most `limit`; for whoever reads in no group."""

        def ask(redis: Redis) -> Any:
            return redis.xrange(self._key, min=_after(number), count=limit)

        return tuple(_entries(self._client.run(ask)))

    def of_call(self, call_id: str, limit: int = LONGEST_STORY) -> Story:
        """The last `limit` facts of one call, in one trip, however many facts of others lie between.

        Their numbers are kept with each commit, and expire a day after the last of them. What the stream has
        dropped meanwhile is gone.
        """
        keys = [self._keys.story(call_id), self._key]
        total, *told = self._client.script("call_story", keys, [limit])
        return Story(facts=tuple(fact.decode() for fact in told), gone=total - len(told))

    def last(self) -> int:
        """The number of the newest fact there ever was; 0: there was none."""
        answered: Any = self._client.run(lambda redis: redis.get(self._keys.fact_counter))
        return int(answered or 0)

    def oldest(self) -> int:
        """The number of the oldest fact that is still there; 0: there is none. What was before it is gone."""
        answered: Any = self._client.run(lambda redis: redis.xrange(self._key, count=1))
        return next((entry.number for entry in _entries(answered)), 0)

    def read(self, group: str, consumer: str, count: int) -> tuple[Entry, ...]:
        """The next facts that nobody of this group has read, oldest first, at most `count`; waits for none.

        Groups begin as those of `read_new` do.
        """
        read = _read_new(
            self._client, (self._keys.tenant,), Consumer(group=group, name=consumer), count, None
        )
        return tuple(entry for _, entry in read)

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

        answered = self._client.run(lambda redis: _with_group(redis, (self._key,), group, ask))
        return tuple(_entries(answered[1]))


def read_new(
    client: LiveClient, tenants: Iterable[str], reader: Consumer, count: int, block_ms: int
) -> tuple[tuple[str, Entry], ...]:
    """The next facts that nobody of the reader's group has read, with the tenant, in order within a tenant.

    At most `count` a tenant. Waits up to block_ms for the first one, and Redis a tenth of a second at least;
    empty: none came. block_ms must be above 0 and below the client's timeout: ValueError. A new group begins
    at the oldest fact there is, and so does one that the store forgot. There is a tenant at least, and all of
    them live on one server.
    """
    _check_block(client, block_ms)
    return _read_new(client, tenants, reader, count, block_ms)


def _read_new(
    client: LiveClient, tenants: Iterable[str], reader: Consumer, count: int, block_ms: int | None
) -> tuple[tuple[str, Entry], ...]:
    """As `read_new`; block_ms None: does not wait."""
    named = {Keys(tenant).facts: tenant for tenant in tenants}
    places: dict[Any, Any] = dict.fromkeys(named, ">")

    def ask(redis: Redis) -> Any:
        return redis.xreadgroup(reader.group, reader.name, places, count=count, block=block_ms)

    streams = client.run(lambda redis: _with_group(redis, named, reader.group, ask))
    return tuple((named[key.decode()], entry) for key, entries in streams for entry in _entries(entries))


def follow(
    client: LiveClient, numbers: Mapping[str, int], block_ms: int, limit: int = 100
) -> tuple[tuple[str, Entry], ...]:
    """The facts that follow the number given for each tenant, with the tenant, in order within a tenant.

    At most `limit` a tenant. Waits up to block_ms for the first one; empty: none came. numbers has a tenant
    at least, and all of them live on one server. block_ms as of `Facts.read`.
    """
    _check_block(client, block_ms)
    tenants = {Keys(tenant).facts: tenant for tenant in numbers}
    places: dict[Any, Any] = {key: f"{numbers[tenant]}-{LAST}" for key, tenant in tenants.items()}

    def ask(redis: Redis) -> Any:
        return redis.xread(places, count=limit, block=block_ms)

    streams = client.run(ask)
    return tuple((tenants[key.decode()], entry) for key, entries in streams for entry in _entries(entries))


def _with_group(redis: Redis, keys: Iterable[str], group: str, ask: Callable[[Redis], Any]) -> Any:
    """Ask, and where the group is unknown (a first start, a store that came back empty) make it first."""
    try:
        return ask(redis)
    except ResponseError as error:
        if not str(error).startswith("NOGROUP"):
            raise
    for key in keys:
        _make_group(redis, key, group)
    return ask(redis)


def _make_group(redis: Redis, key: str, group: str) -> None:
    try:
        redis.xgroup_create(key, group, id="0", mkstream=True)
    except ResponseError as error:
        if not str(error).startswith("BUSYGROUP"):  # it is there, or another follower was quicker
            raise


def _after(number: int) -> str:
    return f"({number}-{LAST}"


def _check_block(client: LiveClient, block_ms: int) -> None:
    if not 0 < block_ms < client.timeout_s * 1000:
        raise ValueError(f"block_ms {block_ms} must be above 0 and below the client's timeout")


def _entries(answered: Iterable[Any]) -> Iterable[Entry]:
    """What the stream holds. Redis 6.2 gives one that was trimmed since it was read, without its fields."""
    for place, fields in answered:
        if fields:
            yield Entry(place.decode(), fields[b"fact"].decode())
