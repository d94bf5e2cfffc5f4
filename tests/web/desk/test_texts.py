"""Texts that no store can keep, and reasons that are on no list: refused, and nothing breaks."""

from __future__ import annotations

from uuid import uuid4

import pytest

from emulator.phone_call import PhoneCall
from tests.calls.agents.working import Desk
from tests.house import House
from tests.web.desk.sending import sends
from tests.web.people import Person, signs_in

#: As JSON: half of a pair, which is no character; and the one that SQL cannot keep.
BROKEN = ("\\ud800", "\\u0000")
AS_JSON = {"content_type": "application/json"}


@pytest.fixture
def agent(house: House, ann: Desk, call: PhoneCall) -> Person:
    """Ann's browser; a call is offered to Ann."""
    return signs_in(house, "homewise", "ann")


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_text_is_refused_wherever_it_is_typed(
    agent: Person, ann: Desk, call: PhoneCall, broken: str
) -> None:
    notes = agent.asks(
        "PUT", f"/desk/notes/{call.sid}", data=f'{{"text": "a {broken}", "rev": 1}}', **AS_JSON
    )
    assert notes.status_code == 400
    for do, field in (("wrap", "notes"), ("create_customer", "name"), ("decline", "reason")):
        body = f'{{"id": "{uuid4()}", "do": "{do}", "offer": "{ann.me.offer}", "{field}": "{broken}"}}'
        if do != "decline":
            body = body.replace(f'"offer": "{ann.me.offer}", ', "")
        assert agent.posts("/desk/commands", data=body, **AS_JSON).status_code == 400
    settings = (
        '{"shortcuts": {}, "shortcuts_on": true, "single_keys_on": false, "ring_volume": 3, '
        f'"ring_device": "{broken}"}}'
    )
    assert agent.asks("PUT", "/desk/settings", data=settings, **AS_JSON).status_code == 400


def test_a_broken_search_finds_nobody(agent: Person, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call)
    found = agent.gets(f"/desk/customers/{call.sid}/search?q=a%00b%ED%A0%80")
    assert (found.status_code, found.get_json()) == (200, {"customers": [], "more": False})


@pytest.mark.parametrize("reason", ["missed", "disconnected", "my own words", "lunch:break"])
def test_a_reason_for_being_away_that_is_on_no_list_is_refused(agent: Person, ann: Desk, reason: str) -> None:
    before = ann.me
    assert sends(agent, "presence", presence="away", reason=reason).status_code == 400
    assert ann.me == before


def test_only_being_away_has_a_reason(house: House, ann: Desk) -> None:
    person = signs_in(house, "homewise", "ann")
    assert sends(person, "presence", presence="transfers_only", reason="lunch").status_code == 200
    assert ann.display == "transfers_only"
    assert sends(person, "presence", presence="away", reason="lunch").status_code == 200
    assert ann.display == "away:lunch"


def test_a_reason_to_decline_that_is_on_no_list_is_refused(agent: Person, ann: Desk) -> None:
    assert sends(agent, "decline", offer=ann.me.offer, reason="my own words").status_code == 400
    assert sends(agent, "decline", offer=ann.me.offer, reason="wrong_skill").status_code == 200


def test_a_state_that_nobody_shows_any_more_is_not_kept(house: House, ann: Desk) -> None:
    person = signs_in(house, "homewise", "ann")
    for reason in ("lunch", "break", "meeting"):
        assert sends(person, "presence", presence="away", reason=reason).status_code == 200
    (kept,) = house.services.live.run(lambda redis: redis.keys("*:floor:states"))
    assert house.services.live.run(lambda redis: redis.hgetall(kept)) == {b"away:meeting": b"1"}
