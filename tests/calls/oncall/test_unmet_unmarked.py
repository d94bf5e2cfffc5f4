"""A key that no bridge came of, while Redis takes no writes: the page of its caller goes on all the same."""

from __future__ import annotations

import pytest

from emulator.faults import Switches
from tests.calls.oncall import toy
from tests.calls.oncall.test_unmet import ADA, page
from tests.calls.oncall.toy import in_turn
from tests.faults.stores import OwnRedis
from tests.house import House


@pytest.mark.parametrize("first", [False, True], ids=["end of the call first", "end of the dial first"])
def test_whoever_was_not_met_is_promised_a_call_though_redis_takes_no_mark(
    redis: OwnRedis, shaken: House, *, first: bool
) -> None:
    house = shaken
    toy.roster(house, in_turn("ada", "ben"))
    house.net.exchange.switches = Switches(whisper_hangup_says_unbridged=True, action_before_callback=first)
    call = toy.dials(house)
    ada = house.net.phone(ADA).answers().hears("Press 1")
    house.net.server_is_slow(seconds=1.5)
    ada.leg.presses("1")
    house.net.settles(seconds=0.5)
    redis.fill()
    call.leg.hang_up()
    house.net.settles(seconds=1.5)
    house.net.server_recovers()
    house.net.settles(seconds=30)
    assert page(house, call) == "open"
