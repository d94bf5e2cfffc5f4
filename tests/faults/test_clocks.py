"""What was promised by when counts from the call itself, whatever was away as it came (HW5, HK4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from emulator.phone_call import PhoneCall
from storage.record.clocks import Clock
from switchboard.clock_facts import follow_clocks
from switchboard.replaying import replay
from tests.faults.conftest import Shake, Shaken
from tests.faults.places import STRANGER
from tests.faults.test_every_step import FAULTS
from tests.house import HOMEIKA_EMERGENCY
from tests.on_call import HOMEIKA

HOUR = timedelta(hours=1)
#: From dialling to the step that starts the clock, and what a webhook takes while a store is away.
AT_ONCE = timedelta(seconds=15)


def follows(shaken: Shaken) -> None:
    """Do one round of a follower about clocks."""
    with shaken.another_process() as services:
        replay(services)
        follow_clocks(services, services.tenants["homeika"], "tests")


def clocks_of(shaken: Shaken, call: PhoneCall) -> tuple[Clock, ...]:
    with shaken.another_process() as services:
        return services.tenants["homeika"].clocks.running(call.sid)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_clock_of_a_call_that_came_in_an_outage_is_due_by_the_calls_own_time(
    shake: Shake, fault: str
) -> None:
    shaken = shake(FAULTS[fault])
    net = shaken.house.net
    HOMEIKA.will(net, "no answer")
    began = net.now
    shaken.breaks(fault)
    call = shaken.house.dials(HOMEIKA_EMERGENCY, number=STRANGER).hears("Calling our engineer now")
    call.hangs_up()
    net.settles(seconds=1200)
    shaken.mends(fault)
    follows(shaken)
    follows(shaken)
    (clock,) = clocks_of(shaken, call)
    assert clock.clock == "critical-ack-1h"
    assert began <= clock.started_at < began + AT_ONCE
    assert clock.due_at - clock.started_at == HOUR


@pytest.mark.parametrize("fault", FAULTS)
def test_a_clock_that_was_kept_in_an_outage_is_stopped_once_it_is_over(shake: Shake, fault: str) -> None:
    """Nobody is warned of a call that was taken at once, however late that is heard of."""
    shaken = shake(FAULTS[fault])
    net = shaken.house.net
    engineer = HOMEIKA.will(net, "accept")
    shaken.breaks(fault)
    call = shaken.house.dials(HOMEIKA_EMERGENCY, number=STRANGER).talks_to(engineer.number)
    net.settles(seconds=60)
    call.hangs_up()
    net.settles(seconds=1200)
    shaken.mends(fault)
    follows(shaken)
    follows(shaken)
    assert clocks_of(shaken, call) == ()
    told = shaken.facts()
    assert (told.count("ClockRunning"), told.count("ClockStopped")) == (1, 1)
