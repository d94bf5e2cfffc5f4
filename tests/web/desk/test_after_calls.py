"""What a call leaves behind at the desks: its row among the last calls, a lowered hand, words in time."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.roles import VISITED
from switchboard.unsaved import keep_unsaved
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.desk.calls import changed
from tests.web.desk.sending import sends
from tests.web.desk.test_state import row_of, state
from tests.web.people import Person, signs_in

TENANT = "homewise"
STRANGER = "+447700900077"


@pytest.fixture
def agent(house: House, ann: Desk, call: PhoneCall) -> Person:
    """Ann's browser; Ann talks with a caller."""
    ann.accepts().talks_to(call)
    return signs_in(house, TENANT, "ann")


def last_of(agent: Person) -> tuple[str, ...]:
    (row,) = agent.gets("/desk/history").get_json()["calls"]
    return row["queue"], row["name"], row["number"], row["disposition_title"]


def test_a_call_that_was_sent_on_is_of_the_queue_it_was_taken_from_and_shows_its_number(
    house: House, floor: Floor, agent: Person, call: PhoneCall
) -> None:
    changed(house, call, customer="", number=STRANGER)
    floor.agent("ben", queues=("complaints",)).goes_available()
    sent = sends(agent, "transfer", mode="blind", kind="queue", to="complaints")
    disposition = sent.get_json()["state"]["wrap"]["dispositions"][0]
    assert sends(agent, "wrap", disposition=disposition["id"]).status_code == 200
    assert last_of(agent) == ("tier1", "", STRANGER, disposition["title"])


def test_so_it_is_where_the_clock_saved_the_wrap_up(
    house: House, floor: Floor, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    changed(house, call, customer="", number=STRANGER)
    floor.agent("ben", queues=("complaints",)).goes_available()
    sends(agent, "transfer", mode="blind", kind="queue", to="complaints")
    house.net.settles(seconds=61)
    keep_unsaved(house.services, ann.tenant, "one")
    assert last_of(agent) == ("tier1", "", STRANGER, "")


def test_a_raised_hand_goes_down_with_the_call_that_help_was_wanted_with(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    sends(agent, "raise_hand", on=True)
    sends(agent, "hold")
    sends(agent, "resume")
    assert state(house, "ann")["me"]["hand"]
    assert not sends(agent, "end").get_json()["state"]["me"]["hand"]
    hands = [(fact["up"], fact["call"]) for fact in house.facts(TENANT) if fact["fact"] == "HandChanged"]
    assert hands == [(True, call.sid), (False, call.sid)]


def test_a_hand_stays_up_for_the_other_where_one_of_two_agents_leaves(
    house: House, floor: Floor, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    ben = floor.agent("ben").goes_available()
    sends(agent, "raise_hand", on=True)
    sends(agent, "transfer", mode="consult", kind="agent", to=ben.profile.id)
    ben.sees("ringing").accepts()
    house.net.settles(seconds=3)
    sends(agent, "join_all")
    ben.does(events.End)
    assert (ben.display, state(house, "ann")["me"]["hand"]) == ("wrap_up", True)


def test_who_hands_a_caller_over_who_has_just_hung_up_is_told_so(
    house: House, floor: Floor, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    ben = floor.agent("ben").goes_available()
    call.hangs_up()
    ann.sees("wrap_up")
    late = sends(agent, "transfer", mode="blind", kind="agent", to=ben.profile.id)
    assert (late.status_code, late.get_json()["error"]) == (409, "The caller has hung up.")


def test_a_call_that_rings_elsewhere_can_be_taken_back(
    house: House, floor: Floor, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    ben = floor.agent("ben").goes_available()
    sends(agent, "transfer", mode="blind", kind="agent", to=ben.profile.id)
    ben.sees("ringing")
    back = sends(agent, "back_to_caller").get_json()["state"]
    assert (back["me"]["display"], back["call"]["transfer"], back["call"]["held_since"]) == (
        "on_call",
        None,
        None,
    )
    ben.sees("available")
    ann.talks_to(call)


def test_the_floor_shows_a_call_since_its_talk_and_whom_the_agent_chose(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    changed(house, call, customer="", level="none", number=STRANGER)
    house.net.settles(seconds=5)
    sends(agent, "hold")
    sends(agent, "pick_customer", customer=VISITED)
    mine = state(house, "ann")
    row = row_of(house, ann)
    assert row["since"] == mine["me"]["since"] == mine["call"]["answered_at"] < mine["call"]["held_since"]
    assert row["call"]["pop"]["name"] == mine["call"]["pop"]["name"] != ""
    sends(agent, "undo_customer")
    row = row_of(house, ann)
    assert (row["call"]["pop"]["name"], row["call"]["pop"]["match"]) == ("", "none")
