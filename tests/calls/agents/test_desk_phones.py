"""Agents with a desk phone: it is rung, says who calls, and only 1 takes the call."""

from __future__ import annotations

import pytest

from emulator.phone import Phone
from emulator.phone_call import PhoneCall
from tests.calls import homewise
from tests.calls.agents.conftest import TO_TIER1
from tests.calls.agents.test_offers import endings
from tests.calls.agents.working import Desk, Floor, hearers
from tests.house import House

NUMBER = "+442079460905"


@pytest.fixture
def ann(floor: Floor) -> Desk:
    return floor.agent("ann", number=NUMBER).goes_available()


@pytest.fixture
def phone(house: House) -> Phone:
    return house.net.phone(NUMBER)


@pytest.fixture
def call(house: House, ann: Desk) -> PhoneCall:
    waiting = homewise.calls(house, *TO_TIER1)
    ann.sees("ringing", within=60)
    return waiting


def test_one_on_the_desk_phone_takes_the_call(house: House, ann: Desk, phone: Phone, call: PhoneCall) -> None:
    leg = phone.answers().hears("Customer service. A call from").hears("Press 1 to take it").presses("1")
    house.net.runs_until(lambda: call.leg in hearers(leg), 10)
    house.net.settles(seconds=1)
    assert leg.leg in hearers(call)
    ann.sees("on_call")
    leg.hangs_up()
    house.net.settles(seconds=2)
    assert call.leg.heard[-1].text.endswith("/audio/hold/0.wav")
    again = phone.rings()
    call.hangs_up()
    ann.sees("wrap_up")
    again.ends()


def test_a_voicemail_that_picks_up_takes_no_call(
    house: House, ann: Desk, phone: Phone, call: PhoneCall
) -> None:
    phone.answers().hears("Press 1").ends()
    ann.sees("away:missed")
    assert homewise.in_line(house, "tier1") == [call.sid]
    assert endings(house) == ["timed_out"]


def test_a_phone_that_is_not_picked_up_is_a_missed_call(
    house: House, ann: Desk, phone: Phone, call: PhoneCall
) -> None:
    phone.rings()
    ann.sees("away:missed", within=30)
    house.net.settles(seconds=2)
    assert endings(house) == ["timed_out"]


@pytest.mark.parametrize("plan", ["busy", "unreachable"])
def test_a_phone_that_cannot_be_rung_is_no_ones_fault_at_first(
    house: House, ann: Desk, phone: Phone, plan: str
) -> None:
    phone.will(plan)  # type: ignore[arg-type]  # one of the plans
    call = homewise.calls(house, *TO_TIER1)
    house.net.runs_until(lambda: bool(ann.me.declined), 60)
    assert call.sid in ann.me.declined
    assert homewise.in_line(house, "tier1") == [call.sid]


def test_a_caller_who_hangs_up_stops_the_desk_phone(
    house: House, ann: Desk, phone: Phone, call: PhoneCall
) -> None:
    leg = phone.rings()
    call.hangs_up()
    leg.ends()
    assert (ann.display, ann.me.missed) == ("available", 0)
    assert endings(house) == ["withdrawn"]


def test_one_pressed_after_the_offer_is_over_hears_so(
    house: House, ann: Desk, phone: Phone, call: PhoneCall
) -> None:
    leg = phone.answers().hears("Press 1")
    call.leg.hang_up()
    leg.leg.presses("1")
    leg.ends()
    house.net.settles(seconds=2)
    assert endings(house) == ["withdrawn"]


def test_a_desk_phone_that_drops_out_of_a_call_is_rung_to_bring_its_agent_back(
    house: House, ann: Desk, phone: Phone, call: PhoneCall
) -> None:
    leg = phone.answers().hears("Press 1").presses("1")
    house.net.runs_until(lambda: call.leg in hearers(leg), 10)
    house.net.settles(seconds=1)
    leg.leg.hang_up()
    again = phone.answers(within=5).hears("is on hold for you. Press 1").presses("1")
    house.net.runs_until(lambda: call.leg in hearers(again), 10)
    house.net.settles(seconds=1)
    assert again.leg in hearers(call)
    assert ann.display == "on_call"
    assert endings(house) == ["accepted"]
