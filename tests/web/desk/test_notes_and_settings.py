"""What a desk keeps: notes with each rest of typing, what came of a call, and its owner's settings."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from emulator.phone_call import PhoneCall
from storage.record.handled import Handled
from tests.calls.agents.working import Desk
from tests.house import House
from tests.web.people import Person, signs_in

SETTINGS = {
    "shortcuts": {"accept": "Control+Alt+Y"},
    "shortcuts_on": True,
    "single_keys_on": False,
    "ring_volume": 30,
    "ring_device": "",
}


@pytest.fixture
def agent(house: House, ann: Desk, call: PhoneCall) -> Person:
    """Ann's browser, with a call on the line."""
    ann.accepts().talks_to(call)
    return signs_in(house, "homewise", "ann")


def test_notes_are_on_the_desk_again_after_a_reload(agent: Person, call: PhoneCall) -> None:
    saved = agent.asks("PUT", f"/desk/notes/{call.sid}", json={"text": "Boiler is cold.", "rev": 1})
    assert saved.get_json() == {"rev": 1}
    assert agent.gets("/desk/state").get_json()["call"]["notes"] == {"text": "Boiler is cold.", "rev": 1}


def test_notes_of_another_tab_are_told_with_their_number(agent: Person, call: PhoneCall) -> None:
    path = f"/desk/notes/{call.sid}"
    agent.asks("PUT", path, json={"text": "first", "rev": 1})
    behind = agent.asks("PUT", path, json={"text": "second", "rev": 1})
    assert behind.status_code == 409
    assert (behind.get_json()["rev"], behind.get_json()["text"]) == (1, "first")


@pytest.mark.parametrize(
    "body", [None, {"text": 1, "rev": 1}, {"text": "x", "rev": 0}, {"text": "x", "rev": True}, {"rev": 1}]
)
def test_what_are_no_notes_is_refused(agent: Person, call: PhoneCall, body: Any) -> None:
    assert agent.asks("PUT", f"/desk/notes/{call.sid}", json=body).status_code == 400


def test_notes_longer_than_a_call_can_need_are_refused(agent: Person, call: PhoneCall) -> None:
    body = {"text": "x" * 10_001, "rev": 1}
    assert agent.asks("PUT", f"/desk/notes/{call.sid}", json=body).status_code == 400


def test_nobody_writes_on_a_call_that_they_have_nothing_to_do_with(
    house: House, agent: Person, call: PhoneCall
) -> None:
    other = signs_in(house, "homewise", "agent1")
    body = {"text": "not mine", "rev": 1}
    assert other.asks("PUT", f"/desk/notes/{call.sid}", json=body).status_code == 404


def test_a_wrap_up_is_in_the_record_with_what_was_chosen(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    sends(agent, "end")
    state = agent.gets("/desk/state").get_json()
    assert {"id": "booking", "title": "Visit booked", "favourite": 2} in state["wrap"]["dispositions"]
    fields = {"disposition": "booking", "resolved": "yes", "notes": "Tuesday", "follow_up": "2026-12-01"}
    assert sends(agent, "wrap", **fields).status_code == 200
    (kept,) = Handled(house.services.record, "homewise").of_agent(ann.profile.id)
    assert (kept.call_id, kept.queue, kept.disposition) == (call.sid, "tier1", "booking")
    assert (kept.resolved, kept.notes, str(kept.follow_up), kept.auto) == (
        "yes",
        "Tuesday",
        "2026-12-01",
        False,
    )
    assert kept.ended_at <= kept.wrapped_at


@pytest.mark.parametrize("fields", [{"disposition": "of_no_queue"}, {"follow_up": "tomorrow"}])
def test_a_wrap_up_that_cannot_be_kept_as_typed_stays_open(
    agent: Person, ann: Desk, fields: dict[str, str]
) -> None:
    sends(agent, "end")
    assert sends(agent, "wrap", **fields).status_code == 409
    assert ann.display == "wrap_up"


def test_settings_are_kept_for_their_owner(house: House) -> None:
    mine, other = signs_in(house, "homewise", "agent1"), signs_in(house, "homewise", "agent2")
    assert mine.gets("/desk/settings").get_json() == {}
    assert mine.asks("PUT", "/desk/settings", json=SETTINGS).status_code == 200
    assert mine.gets("/desk/settings").get_json() == SETTINGS
    assert other.gets("/desk/settings").get_json() == {}


@pytest.mark.parametrize(
    "change",
    [
        {"ring_volume": 101},
        {"ring_volume": True},
        {"shortcuts": {"accept": "A"}},
        {"shortcuts": {"explode": "Alt+X"}},
        {"shortcuts": []},
        {"shortcuts_on": "yes"},
        {"ring_device": "x" * 201},
        {"theme": "pink"},
    ],
)
def test_what_are_no_settings_is_refused(house: House, change: dict[str, Any]) -> None:
    mine = signs_in(house, "homewise", "agent1")
    assert mine.asks("PUT", "/desk/settings", json={**SETTINGS, **change}).status_code == 400


def sends(person: Person, do: str, **fields: Any) -> Any:
    return person.posts("/desk/commands", json={"id": str(uuid4()), "do": do, **fields})
