"""SQL is away for an instant as the caller who is called back picks up: nobody else is rung in their talk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from emulator.phone_call import PhoneCall
from storage.record.promises import Kind
from switchboard import errands
from tests.calls import doing, homeika
from tests.calls.paging.paging import answers_next, caller_picks_up, calls, page_of, rung, talked
from tests.house import House

_PAGES: tuple[Kind, ...] = ("page",)


def _calls_back(house: House) -> tuple[PhoneCall, PhoneCall]:
    """A caller who has hung up, and whoever has accepted, whose leg rings them."""
    call = calls(house)
    homeika.first(house).rings()
    call.hangs_up()
    _rings_what_is_due(house, seconds=5)
    leg = answers_next(house).hears("Press 1").presses("1")
    house.net.phone(homeika.PREMIUM.number).rings(within=60)
    return call, leg


@contextmanager
def _busy(house: House) -> Iterator[None]:
    locked = sqlite3.connect(str(house.services.record.engine.url.database), isolation_level=None)
    locked.execute("BEGIN IMMEDIATE")
    yield
    locked.execute("ROLLBACK")
    locked.close()


def test_reached_while_sql_is_busy_is_kept_once_it_is_not(night: House) -> None:
    call, leg = _calls_back(night)
    with _busy(night):
        caller = caller_picks_up(night)
        night.net.settles(seconds=1)
        assert talked(night, leg, caller)
    before = rung(night)
    night.net.settles(seconds=30)
    assert page_of(night, call).state == "kept"
    night.net.settles(seconds=300)
    assert rung(night) == before
    (met,) = doing.facts_of(night, "homeika", "CalledBack")
    assert met["outcome"] == "reached"


def test_nobody_is_rung_in_a_talk_that_no_news_told_of(at_rest: House) -> None:
    """The journal is not replayed: the carrier is asked whether the leg that calls back has the caller."""
    call, leg = _calls_back(at_rest)
    with _busy(at_rest):
        caller = caller_picks_up(at_rest)
        at_rest.net.settles(seconds=1)
    assert talked(at_rest, leg, caller)
    before = rung(at_rest)
    _rings_what_is_due(at_rest, seconds=300)
    assert rung(at_rest) == before
    caller.hangs_up()
    leg.hears("The call is over").hangs_up()
    assert page_of(at_rest, call).state == "kept"


def _rings_what_is_due(house: House, *, seconds: float) -> None:
    until = house.net.clock.elapsed + seconds
    while house.net.clock.elapsed < until:
        house.net.settles(seconds=5)
        for row in house.services.tenants["homeika"].promises.due(house.services.clock(), 100, _PAGES):
            errands.keep(house.services, f"homeika:{row.id}")
