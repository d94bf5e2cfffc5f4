"""Notes that come when the wrap-up is over: what was typed while the link was lost is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.handled import Handled, WrapUp
from storage.record.staff import staff_id
from switchboard.unsaved import keep_unsaved
from tests.calls.agents.working import Desk
from tests.house import House
from tests.web.desk.sending import sends
from tests.web.people import Person, signs_in


@pytest.fixture
def agent(house: House, ann: Desk, call: PhoneCall) -> Person:
    """Ann's browser; Ann wraps up a call and has typed a word."""
    ann.accepts().talks_to(call).does(events.End)
    person = signs_in(house, "homewise", "ann")
    assert types(person, call, "first", 1).status_code == 200
    return person


def types(person: Person, call: PhoneCall, text: str, rev: int) -> TestResponse:
    return person.asks("PUT", f"/desk/notes/{call.sid}", json={"text": text, "rev": rev})


def kept(house: House, ann: Desk) -> WrapUp:
    (row,) = Handled(house.services.record, "homewise").of_agent(ann.profile.id)
    return row


def times_out(house: House, ann: Desk) -> None:
    house.net.settles(seconds=70)
    ann.sees("available")


def test_notes_that_come_after_the_timer_saved_are_in_the_record(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    times_out(house, ann)
    keep_unsaved(house.services, ann.tenant, "here")
    assert types(agent, call, "first, and what was typed without a link", 2).status_code == 200
    assert kept(house, ann).notes == "first, and what was typed without a link"
    assert kept(house, ann).auto


def test_notes_that_come_before_the_record_has_the_wrap_up_are_kept_too(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    times_out(house, ann)
    assert types(agent, call, "first and second", 2).status_code == 404
    keep_unsaved(house.services, ann.tenant, "here")
    assert types(agent, call, "first and second", 2).status_code == 200
    assert kept(house, ann).notes == "first and second"


def test_a_wrap_up_that_its_agent_saved_stays_as_it_was_saved(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    assert sends(agent, "wrap", resolved="yes", notes="as I saved it").status_code == 200
    assert types(agent, call, "a tab that came late", 2).status_code == 200
    assert kept(house, ann).notes == "as I saved it"


@pytest.mark.parametrize(("hours", "status"), [(23, 200), (25, 404)])
def test_notes_are_taken_for_a_day(house: House, hours: int, status: int) -> None:
    person = signs_in(house, "homewise", "agent1")
    ended = house.services.clock() - timedelta(hours=hours)
    row = WrapUp(
        call_id="CAearlier",
        staff_id=staff_id("homewise", "agent1"),
        ended_at=ended,
        wrapped_at=ended,
        customer_id="",
        queue="tier1",
        auto=True,
    )
    Handled(house.services.record, "homewise").save(row)
    late = person.asks("PUT", "/desk/notes/CAearlier", json={"text": "late", "rev": 1})
    assert late.status_code == status
    other = signs_in(house, "homewise", "agent2")
    assert other.asks("PUT", "/desk/notes/CAearlier", json={"text": "late", "rev": 1}).status_code == 404
