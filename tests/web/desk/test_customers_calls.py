"""The last calls of the customer whose card is read, whoever of the company had them (section 8.3)."""

from __future__ import annotations

from datetime import timedelta

from emulator.phone_call import PhoneCall
from storage.record.handled import Handled, WrapUp
from storage.record.roles import VISITED
from storage.record.staff import staff_id
from tests.calls.agents.working import Desk
from tests.house import House
from tests.web.desk.calls import changed
from tests.web.people import signs_in


def had(house: House, tenant: str, number: int, customer: str = VISITED) -> str:
    """Let a call be handled some hours ago; return its id."""
    ended = house.services.clock() - timedelta(hours=number)
    row = WrapUp(
        call_id=f"CA{tenant}{number}{customer}",
        staff_id=staff_id(tenant, "agent1"),
        ended_at=ended,
        wrapped_at=ended,
        customer_id=customer,
        queue="tier1",
        disposition="booking",
        resolved="yes",
        notes="nobody else's business",
    )
    Handled(house.services.record, tenant).save(row)
    return row.call_id


def test_a_customers_last_calls_stand_with_the_card_the_newest_first(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    changed(house, call, customer=VISITED, level="identified")
    ann.accepts().talks_to(call)
    older, newer = had(house, "homewise", 5), had(house, "homewise", 2)
    had(house, "homewise", 3, customer="somebody else")
    had(house, "homeika", 1)
    answer = signs_in(house, "homewise", "ann").gets(f"/desk/customers/{call.sid}").get_json()
    assert [each["call"] for each in answer["calls"]] == [newer, older]
    last = answer["calls"][0]
    assert (last["agent"], last["disposition_title"], last["resolved"]) == ("Agent 1", "Visit booked", "yes")
    assert "nobody else's business" not in str(answer)


def test_at_most_ten_calls_are_shown(house: House, ann: Desk, call: PhoneCall) -> None:
    changed(house, call, customer=VISITED, level="identified")
    ann.accepts().talks_to(call)
    for number in range(12):
        had(house, "homewise", number)
    answer = signs_in(house, "homewise", "ann").gets(f"/desk/customers/{call.sid}").get_json()
    assert len(answer["calls"]) == 10


def test_who_is_not_known_has_had_no_calls(house: House, ann: Desk, call: PhoneCall) -> None:
    had(house, "homewise", 1, customer="")
    ann.accepts().talks_to(call)
    answer = signs_in(house, "homewise", "ann").gets(f"/desk/customers/{call.sid}").get_json()
    assert answer == {"customer": None, "calls": []}


def test_the_story_of_a_customers_call_is_open_to_who_talks_with_them_and_only_then(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    changed(house, call, customer=VISITED, level="identified")
    earlier, others = had(house, "homewise", 2), had(house, "homewise", 2, customer="somebody else")
    person = signs_in(house, "homewise", "ann")
    assert person.gets(f"/desk/calls/{earlier}/timeline").status_code == 404
    ann.accepts().talks_to(call)
    assert person.gets(f"/desk/calls/{earlier}/timeline").status_code == 200
    assert person.gets(f"/desk/calls/{others}/timeline").status_code == 404
    assert signs_in(house, "homewise", "agent2").gets(f"/desk/calls/{earlier}/timeline").status_code == 404
