"""What fails around a page that goes on by REST: none is lost, and never are two people connected."""

from __future__ import annotations

import sqlite3

import pytest

from emulator.faults import RestTrouble, WebhookFault
from emulator.phone_call import PhoneCall
from storage.record.promises import Claim
from switchboard import errands
from tests.calls import doing, homeika
from tests.calls.agents.failing import FAULTS
from tests.calls.paging.paging import (
    AFTER_ALL_S,
    answers_next,
    caller_picks_up,
    calls,
    is_called_back,
    is_settled,
    page_of,
    rung,
    takes,
    talked,
    talks,
)
from tests.house import HOMEIKA_EMERGENCY, House
from tests.on_call import HOMEIKA

CREATES = "/Calls.json"


@pytest.fixture
def call(night: House) -> PhoneCall:
    """A caller who has hung up while the first phone rang."""
    waiting = calls(night)
    homeika.first(night).rings()
    return waiting


def _creation_fails(house: House, how: str, times: int = 1) -> None:
    status, after = FAULTS[how]
    trouble = RestTrouble(
        times=times,
        status=status,
        hangs=not status,
        method="POST",
        path_contains=CREATES,
        after_effect=after,
    )
    house.net.faults.rest.append(trouble)


@pytest.mark.parametrize("how", FAULTS)
def test_f33_a_creation_that_fails_loses_no_page(night: House, call: PhoneCall, how: str) -> None:
    """D7: a rate that is exceeded is tried again; what may have rung is not: the next person follows."""
    _creation_fails(night, how)
    call.hangs_up()
    is_called_back(night, call)


@pytest.mark.parametrize("how", FAULTS)
def test_f34_a_network_that_refuses_for_minutes_loses_no_page(
    night: House, call: PhoneCall, how: str
) -> None:
    _creation_fails(night, how, times=6)
    call.hangs_up()
    leg = takes(night, within=900)
    caller = caller_picks_up(night)
    night.net.settles(seconds=3)
    assert talked(night, leg, caller)
    assert talks(night) == 1


def test_f32_a_rate_that_is_exceeded_rings_the_same_person_within_seconds(
    night: House, call: PhoneCall
) -> None:
    _creation_fails(night, "refused", times=2)
    call.hangs_up()
    night.net.settles(seconds=20)
    assert rung(night) == [HOMEIKA.partner]


@pytest.mark.parametrize("dies", ["before it says whom", "before the request", "after the request"])
def test_f11_a_worker_that_dies_loses_no_page(night: House, call: PhoneCall, dies: str) -> None:
    call.hangs_up()
    claimed = _claimed(night, call)
    pages = night.services.tenants["homeika"].pages
    if dies != "before it says whom":
        assert pages.begins(claimed, str(claimed.body["spot"]), ["night_partner"])
    is_called_back(night, call)


def test_f13_a_worker_that_wakes_late_connects_nobody_else(night: House, call: PhoneCall) -> None:
    """Its claim is another's by now: what it would still write is refused, and its leg is ended."""
    call.hangs_up()
    claimed = _claimed(night, call)
    pages = night.services.tenants["homeika"].pages
    assert pages.begins(claimed, str(claimed.body["spot"]), ["night_partner"])
    leg = takes(night, within=60)
    now = night.services.clock()
    assert not pages.rings(claimed, {"night_partner": "CA" + "0" * 32}, now, now)
    assert not pages.begins(claimed, "", ["night_partner"])
    caller = caller_picks_up(night)
    night.net.settles(seconds=3)
    assert talked(night, leg, caller)
    assert is_settled(night, call)


@pytest.mark.parametrize("copies", [2, 10])
def test_f15_news_of_a_leg_that_come_again_ring_nobody_twice(
    night: House, call: PhoneCall, copies: int
) -> None:
    night.net.faults.webhooks.append(WebhookFault(kind="status", times=100, copies=copies))
    call.hangs_up()
    night.net.settles(seconds=120)
    numbers = rung(night)
    starts = [one.started for one in night.net.exchange.calls.values() if one.direction == "outbound-api"]
    assert numbers[0] == HOMEIKA.partner
    assert len(set(starts)) == len(starts) or sorted(numbers[2:4]) == sorted(HOMEIKA.leads[:2])
    is_called_back(night, call)


