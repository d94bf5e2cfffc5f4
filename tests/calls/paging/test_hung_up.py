"""A caller hangs up an emergency call at each moment of its page: one outcome, and the promise is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from emulator.phone_call import PhoneCall
from tests.calls import doing, homeika
from tests.calls.paging.paging import AFTER_ALL_S, calls, has_no_page, is_called_back, page_of, rung
from tests.house import House
from tests.on_call import HOMEIKA

PROGRESS = "still calling"


def _before_the_first_ring(house: House) -> PhoneCall:
    return calls(house).hears("If anyone is in danger")


def _first_rings(house: House) -> PhoneCall:
    call = calls(house)
    homeika.first(house).rings()
    return call


def _progress(house: House) -> PhoneCall:
    return calls(house).hears(PROGRESS)


def _second_rings(house: House) -> PhoneCall:
    call = calls(house).hears(PROGRESS)
    house.net.settles(seconds=12)
    assert call.leg.children[-1].call.status == "ringing"
    return call


def _whisper(house: House) -> PhoneCall:
    call = calls(house)
    homeika.first(house).answers().hears("Homeika emergency call")
    return call


def _resumed(house: House) -> PhoneCall:
    """Somebody took it and was lost; the caller stayed on the line, and others ring."""
    call = calls(house)
    leg = homeika.first(house).answers().hears("Homeika emergency call").presses("1")
    house.net.settles(seconds=5)
    leg.hangs_up()
    call.hears("Otherwise stay on the line").stays_silent().hears(PROGRESS)
    house.net.settles(seconds=12)
    return call


def _before_the_tone(house: House) -> PhoneCall:
    return doing.nobody_comes(calls(house))


def _after_the_tone(house: House) -> PhoneCall:
    call = doing.nobody_comes(calls(house))
    house.net.runs_until(lambda: call.leg.listening is not None, 60)
    return call


def _after_the_message(house: House) -> PhoneCall:
    call = doing.nobody_comes(calls(house)).leaves_message("the lock is very hot")
    return call.hears("we are still calling our engineers")


MOMENTS: Mapping[str, Callable[[House], PhoneCall]] = {
    "before the first ring": _before_the_first_ring,
    "while the first phone rings": _first_rings,
    "while progress is told": _progress,
    "while the second phone rings": _second_rings,
    "in the whisper": _whisper,
    "after a lost bridge, when others ring": _resumed,
    "before the tone": _before_the_tone,
    "after the tone": _after_the_tone,
    "after the message": _after_the_message,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_whoever_hangs_up_is_called_back(night: House, moment: str) -> None:
    call = MOMENTS[moment](night)
    before = len(night.net.exchange.bridges)
    call.hangs_up()
    _called_back(night, call, before)


def _called_back(house: House, call: PhoneCall, before: int) -> None:
    del house.net.exchange.bridges[:before]
    is_called_back(house, call)
    facts = doing.facts_of(house, "homeika", "PageHandedOver", "PageAccepted", "CalledBack")
    kinds = [fact["fact"] for fact in facts if fact.get("channel", "rest") == "rest"]
    assert kinds == ["PageHandedOver", "PageAccepted", "CalledBack"]
    assert facts[-1]["outcome"] == "reached"


def test_whoever_talks_to_an_engineer_is_not_called_back(night: House) -> None:
    call = calls(night)
    homeika.first(night).answers().hears("Homeika emergency call").presses("1")
    call.talks_to(HOMEIKA.partner).hangs_up()
    night.net.settles(seconds=AFTER_ALL_S)
    assert has_no_page(night, call)
    assert rung(night) == []


def test_whoever_hangs_up_when_asked_to_if_helped_is_not_called_back(night: House) -> None:
    call = calls(night)
    leg = homeika.first(night).answers().hears("Homeika emergency call").presses("1")
    night.net.settles(seconds=5)
    leg.hangs_up()
    call.hears("If you have been helped").hangs_up()
    night.net.settles(seconds=AFTER_ALL_S)
    assert has_no_page(night, call)


def test_the_page_goes_on_where_it_stood(night: House) -> None:
    """The partner was rung on the caller's leg: their second try follows, then the second level."""
    call = _first_rings(night)
    call.hangs_up()
    night.net.settles(seconds=50)
    secondary = rung(night)[1]
    assert rung(night)[:2] == [HOMEIKA.partner, secondary]
    assert secondary in HOMEIKA.engineers
    assert page_of(night, call).body["why"] == "hung_up"
