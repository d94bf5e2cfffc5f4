"""The story of a call in words that people use."""

from __future__ import annotations

from emulator.phone_call import PhoneCall
from routing.floor import events
from tests.calls.agents.working import Desk
from tests.cti.test_documented import ENDINGS, LEGS, named
from tests.house import House
from tests.web.desk.feeding import TENANT
from tests.web.people import signs_in
from web.desk.timeline import SAYS


def story(house: House, call: PhoneCall) -> list[str]:
    reply = signs_in(house, TENANT, "supervisor").gets(f"/desk/calls/{call.sid}/timeline")
    return [f"{row['title']}: {row['detail']}" for row in reply.get_json()["timeline"]]


def test_a_call_is_told_as_one_would_tell_it(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call).does(events.Hold, on=True)
    ann.does(events.Hold, on=False)
    ann.does(events.End)
    told = story(house, call)
    assert told[0].startswith("The call came in: From +")
    after = [row.partition(", ")[0] if row.startswith("No longer") else row for row in told]
    at = next(index for index, row in enumerate(after) if row.startswith("Waits for"))
    assert after[at:][:2] == [
        "Waits for Customer service: Place 1",
        "Ann is offered the call: For Customer service",
    ]
    assert {
        "No longer waits for Customer service: An agent took the call",
        "Ann is in the call: ",
        "The caller is on hold: ",
        "The caller is off hold: ",
        "Ann has left the call: ",
    } <= set(after)


def test_no_row_shows_the_name_of_a_step_that_callers_do_not_notice_or_of_a_machines_word(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call).does(events.End)
    words = " ".join(story(house, call))
    assert [each for each in ("_", "Leg ", "Tier1") if each in words] == []


def test_every_event_has_words_of_its_own() -> None:
    never_rows = {"agent.presence_changed", "agent.work_changed", "agent.link_changed"}
    names = (named() | ENDINGS | LEGS) - never_rows
    assert {name for name in names if not {name, name.partition(".")[0]} & set(SAYS)} == set()
