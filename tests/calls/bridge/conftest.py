"""Homeika's Enterprise caller with an outage, at ten in the morning, and the people a bridge is for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.calls import homeika
from tests.calls.conftest import At
from tests.calls.paging.conftest import works
from tests.house import House
from tests.on_call import HOMEIKA


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
    """The same, with promises kept."""
    works(at_rest)
    return at_rest
