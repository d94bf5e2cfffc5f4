"""Calls of which no end was ever told: the carrier lists when they were over, and a key says who had met."""

from __future__ import annotations

import pytest

from emulator.faults import WebhookFault
from emulator.phone_call import PhoneCall
from tests.calls import doing, homeika
from tests.calls.paging.paging import calls, has_no_page, is_called_back
from tests.calls.reconciling.standing import Standing


def accepted(night: Standing, reply_s: float = 0.0) -> PhoneCall:
    """Whoever is rung first presses 1, and the reply that connects them takes so long."""
    call = calls(night.house)
    first = homeika.first(night.house).answers().hears("Press 1")
    if reply_s:
        night.house.net.server_is_slow(seconds=reply_s)
    first.leg.presses("1")
    return call


def is_lost(night: Standing, call: PhoneCall) -> None:
    """The caller hangs up, and no news of it comes; then the list is looked through."""
    for kind in ("status", "dial"):
        night.house.net.faults.webhooks.append(WebhookFault(kind=kind, lost=True))
    call.leg.hang_up()
    night.house.net.settles(seconds=2)
    night.house.net.server_recovers()
    assert not night.house.state(call)["ended"]
    night.house.net.settles(seconds=150)


def test_whoever_was_gone_before_the_bridge_is_called_back(night: Standing) -> None:
    call = accepted(night, reply_s=1.5)
    night.house.net.settles(seconds=0.5)
    is_lost(night, call)
    is_called_back(night.house, call)


@pytest.mark.parametrize("seconds", [30, 300])
def test_whoever_has_talked_is_not_called_back(night: Standing, seconds: float) -> None:
    call = accepted(night)
    night.house.net.settles(seconds=seconds)
    assert call.talking_to
    is_lost(night, call)
    assert has_no_page(night.house, call)
    (ended,) = doing.facts_of(night.house, "homeika", "PageEnded")
    assert ended["outcome"] == "accepted"
