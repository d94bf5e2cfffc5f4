"""A house whose follower goes round: it follows facts, looks at clocks, and promises are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from storage.live.client import StoreUnavailableError
from switchboard.clock_facts import follow_clocks
from switchboard.clock_sweep import sweep_clocks
from tests.calls.conftest import At
from tests.house import House
from tests.on_call import HOMEIKA, HOMEWISE

#: Between two rounds. The follower's own are shorter; an hour of them would take a test long.
ROUND_S = 60.0

#: Open a house at a moment, with its follower at work.
Working = Callable[[str], House]


def goes_round(house: House) -> None:
    """Do what one round of the follower does about clocks; what Redis gives waits while it is away."""
    for tenant in house.services.tenants.values():
        try:
            follow_clocks(house.services, tenant, "tests")
        except StoreUnavailableError:
            continue
        finally:
            sweep_clocks(house.services, tenant)
    house.runs_errands("page", "alert", "text")


def works(house: House) -> None:
    goes_round(house)
    house.net.clock.after(ROUND_S, partial(works, house))


@pytest.fixture
def working(at: At) -> Iterator[Working]:
    houses: list[House] = []

    def open_at(moment: str) -> House:
        house = at(moment)
        houses.append(house)
        works(house)
        return house

    yield open_at
    for house in houses:
        for number in (*HOMEIKA.phones, *HOMEWISE.phones):
            house.net.phone(number).unread.clear()
