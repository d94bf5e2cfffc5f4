"""The floor and its calls at one look: for screens, which change nothing.

Records are text here; what they mean is the business of those who wrote them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redis import Redis

from storage.live.client import LiveClient
from storage.live.keys import Keys

LOOKED_AT = 200  #: callers of one queue, by place, among whom the longest waiting is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One queue. needs: of those near its head, offered or not, in no order."""

    waiting: int
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecords:
    """What is stored of one call; "" for what there is not. call: the trunk's state."""

    conversation: str = ""
    call: str = ""


class Glance:
    """What one tenant's screens read. Raises StoreUnavailableError when the store gives no answer."""

    def __init__(self, client: LiveClient, tenant: str) -> None:
        self._client = client
        self._keys = Keys(tenant)

    def under_way(self, most: int) -> list[str]:
        """Return the ids of calls under way, those of the latest turns first, so many at most."""
        (found,) = self._pipeline([("zrevrange", self._keys.seen, 0, most - 1)])
        return [call.decode() for call in found]

    def lines(self, queues: Sequence[str]) -> dict[str, Line]:
        """Return each of these queues as it is, in two trips."""
        heads = self._pipeline(
            [("zcard", self._keys.queue(name)) for name in queues]
            + [("zrange", self._keys.queue(name), 0, LOOKED_AT - 1) for name in queues]
        )
        counts, ids = heads[: len(queues)], heads[len(queues) :]
        asked = [call for head in ids for call in head]
        found: list[Any] = self._pipeline([("hmget", self._keys.needs, asked)])[0] if asked else []
        needs = dict(zip(asked, found, strict=True))
        return {
            name: Line(
                waiting=int(count),
                needs=tuple(needs[call].decode() for call in head if needs[call] is not None),
            )
            for name, count, head in zip(queues, counts, ids, strict=True)
        }

    def calls(self, call_ids: Sequence[str]) -> dict[str, CallRecords]:
        """Return what is stored of these calls, in one trip."""
        answered = self._pipeline(
            [("hget", self._keys.conversation(each), "state") for each in call_ids]
            + [("hget", self._keys.call(each), "state") for each in call_ids]
        )
        texts = [(text or b"").decode() for text in answered]
        return {
            each: CallRecords(conversation=conversation, call=call)
            for each, conversation, call in zip(
                call_ids, texts[: len(call_ids)], texts[len(call_ids) :], strict=True
            )
        }

    def _pipeline(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        def ask(redis: Redis) -> list[Any]:
            trip = redis.pipeline(transaction=False)
            for name, *arguments in commands:
                getattr(trip, name)(*arguments)
            return list(trip.execute())

        return self._client.run(ask) if commands else []
