"""Commands of the desk, as its page sends them: each done once, refused in words, strict in form."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from emulator.phone_call import PhoneCall
from routing.floor import events
from routing.floor.needs import Demand, Needs
from storage.live.answers import Answers
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.people import Person, signs_in


@pytest.fixture
def agent(house: House, ann: Desk) -> Person:
    """Ann's browser."""
    return signs_in(house, "homewise", "ann")


def sends(person: Person, do: str, **fields: Any) -> TestResponse:
    return person.posts("/desk/commands", json={"id": str(uuid4()), "do": do, **fields})


def state_after(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()["state"]
    return found


def test_a_call_is_accepted_held_ended_and_wrapped_up(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    (offer,) = agent.gets("/desk/state").get_json()["offers"]
    assert state_after(sends(agent, "accept", offer=offer["id"]))["call"]["phase"] == "connecting"
    ann.dials_in()
    house.net.settles(seconds=3)
    assert state_after(sends(agent, "hold"))["call"]["held_since"]
    assert state_after(sends(agent, "resume"))["call"]["held_since"] is None
    assert state_after(sends(agent, "end"))["wrap"]["extensions_left"] == 2
    assert state_after(sends(agent, "extend_wrap"))["wrap"]["extensions_left"] == 1
    assert state_after(sends(agent, "wrap", resolved="yes", stay_away=True))["me"]["presence"] == "away"


def test_the_same_command_again_gets_the_same_answer_and_is_done_once(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    order = {"id": str(uuid4()), "do": "decline", "offer": ann.me.offer, "reason": "busy"}
    first = agent.posts("/desk/commands", json=order)
    again = agent.posts("/desk/commands", json=order)
    assert (first.status_code, again.status_code) == (200, 200)
    other = {**order, "id": str(uuid4())}
    refused = agent.posts("/desk/commands", json=other)
    assert refused.status_code == 409
    assert agent.posts("/desk/commands", json=other).get_json() == refused.get_json()


def test_a_command_that_is_under_way_is_to_be_asked_again(house: House, agent: Person, ann: Desk) -> None:
    number = str(uuid4())
    assert Answers(house.services.live, "homewise").begin(ann.profile.id, number)
    waits = agent.posts("/desk/commands", json={"id": number, "do": "presence", "presence": "away"})
    assert (waits.status_code, waits.headers["Retry-After"]) == (503, "1")
    assert waits.get_json()["under_way"]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"do": "end"},
        {"id": "1", "do": "end"},
        {"id": str(uuid4()), "do": "explode"},
        {"id": str(uuid4()), "do": ["end"]},
        {"id": str(uuid4()), "do": "end", "offer": "off_1"},
        {"id": str(uuid4()), "do": "accept"},
        {"id": str(uuid4()), "do": "accept", "offer": 1},
        {"id": str(uuid4()), "do": "accept", "offer": "x" * 301},
        {"id": str(uuid4()), "do": "presence", "presence": "asleep"},
        {"id": str(uuid4()), "do": "escalate", "tier": 1, "reason": "why"},
        {"id": str(uuid4()), "do": "escalate", "tier": True, "reason": "why"},
        {"id": str(uuid4()), "do": "wrap", "stay_away": "yes"},
        {"id": str(uuid4()), "do": "supervise", "call": "CA1", "mode": "record"},
    ],
)
def test_what_is_no_command_is_refused_and_changes_nothing(agent: Person, ann: Desk, body: Any) -> None:
    before = ann.me
    assert agent.posts("/desk/commands", json=body).status_code == 400
    assert ann.me == before


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("supervise", {"call": "CA1", "mode": "listen"}),
        ("free", {"agent": "agt_000000000000"}),
        ("presence", {"presence": "offline", "agent": "agt_000000000000"}),
    ],
)
def test_an_agent_cannot_act_as_a_supervisor(agent: Person, do: str, fields: dict[str, Any]) -> None:
    refused = sends(agent, do, **fields)
    assert refused.status_code == 409
    assert refused.get_json()["error"] == "Only a supervisor can do this."


def test_a_supervisor_sends_an_agent_off_the_floor_and_frees_who_is_stuck(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    supervisor = signs_in(house, "homewise", "supervisor")
    ann.accepts().talks_to(call)
    state_after(sends(agent, "end"))
    ann.sees("wrap_up")
    state_after(sends(supervisor, "free", agent=ann.profile.id))
    ann.sees("available")
    state_after(sends(supervisor, "presence", presence="offline", agent=ann.profile.id))
    ann.sees("offline")


def test_what_cannot_be_done_is_said_in_words(agent: Person) -> None:
    for do, fields, words in (
        ("end", {}, "no call"),
        ("transfer", {"mode": "blind", "kind": "number", "to": "12345"}, "such as +44"),
        ("transfer", {"mode": "blind", "kind": "agent", "to": "agt_nobody"}, "nobody"),
        ("transfer", {"mode": "blind", "kind": "queue", "to": "tier1"}, "no call"),
    ):
        refused = sends(agent, do, **fields)
        assert refused.status_code == 409
        assert words in refused.get_json()["error"].lower() or "call" in refused.get_json()["error"]


def test_a_caller_is_escalated_ahead_of_who_comes_new(
    house: House, floor: Floor, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    floor.agent("ben", tier=2).goes_available().does(events.PresenceChosen, presence="away")
    ann.accepts().talks_to(call)
    state_after(sends(agent, "escalate", tier=2, reason="two visits failed"))
    ann.sees("wrap_up")
    house.net.settles(seconds=15)
    needs = house.services.tenants["homewise"].floor.read((), call.sid).needs
    assert needs is not None
    waiting = Needs.from_json(needs)
    demand = Demand.from_key(waiting.demand)
    assert (demand.queue, demand.tier, waiting.priority) == ("tier1", 2, 50)


def test_a_raised_hand_is_seen_by_supervisors_until_it_is_lowered(
    house: House, agent: Person, ann: Desk
) -> None:
    supervisor = signs_in(house, "homewise", "supervisor")

    def hands() -> list[str]:
        return [each["id"] for each in supervisor.gets("/desk/state").get_json()["floor"] if each["hand"]]

    assert state_after(sends(agent, "raise_hand", on=True))["me"]["hand"]
    assert hands() == [ann.profile.id]
    assert not state_after(sends(agent, "raise_hand", on=False))["me"]["hand"]
    assert hands() == []
