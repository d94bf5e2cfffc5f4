"""How many calls the account begins a second, counted in Redis over all processes, pages first.

Twilio begins so many a second that are made by REST, and queues the rest, in order and for hours: what waits
there cannot be passed. So it waits here instead. Source: reliability.md D5, D11 and section 8.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from storage.live.client import LiveClient, StoreUnavailableError
from storage.live.keys import Keys

#: page: somebody on call, before all others. together: more phones of a ring that has begun. other: all else.
Lane = Literal["page", "together", "other"]
#: Others may be handed over this long before they begin: an emergency waits so long for them, and one place.
AHEAD_MS = 1_000
#: Of the places in this time, others have half.
SHARED_MS = 10_000
#: A page that was told to wait asks again as its place is free; for so long after it, no other takes one.
BACK_MS = 2_000


class Pace:
    """Places for calls to begin. clock: aware UTC; a second: what Twilio allows the account."""

    def __init__(self, client: LiveClient, clock: Callable[[], datetime], a_second: int) -> None:
        self._client = client
        self._clock = clock
        self._a_second = a_second
        self._keys = Keys("ringdown")

    def take(self, lane: Lane) -> timedelta:
        """Take a place. Nothing: the call may be asked for; else after how long to ask again.

        Without Redis a page is not held: Twilio keeps the rate. Anything else raises StoreUnavailableError.
        """
        now_ms = int(self._clock().timestamp() * 1000)
        given = [now_ms, self._a_second, lane, uuid.uuid4().hex, AHEAD_MS, SHARED_MS, BACK_MS]
        try:
            wait_ms = self._client.script("take_place", [self._keys.places, self._keys.held], given)
        except StoreUnavailableError:
            if lane == "other":
                raise
            return timedelta(0)
        return timedelta(milliseconds=int(wait_ms))