def test_f17_without_any_news_of_its_legs_a_page_goes_on(night: House, call: PhoneCall) -> None:
    call.hangs_up()
    night.net.settles(seconds=1)
    night.net.faults.webhooks.append(WebhookFault(kind="status", times=100, lost=True))
    night.net.settles(seconds=200)
    assert len(rung(night)) >= 2
    night.net.faults.webhooks.clear()
    for _ in night.net.alerts:
        night.net.expects_alert(15003)
    is_called_back(night, call)


def test_a_key_that_comes_ten_times_takes_the_page_once(night: House, call: PhoneCall) -> None:
    call.hangs_up()
    leg = answers_next(night).hears("Press 1")
    leg.leg.presses("1")
    night.net.settles(seconds=1)
    key = next(one for one in reversed(night.net.webhooks) if "/paging/key" in one.url)
    night.net.replay(key, times=10)
    assert talked(night, leg, _meets(night))
    accepted = doing.facts_of(night, "homeika", "PageAccepted")
    assert len({fact["id"] for fact in accepted}) == 1
    assert is_settled(night, call)


def test_f09_a_database_that_is_away_for_seconds_keeps_whoever_accepts_on_the_line(
    night: House, call: PhoneCall
) -> None:
    """The key that was pressed still counts when SQL is back."""
    call.hangs_up()
    leg = answers_next(night).hears("Press 1")
    locked = sqlite3.connect(str(night.services.record.engine.url.database), isolation_level=None)
    locked.execute("BEGIN IMMEDIATE")
    leg.presses("1").hears("One moment please")
    locked.execute("ROLLBACK")
    locked.close()
    assert talked(night, leg, _meets(night))
    assert is_settled(night, call)


def test_f30_with_everybody_away_the_page_begins_anew_and_says_so(night: House, call: PhoneCall) -> None:
    call.hangs_up()
    night.net.settles(seconds=1500)
    alarms = doing.facts_of(night, "homeika", "PageUnreached")
    assert [fact["rounds"] for fact in alarms] == list(range(1, len(alarms) + 1))
    assert len(alarms) >= 2
    assert page_of(night, call).state in {"open", "claimed"}
    is_called_back(night, call, within=400)


def test_a_page_that_nobody_takes_in_a_day_is_given_up_with_an_alarm(at_rest: House) -> None:
    house = at_rest
    call = calls(house)
    homeika.first(house).rings()
    call.hangs_up()
    house.net.settles(seconds=24 * 3600 - 60)
    house.runs_errands("page")
    assert page_of(house, call).state == "open"
    house.net.settles(seconds=120)
    house.runs_errands("page")
    assert page_of(house, call).state == "failed"
    (alarm,) = doing.facts_of(house, "homeika", "PageUnreached")
    assert alarm["over"] is True


def test_a_page_that_no_worker_takes_is_rung_by_the_sweep(at_rest: House) -> None:
    """D1: within 15 s of being due, with nobody behind the doorbell."""
    house = at_rest
    call = calls(house)
    homeika.first(house).rings()
    call.hangs_up()
    due = house.net.now
    for _ in range(5):
        errands.sweep(house.services)
        house.net.settles(seconds=3)
    assert rung(house) == [HOMEIKA.partner]
    assert (house.net.now - due).total_seconds() <= 16


def test_whoever_takes_the_page_ends_the_texts(night: House, call: PhoneCall) -> None:
    call.hangs_up()
    is_called_back(night, call)
    assert doing.promised(night, call) == []
    sent = [one for one in night.net.exchange.messages.values() if one.to in HOMEIKA.phones]
    assert len(sent) == 3
    night.net.settles(seconds=AFTER_ALL_S)


def test_a_withheld_number_is_told_as_such_and_is_theirs(night: House) -> None:
    call = night.dials(HOMEIKA_EMERGENCY, number=None)
    homeika.first(night).rings()
    call.hangs_up()
    leg = takes(night)
    leg.hears("Their number is withheld, so we cannot call them back").ends(within=20)
    assert is_settled(night, call)


def _claimed(house: House, call: PhoneCall) -> Claim:
    """Let a worker claim the page, and stop there."""
    promises = house.services.tenants["homeika"].promises
    house.net.runs_until(lambda: promises.find(f"{call.sid}/page") is not None, 5)
    row = page_of(house, call)
    claimed = promises.claim(row.id, house.services.clock())
    assert claimed is not None
    return claimed


def _meets(house: House) -> PhoneCall:
    caller = caller_picks_up(house)
    house.net.settles(seconds=3)
    return caller
