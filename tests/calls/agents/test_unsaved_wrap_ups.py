"""What nobody saved of a call is in the record too, once, with the notes that were typed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.handled import Handled
from storage.record.notes import Draft, Notes
from switchboard.unsaved import GROUP, keep_unsaved
from tests.calls.agents.working import Desk
from tests.house import House


def test_a_wrap_up_that_the_timer_saved_is_written_down_with_its_notes(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    services = house.services
    ann.accepts().talks_to(call)
    draft = Draft(call_id=call.sid, staff_id=ann.profile.id, text="Boiler is cold.", rev=1)
    Notes(services.record, "homewise").save(draft, services.clock())
    ann.does(events.End)
    began_ms = ann.me.work_ms
    ann.sees("available", within=70)
    assert keep_unsaved(services, ann.tenant, "one") == 1
    assert keep_unsaved(services, ann.tenant, "one") == 0
    (kept,) = Handled(services.record, "homewise").of_agent(ann.profile.id)
    assert (kept.call_id, kept.queue, kept.notes) == (call.sid, "tier1", "Boiler is cold.")
    assert kept.auto
    assert int(kept.ended_at.timestamp() * 1000) == began_ms
    assert kept.answered_at is not None
    assert kept.talk_ms == (kept.ended_at - kept.answered_at) // timedelta(milliseconds=1)


@pytest.mark.parametrize("broken", ["no JSON", "[]", '{"fact":"Wrapup","auto":true,"call":"CA1"}'])
def test_a_fact_that_cannot_be_read_keeps_no_other_wrap_up_from_the_record(
    house: House, ann: Desk, call: PhoneCall, broken: str
) -> None:
    ann.tenant.facts.append([broken])
    ann.accepts().talks_to(call).does(events.End)
    ann.sees("available", within=70)
    assert keep_unsaved(house.services, ann.tenant, "one") == 1
    assert ann.tenant.facts.claim(GROUP, "one", 0, 10) == ()


def test_what_an_agent_saved_is_not_written_again(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call).does(events.End)
    ann.does(events.Wrapped, disposition="booking", resolved="yes")
    assert keep_unsaved(house.services, ann.tenant, "one") == 0
