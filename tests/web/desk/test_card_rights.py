"""Who may read a customer's card: who takes part in the call or wraps it up, not who is offered it."""

from __future__ import annotations

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.roles import VISITED
from tests.calls.agents.test_transfers import begins
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.desk.calls import changed
from tests.web.people import Person, signs_in


def cards(person: Person, call: PhoneCall) -> set[int]:
    path = f"/desk/customers/{call.sid}"
    return {person.gets(each).status_code for each in (path, f"{path}/search?q=x", f"{path}/crm")}


def test_while_a_call_rings_its_offer_says_who_calls_and_the_card_is_not_to_be_had(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    changed(house, call, customer=VISITED, level="identified")
    person = signs_in(house, "homewise", "ann")
    assert person.gets("/desk/state").get_json()["offers"][0]["pop"]["customer_id"] == VISITED
    assert cards(person, call) == {404}
    ann.accepts().talks_to(call)
    assert cards(person, call) == {200}
    ann.does(events.End)
    assert cards(person, call) == {200}


def test_a_colleague_who_is_asked_reads_the_card_once_they_have_accepted(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    ben = floor.agent("ben").goes_available()
    begins(ann, "consult", ben)
    ben.sees("ringing")
    person = signs_in(house, "homewise", "ben")
    assert cards(person, call) == {404}
    ben.accepts()
    assert cards(person, call) == {200}
