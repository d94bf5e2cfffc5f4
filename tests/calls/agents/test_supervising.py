"""A supervisor listens, coaches and barges; the agent sees it."""

from __future__ import annotations

import pytest

from emulator.client import ClientCall
from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.staff import staff_id
from switchboard.agent import obey
from tests.calls import homewise
from tests.calls.agents.working import TENANT, Desk, hearers
from tests.house import House

BOSS = staff_id(TENANT, "supervisor")


@pytest.fixture
def talking(ann: Desk, call: PhoneCall) -> Desk:
    return ann.accepts().talks_to(call)


def supervises(house: House, desk: Desk, call: PhoneCall, mode: str) -> None:
    event = events.Supervised(supervisor=BOSS, call=call.sid, mode=mode)
    assert not obey(house.services, desk.tenant, event).refused
    house.net.settles(seconds=1)


def joins(house: House) -> ClientCall:
    leg = house.net.client(BOSS).connects()
    house.net.settles(seconds=2)
    return leg


def test_who_listens_hears_both_and_is_heard_by_nobody(house: House, talking: Desk, call: PhoneCall) -> None:
    supervises(house, talking, call, "listen")
    boss = joins(house)
    assert hearers(boss) == []
    assert boss.leg in hearers(call)
    changed = homewise.facts_of(house, "SupervisedChanged")
    assert [(fact["mode"], fact["visible"]) for fact in changed] == [("listen", True)]


def test_who_coaches_is_heard_by_the_agent_alone_and_who_barges_by_all(
    house: House, talking: Desk, call: PhoneCall
) -> None:
    supervises(house, talking, call, "coach")
    boss = joins(house)
    assert talking.leg is not None
    assert hearers(boss) == [talking.leg.leg]
    supervises(house, talking, call, "barge")
    assert set(map(id, hearers(boss))) == {id(talking.leg.leg), id(call.leg)}
    supervises(house, talking, call, "listen")
    assert hearers(boss) == []


def test_who_leaves_is_gone_and_the_talk_goes_on(house: House, talking: Desk, call: PhoneCall) -> None:
    supervises(house, talking, call, "listen")
    boss = joins(house)
    supervises(house, talking, call, "")
    boss.ends()
    talking.talks_to(call)


def test_the_end_of_the_call_lets_the_supervisor_go(house: House, talking: Desk, call: PhoneCall) -> None:
    supervises(house, talking, call, "listen")
    boss = joins(house)
    talking.does(events.End)
    boss.ends()
    call.hears("How did we do")


def test_nobody_joins_a_call_that_they_do_not_supervise(house: House, talking: Desk, call: PhoneCall) -> None:
    boss = joins(house)
    boss.hears("There is no call for you to join").ends()
    assert talking.leg is not None
    assert hearers(call) == [talking.leg.leg]
