"""Making a leg by REST: at the account's pace, pages first."""

from __future__ import annotations

from datetime import timedelta

from storage.live.client import StoreUnavailableError
from storage.live.pace import Lane
from switchboard.services import Services
from telephony.carrier import Again, CarrierError, Ring


class TooSoonError(CarrierError):
    """Nothing was asked: so many calls begin already. wait: after how long one may."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("ring a number", Again.SAFE)
        self.wait = wait


#: Who cannot know how many calls begin, as Redis is away, asks again after this.
UNKNOWN = timedelta(seconds=5)


def place(services: Services, ring: Ring, lane: Lane) -> str:
    """Make a leg and return its SID. Raises CarrierError; TooSoonError where its place is not free yet.

    Somebody waits for a leg of lane `other`, so that its request lasts as long as a live one's at most.
    """
    try:
        wait = services.pace.take(lane)
    except StoreUnavailableError:
        wait = UNKNOWN
    if wait:
        raise TooSoonError(wait)
    return services.carrier.ring(ring, in_job=lane != "other")
