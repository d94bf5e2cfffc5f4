"""Lines in the log that say later who saw whom, who did what to which call, and why they listened in (P9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.roles import VISITED
from tests.calls.agents.working import Desk
from tests.house import House
from tests.web.desk.calls import changed
from tests.web.desk.sending import sends
from tests.web.people import Person, signs_in

WHY = "a complaint about this agent"


@pytest.fixture
def supervisor(house: House, ann: Desk, call: PhoneCall) -> Person:
    """A supervisor's browser; Ann talks with a customer who is known."""
    changed(house, call, customer=VISITED, level="identified")
    ann.accepts().talks_to(call)
    return signs_in(house, "homewise", "supervisor")


def lines(logged: list[Any], event: str) -> list[Mapping[str, Any]]:
    return [line for line in logged if line["event"] == event]


def test_a_card_that_was_read_is_logged_with_how_sure_the_caller_was(
    house: House, supervisor: Person, call: PhoneCall
) -> None:
    with capture_logs() as logged:
        supervisor.gets(f"/desk/customers/{call.sid}")
    (line,) = lines(logged, "customer_read")
    assert (line["call"], line["customer"], line["caller_level"]) == (call.sid, VISITED, "identified")
    assert line["log_level"] == "info"


def test_whom_a_desk_shows_is_logged_once_a_call_and_reader(
    house: House, supervisor: Person, ann: Desk, call: PhoneCall
) -> None:
    agent = signs_in(house, "homewise", "ann")
    with capture_logs() as logged:
        for person in (agent, agent, supervisor, supervisor):
            assert person.gets("/desk/state").status_code == 200
    shown = lines(logged, "caller_shown")
    assert [(line["call"], line["customer"]) for line in shown] == [(call.sid, VISITED)] * 2
    assert shown[0]["staff"] == ann.profile.id != shown[1]["staff"]
    assert all("name" not in line and "number" not in line for line in shown)


def test_a_caller_who_has_become_known_since_is_logged_again(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    agent = signs_in(house, "homewise", "ann")
    with capture_logs() as logged:
        agent.gets("/desk/state")
        changed(house, call, customer=VISITED, level="identified")
        agent.gets("/desk/state")
    assert [line["customer"] for line in lines(logged, "caller_shown")] == ["", VISITED]


@pytest.mark.parametrize("mode", ["listen", "coach", "barge"])
def test_nobody_listens_in_without_a_reason_and_nothing_is_done(
    supervisor: Person, ann: Desk, mode: str, call: PhoneCall
) -> None:
    before = ann.me
    for reason in ({}, {"reason": " \t "}):
        refused = sends(supervisor, "supervise", call=call.sid, mode=mode, **reason)
        assert refused.status_code == 409
        assert "why" in refused.get_json()["error"]
    assert ann.me == before


def test_why_somebody_listened_in_is_in_the_log_and_on_no_screen(
    house: House, supervisor: Person, ann: Desk, call: PhoneCall
) -> None:
    with capture_logs() as logged:
        assert sends(supervisor, "supervise", call=call.sid, mode="listen", reason=WHY).status_code == 200
        left = sends(supervisor, "supervise", call=call.sid, mode="")
    assert left.status_code == 200
    listened, _ = lines(logged, "commanded")
    assert (listened["do"], listened["call"], listened["reason"]) == ("supervise", call.sid, WHY)
    facts = house.services.tenants["homewise"].facts.of_call(call.sid).facts
    assert not [fact for fact in facts if WHY in str(fact)]
    for person in (supervisor, signs_in(house, "homewise", "ann")):
        assert WHY not in person.gets("/desk/state").text
        assert WHY not in person.gets(f"/desk/calls/{call.sid}/timeline").text


def test_a_command_is_logged_with_the_call_and_whom_it_was_about(
    house: House, supervisor: Person, ann: Desk, call: PhoneCall
) -> None:
    agent = signs_in(house, "homewise", "ann")
    with capture_logs() as logged:
        sends(agent, "hold")
        sends(agent, "transfer", mode="blind", kind="number", to="+19005551234")
        ann.does(events.End)
        sends(supervisor, "free", agent=ann.profile.id)
    held, not_rung, freed = lines(logged, "commanded")
    assert (held["do"], held["call"], held["refused"]) == ("hold", call.sid, "")
    assert not_rung["refused"]
    assert (freed["do"], freed["agent"]) == ("free", ann.profile.id)
