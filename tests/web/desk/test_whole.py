"""web/desk/whole.py: those who look at a floor at the same moment share one reading of it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from storage.live.client import LiveClient
from storage.live.floor import Floor, Versioned
from tests.house import House
from web.desk.whole import Floors

TENANT = "homewise"
SOON_S = 10.0


class Slow(Floor):
    """A floor that is read only as it is let to; `reads` counts."""

    def __init__(self, client: LiveClient) -> None:
        super().__init__(client, TENANT)
        self.reads = 0
        self.begun, self.let = threading.Event(), threading.Event()

    def agents(self) -> dict[str, Versioned]:
        self.reads += 1
        self.begun.set()
        assert self.let.wait(SOON_S)
        return super().agents()


class Stopwatch:
    """Tells when each of several threads has looked at it."""

    def __init__(self) -> None:
        self.lookers: set[int] = set()
        self.came = threading.Semaphore(0)

    def __call__(self) -> float:
        if threading.get_ident() not in self.lookers:
            self.lookers.add(threading.get_ident())
            self.came.release()
        return time.monotonic()


def test_who_waits_while_the_floor_is_read_shares_the_next_reading(house: House) -> None:
    """A fact came while it was read for the first: the others must see it, and one reading is enough."""
    slow, stopwatch = Slow(house.services.live), Stopwatch()
    tenant = replace(house.services.tenants[TENANT], floor=slow)
    floors = Floors(replace(house.services, stopwatch=stopwatch))
    with ThreadPoolExecutor(8) as looking:
        first = looking.submit(floors.whole, tenant)
        assert slow.begun.wait(SOON_S)
        tenant.facts.append(["{}"])
        others = [looking.submit(floors.whole, tenant) for _ in range(7)]
        assert all(stopwatch.came.acquire(timeout=SOON_S) for _ in range(8))
        slow.let.set()
        first.result(SOON_S)
        shown = {each.result(SOON_S).number for each in others}
    assert shown == {tenant.facts.last()}
    assert slow.reads == 2


def test_replies_to_commands_share_a_reading_for_a_second(house: House) -> None:
    now_s = [100.0]
    floors = Floors(replace(house.services, stopwatch=lambda: now_s[0]))
    tenant = house.services.tenants[TENANT]
    first = floors.recent(tenant)
    tenant.facts.append(["{}"])
    now_s[0] += 0.9
    assert floors.recent(tenant) is first
    now_s[0] += 0.2
    assert floors.recent(tenant).number == tenant.facts.last() > first.number
