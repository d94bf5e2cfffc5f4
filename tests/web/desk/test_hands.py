"""A raised hand: supervisors hear of it on their stream, nobody else does, and once."""

from __future__ import annotations

from uuid import uuid4

from emulator.phone_call import PhoneCall
from tests.calls.agents.working import Desk
from tests.house import House
from tests.web.desk.feeding import TENANT, listening, until
from tests.web.people import Person, signs_in


def hand(person: Person, *, up: bool) -> None:
    order = {"id": str(uuid4()), "do": "raise_hand", "on": up}
    assert person.posts("/desk/commands", json=order).status_code == 200


def raised(house: House) -> list[bool]:
    return [fact["up"] for fact in house.facts(TENANT) if fact["fact"] == "HandChanged"]


def test_a_supervisor_hears_of_a_raised_hand_and_of_the_call_and_another_agent_does_not(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    agent = signs_in(house, TENANT, "ann")
    ann.accepts().talks_to(call)
    with (
        listening(signs_in(house, TENANT, "supervisor")) as boss,
        listening(signs_in(house, TENANT, "agent2")) as other,
    ):
        next(boss)
        next(other)
        hand(agent, up=True)
        told = until(boss, "agent.hand_raised")
        assert (told.data["agent_id"], told.data["call_id"]) == (ann.profile.id, call.sid)
        hand(agent, up=False)
        assert until(boss, "agent.hand_lowered").data["agent_id"] == ann.profile.id
        assert told.id
        hand(signs_in(house, TENANT, "agent2"), up=True)
        heard = until(other, "agent.hand_raised")
    assert heard.data["agent_id"] != ann.profile.id


def test_a_hand_that_is_up_already_is_told_of_once(house: House, ann: Desk) -> None:
    agent = signs_in(house, TENANT, "ann")
    for up in (False, True, True, False, False):
        hand(agent, up=up)
    assert raised(house) == [True, False]


def test_who_signs_out_lowers_the_hand(house: House, ann: Desk) -> None:
    agent = signs_in(house, TENANT, "ann")
    hand(agent, up=True)
    assert agent.posts("/sign-out").status_code == 303
    assert raised(house) == [True, False]
