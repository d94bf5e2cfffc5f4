"""Clocks at the desk: whose they are to see, and who may say that one is done."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from emulator.phone_call import PhoneCall
from switchboard.clock_facts import follow_clocks
from tests.calls import homewise
from tests.calls.agents.working import Desk
from tests.house import House
from tests.web.desk.feeding import TENANT
from tests.web.people import Person, signs_in

CLOCK = "field-team-60m"
NOBODYS = "complaint-ack-1h"


@pytest.fixture
def urgent(house: House, ann: Desk) -> PhoneCall:
    """An urgent caller who talks to Ann."""
    call = homewise.calls(house, "press 9")
    ann.is_offered(call, within=60)
    ann.accepts().talks_to(call)
    return call


def clocks(person: Person) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = person.gets("/desk/state").get_json()["clocks"]
    return shown


def says_done(person: Person, call: PhoneCall, clock: str = CLOCK) -> Any:
    order = {"id": str(uuid4()), "do": "stop_clock", "call": call.sid, "clock": clock}
    return person.posts("/desk/commands", json=order)


def test_an_agent_sees_the_clocks_of_their_call_and_a_supervisor_those_of_all(
    house: House, urgent: PhoneCall
) -> None:
    (shown,) = clocks(signs_in(house, TENANT, "ann"))
    assert (shown["clock"], shown["call"], shown["title"]) == (CLOCK, urgent.sid, "Field team told")
    assert (shown["told"], shown["may_end"]) == ("", True)
    assert clocks(signs_in(house, TENANT, "supervisor")) == [shown]
    assert clocks(signs_in(house, TENANT, "agent2")) == []


def test_an_agent_who_says_that_it_is_done_stops_it_and_it_is_told_who_did(
    house: House, ann: Desk, urgent: PhoneCall
) -> None:
    answer = says_done(signs_in(house, TENANT, "ann"), urgent)
    assert answer.status_code == 200
    assert answer.json["state"]["clocks"] == []
    (stopped,) = homewise.facts_of(house, "ClockStopped")
    assert (stopped["by"], stopped["why"], stopped["late"]) == (ann.profile.id, "done", False)


def test_nobody_elses_clock_can_be_stopped_but_by_a_supervisor(house: House, urgent: PhoneCall) -> None:
    refused = says_done(signs_in(house, TENANT, "agent2"), urgent)
    assert (refused.status_code, refused.json["error"]) == (
        409,
        "This clock is of another call. Ask a supervisor to stop it.",
    )
    assert len(clocks(signs_in(house, TENANT, "ann"))) == 1
    assert says_done(signs_in(house, TENANT, "supervisor"), urgent).status_code == 200
    assert clocks(signs_in(house, TENANT, "ann")) == []


def test_a_clock_that_does_not_run_is_not_done(house: House, urgent: PhoneCall) -> None:
    ann = signs_in(house, TENANT, "ann")
    assert says_done(ann, urgent, NOBODYS).status_code == 409
    assert says_done(ann, urgent).status_code == 200
    assert says_done(ann, urgent).status_code == 409


def test_another_company_sees_and_stops_none(house: House, urgent: PhoneCall) -> None:
    other = signs_in(house, "homeika", "supervisor")
    assert clocks(other) == []
    assert says_done(other, urgent).status_code == 409
    assert len(clocks(signs_in(house, TENANT, "ann"))) == 1


def test_the_fact_of_its_start_makes_no_second_one(house: House, urgent: PhoneCall) -> None:
    follow_clocks(house.services, house.services.tenants[TENANT], "tests")
    assert len(clocks(signs_in(house, TENANT, "ann"))) == 1
