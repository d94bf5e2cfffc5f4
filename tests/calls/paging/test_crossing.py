"""Requests that cross or are repeated: who has accepted keeps their leg, and what was told is not lost."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any, cast

import pytest

from emulator.phone_call import PhoneCall
from switchboard import errands
from telephony.carrier import Carrier, Ring
from tests.calls import doing, homeika
from tests.calls.paging.paging import (
    answers_next,
    caller_picks_up,
    calls,
    page_of,
    ringing,
    takes,
    talked,
)
from tests.house import House


@pytest.fixture
def call(night: House) -> PhoneCall:
    """A caller who has rung, and not hung up yet."""
    waiting = calls(night)
    homeika.first(night).rings()
    return waiting


def test_a_call_back_that_failed_while_sql_was_away_is_told_as_it_was(night: House, call: PhoneCall) -> None:
    """What came of it is in the request that is made again."""
    call.hangs_up()
    leg = answers_next(night).hears("Press 1")
    night.net.phone(homeika.PREMIUM.number).will("busy")
    leg.presses("1").hears("Calling them back now")
    locked = sqlite3.connect(str(night.services.record.engine.url.database), isolation_level=None)
    locked.execute("BEGIN IMMEDIATE")
    leg.hears("One moment please")
    locked.execute("ROLLBACK")
    locked.close()
    leg.hears("They did not answer").hangs_up()
    tried = doing.facts_of(night, "homeika", "CalledBack")
    assert [fact["outcome"] for fact in tried] == ["busy"], tried


class _Takes:
    """The carrier, while whose first leg accepts before the second one is asked for."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.taken: list[PhoneCall] = []

    def ring(self, ring: Ring, *, in_job: bool = False) -> str:
        leg = self._house.services.carrier.ring(ring, in_job=in_job)
        if not self.taken:
            self.taken.append(takes(self._house))
        return leg

    def __getattr__(self, name: str) -> Any:
        return getattr(self._house.services.carrier, name)


def test_who_accepts_while_the_next_leg_is_made_keeps_their_own(at_rest: House) -> None:
    house = at_rest
    call = calls(house)
    homeika.first(house).rings()
    call.hangs_up()
    for _ in range(2):
        house.runs_errands("page")
        answers_next(house).hears("Press 1").presses("2")
        house.net.settles(seconds=2)
    carrier = _Takes(house)
    services = replace(house.services, carrier=cast("Carrier", carrier))
    errands.keep(services, f"homeika:{page_of(house, call).id}")
    caller = caller_picks_up(house)
    house.net.settles(seconds=3)
    assert talked(house, carrier.taken[0], caller)
    assert house.net.exchange.bridges[-1].until is None
    assert [one.call.to for one in ringing(house)] == []
