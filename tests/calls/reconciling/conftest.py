"""Homeika's lines at night, the standby as the fallback of each, and a follower that looks at the list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.calls import homeika
from tests.calls.conftest import At
from tests.calls.reconciling.standing import Standing
from tests.on_call import HOMEIKA

#: Between two rounds of the workers.
ROUND_S = 5.0


@pytest.fixture
def night(at: At) -> Iterator[Standing]:
    """Three in the morning: nobody answers but whom a script lets answer; promises are kept."""
    house = at(homeika.NIGHT)
    homeika.on_call(house, "no answer")
    standing = Standing(house)
    works(standing)
    looks(standing)
    yield standing
    for number in HOMEIKA.phones:
        house.net.phone(number).unread.clear()
    standing.forgives_alerts()


def works(standing: Standing) -> None:
    """Keep promises every few seconds, as workers do while they live."""
    if standing.is_up:
        standing.house.runs_errands("page", "alert")
    standing.house.net.clock.after(ROUND_S, partial(works, standing))


def looks(standing: Standing) -> None:
    """Look at once and every minute, as the follower does."""
    standing.looks()
    standing.house.net.clock.after(60.0, partial(looks, standing))
