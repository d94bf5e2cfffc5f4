"""Homeika's Enterprise caller with an outage, at ten in the morning, and the people a bridge is for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from switchboard.bridge_rolls import sweep_rooms
from tests.calls import homeika
from tests.calls.conftest import At
from tests.calls.paging.conftest import works
from tests.house import House
from tests.on_call import HOMEIKA

#: Between two looks into the rooms.
SWEEP_S = 15.0


@pytest.fixture
def at_rest(at: At) -> Iterator[House]:
    """Nobody answers but whom a script lets answer; no promise is kept by workers."""
    house = at(homeika.OPEN)
    homeika.on_call(house, "no answer")
    yield house
    for number in HOMEIKA.phones:
        house.net.phone(number).unread.clear()


@pytest.fixture
def day(at_rest: House) -> House:
    """The same, with promises kept and rooms looked into."""
    works(at_rest)
    sweeps(at_rest)
    return at_rest


def sweeps(house: House) -> None:
    """Look into the rooms from now on, as a follower does."""
    sweep_rooms(house.services)
    house.net.clock.after(SWEEP_S, partial(sweeps, house))
