"""Homeika's emergency line at night, with a follower and its workers at work in virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.calls import homeika
from tests.calls.conftest import At
from tests.house import House
from tests.on_call import HOMEIKA

#: Between two rounds of the follower.
ROUND_S = 3.0


def works(house: House) -> None:
    """Keep promises from now on, every few seconds."""
    house.runs_errands("page", "alert")
    house.net.clock.after(ROUND_S, partial(works, house))


@pytest.fixture
def at_rest(at: At) -> Iterator[House]:
    """Three in the morning: the partner's desk is on call, then engineers, leads and the operations desk.

    Nobody answers but whom a script lets answer. What they are texted, other scripts tell. No promise is
    kept.
    """
    house = at(homeika.NIGHT)
    homeika.on_call(house, "no answer")
    yield house
    for number in HOMEIKA.phones:
        house.net.phone(number).unread.clear()


@pytest.fixture
def night(at_rest: House) -> House:
    """The same, with promises kept."""
    works(at_rest)
    return at_rest
