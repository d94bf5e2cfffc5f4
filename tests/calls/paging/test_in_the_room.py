"""A caller who is still there is never alone in silence, nor led out of a talk, nor hung up on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from emulator.faults import RestTrouble, WebhookFault
from emulator.phone_call import PhoneCall
from storage.record.bounded import Bounded
from switchboard.replaying import replay
from tests.calls import doing
from tests.calls.paging.paging import (
    answers_next,
    calls,
    is_settled,
    page_of,
    rung,
    speaks,
    takes,
    talked,
    talks,
)
from tests.house import House

#: Longer than whoever has accepted may take to come into the room.
PAST_JOIN_S = 45.0


@pytest.fixture
def call(night: House) -> PhoneCall:
    """A caller at the tone: everybody was rung on their leg, and nobody came."""
    waiting = doing.nobody_comes(calls(night))
    night.net.runs_until(lambda: waiting.leg.listening is not None, 60)
    speaks(night, waiting)
    return waiting


def _replays(house: House) -> None:
    """Replay the journal as a process does that has not seen SQL fail."""
    house.services.record.bounded = Bounded(house.services.stopwatch)
    replay(house.services)


@contextmanager
def without_sql(house: House) -> Iterator[None]:
    locked = sqlite3.connect(str(house.services.record.engine.url.database), isolation_level=None)
    locked.execute("BEGIN EXCLUSIVE")
    yield
    locked.execute("ROLLBACK")
    locked.close()


def _drops_in(house: House) -> None:
    """Let whoever is rung next accept, and lose the line before they are in the room."""
    leg = answers_next(house).hears("Press 1")
    leg.leg.presses("1")
    house.net.settles(seconds=1)
    leg.hangs_up()


def test_a_caller_whose_taker_drops_hears_that_we_go_on_and_meets_the_next(
    night: House, call: PhoneCall
) -> None:
    _drops_in(night)
    call.hears("We go on calling our people. Stay on the line")
    leg = takes(night)
    night.net.settles(seconds=6)
    assert talked(night, leg, call)
    call.hangs_up()
    assert is_settled(night, call)
    assert talks(night) == 1


def test_a_caller_who_waits_on_the_line_is_spoken_to_every_few_seconds(night: House, call: PhoneCall) -> None:
    _drops_in(night)
    call.hears("We go on calling our people")
    night.net.settles(seconds=60)
    heard = [line for line in call.leg.heard if "We go on calling our people" in line.text]
    assert len(heard) >= 6
    call.hangs_up()


def test_a_caller_who_hangs_up_while_they_wait_is_called_back(night: House, call: PhoneCall) -> None:
    _drops_in(night)
    call.hears("We go on calling our people").hangs_up()
    leg = takes(night)
    caller = night.net.phone(call.leg.call.from_).answers(within=60)
    night.net.settles(seconds=3)
    assert talked(night, leg, caller)


def test_a_caller_who_was_not_helped_stays_and_meets_the_next(night: House, call: PhoneCall) -> None:
    """They are told to stay on the line if they were not helped."""
    first = takes(night)
    night.net.settles(seconds=6)
    assert talked(night, first, call)
    first.hangs_up()
    call.hears("Otherwise stay on the line").stays_silent().hears("Stay on the line, or hang up")
    leg = takes(night)
    night.net.settles(seconds=6)
    assert talked(night, leg, call)


@pytest.mark.parametrize("who", ["both", "one"])
def test_news_that_are_lost_lead_nobody_out_of_a_talk(night: House, call: PhoneCall, who: str) -> None:
    times = 2 if who == "both" else 1
    lost = WebhookFault(kind="conference", event="participant-join", times=times, lost=True)
    night.net.faults.webhooks.append(lost)
    leg = takes(night)
    night.net.settles(seconds=PAST_JOIN_S)
    assert talked(night, leg, call)
    assert night.net.exchange.bridges[-1].until is None
    assert page_of(night, call).state == "kept"
    (met,) = doing.facts_of(night, "homeika", "CalledBack")
    assert met["outcome"] == "joined"
    assert len(rung(night)) == 1
    for _ in range(times):
        night.net.expects_alert(16011)


def test_while_the_carrier_cannot_say_who_is_in_the_room_nobody_is_led_away(
    night: House, call: PhoneCall
) -> None:
    lost = WebhookFault(kind="conference", event="participant-join", lost=True)
    night.net.faults.webhooks.append(lost)
    leg = takes(night)
    night.net.faults.rest.append(RestTrouble(times=1, status=500, method="GET", path_contains="Conferences"))
    night.net.settles(seconds=2 * PAST_JOIN_S)
    night.net.expects_alert(16011)
    assert talked(night, leg, call)
    assert night.net.exchange.bridges[-1].until is None
    assert page_of(night, call).state == "kept"


def test_news_that_come_while_sql_is_away_settle_the_page_once_it_is_back(
    at_rest: House,
) -> None:
    """No worker looks here: the journal alone tells."""
    house = at_rest
    call = doing.nobody_comes(calls(house))
    house.net.runs_until(lambda: call.leg.listening is not None, 60)
    speaks(house, call)
    house.runs_errands("page")
    leg = answers_next(house).hears("Press 1")
    leg.leg.presses("1")
    house.net.settles(seconds=0.5)
    with without_sql(house):
        house.net.settles(seconds=12)
    assert talked(house, leg, call)
    assert page_of(house, call).state == "claimed"
    _replays(house)
    assert page_of(house, call).state == "kept"


def test_a_caller_who_is_fetched_while_sql_is_away_meets_whoever_has_accepted(
    night: House, call: PhoneCall
) -> None:
    leg = answers_next(night).hears("Press 1")
    night.net.faults.webhooks.append(WebhookFault(kind="redirect", delay_s=1.0))
    leg.leg.presses("1")
    night.net.settles(seconds=0.5)
    with without_sql(night):
        night.net.settles(seconds=20)
        assert talked(night, leg, call)
    assert night.net.exchange.bridges[-1].until is None
