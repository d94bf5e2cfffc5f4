"""HW5, HK4: a deadline that passes rings the second level, where an agent had answered and told nobody."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.clocks import Stop
from switchboard.clocks import stop
from tests.calls import homewise
from tests.calls.agents.working import Floor
from tests.calls.clocks.conftest import Working
from tests.calls.paging.paging import answers_next, rung
from tests.house import House
from tests.on_call import HOMEWISE


@pytest.fixture
def house(working: Working) -> House:
    opened = working(homewise.OPEN)
    homewise.on_call(opened, "no answer")
    return opened


@pytest.fixture
def told(house: House) -> PhoneCall:
    """An urgent caller whom an agent has answered, and who has hung up; the field team was not told.

    Nothing happens at the desks after that, so nobody looks at them twice a second for the hour that follows.
    """
    floor = Floor(house=house)
    ann = floor.agent("ann").goes_available()
    call = homewise.calls(house, "press 9")
    ann.is_offered(call, within=60)
    ann.accepts().talks_to(call)
    house.net.settles(seconds=30)
    call.hangs_up()
    house.net.settles(seconds=2)
    ann.does(events.Wrapped, disposition="advised", resolved="yes")
    house.net.settles(seconds=60)
    floor.is_followed = False
    return call


def test_an_agent_who_answers_has_not_told_the_field_team(house: House, told: PhoneCall) -> None:
    house.net.settles(seconds=40 * 60)
    assert len(homewise.facts_of(house, "ClockWarned")) == 1
    assert rung(house) == []


def test_the_second_level_is_rung_at_the_deadline_and_an_accept_keeps_it(
    house: House, told: PhoneCall
) -> None:
    house.net.runs_until(lambda: bool(rung(house)), 65 * 60)
    assert rung(house)[0] in HOMEWISE.leads
    field_lead = answers_next(house)
    field_lead.hears("What they were promised is overdue. Press 1").presses("1")
    caller = house.net.phone(homewise.STRANGER).answers(within=60)
    caller.talks_to(field_lead.leg.call.to)
    house.net.settles(seconds=60)
    (breached,) = homewise.facts_of(house, "ClockBreached")
    assert breached["rings"]
    running = house.services.tenants["homewise"].clocks.running(told.sid)
    assert running == ()
    caller.hangs_up()
    field_lead.hangs_up()
    before = len(rung(house))
    house.net.settles(seconds=400)
    assert len(rung(house)) == before


def test_what_an_agent_says_is_done_rings_nobody(house: House, told: PhoneCall) -> None:
    services = house.services
    done = Stop(call_id=told.sid, by="ann", why="done", at=services.clock())
    (stopped,) = stop(services, services.tenants["homewise"], done)
    assert stopped.clock == "field-team-60m"
    house.net.settles(seconds=65 * 60)
    assert homewise.facts_of(house, "ClockWarned", "ClockBreached") == []
    assert rung(house) == []


def test_what_is_done_after_the_deadline_ends_the_ringing(house: House, told: PhoneCall) -> None:
    house.net.runs_until(lambda: bool(rung(house)), 65 * 60)
    services = house.services
    stop(
        services, services.tenants["homewise"], Stop(call_id=told.sid, by="ann", why="done", at=house.net.now)
    )
    house.net.settles(seconds=60)
    before = len(rung(house))
    house.net.settles(seconds=900)
    assert len(rung(house)) == before
    assert house.promises(told) == ()
