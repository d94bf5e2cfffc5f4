"""Commands that name a thing: another company's, or another agent's, is as one that nobody has (C13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.live.floor import Versioned
from storage.record.staff import staff_id
from storage.record.tables import customers
from switchboard.agent import obey
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.desk.feeding import TENANT, listening
from tests.web.people import Person, signs_in
from tests.web.routes import AGENTS, ROWS, call_of_agents
from web.desk.asked import COMMANDS

OTHER = "homeika"
#: Each field of a command that names a thing: of which kind, and what else the command needs.
NAMING: Mapping[tuple[str, str], tuple[str, dict[str, Any]]] = {
    ("presence", "agent"): ("agent", {"presence": "available"}),
    ("accept", "offer"): ("offer", {}),
    ("decline", "offer"): ("offer", {}),
    ("hold", "who"): ("agent", {}),
    ("resume", "who"): ("agent", {}),
    ("mute", "who"): ("agent", {}),
    ("unmute", "who"): ("agent", {}),
    ("remove", "who"): ("agent", {}),
    ("transfer", "to"): ("agent", {"mode": "blind", "kind": "agent"}),
    ("pick_customer", "customer"): ("customer", {}),
    ("wrap_late", "call"): ("call", {"ended_at": "2026-11-24T10:00:00.000Z"}),
    ("wrap_late", "agent"): ("agent", {"call": "CA1", "ended_at": "2026-11-24T10:00:00.000Z"}),
    ("supervise", "call"): ("call", {"mode": "listen", "reason": "a complaint"}),
    ("free", "agent"): ("agent", {}),
    ("stop_clock", "call"): ("call", {"clock": "field-team-60m"}),
}
#: Fields that name nothing of anybody's.
WORDS = frozenset(
    {
        *("presence", "reason", "mode", "kind", "tier", "disposition", "resolved", "notes", "follow_up"),
        *("stay_away", "name", "number", "on", "ended_at", "clock"),
    }
)


def sends(person: Person, do: str, fields: Mapping[str, Any]) -> tuple[int, str]:
    answer = person.posts("/desk/commands", json={"id": str(uuid4()), "do": do, **fields})
    return answer.status_code, answer.get_json().get("error", "")


def at_work_elsewhere(house: House) -> dict[str, str]:
    """Let the other company have a call, and an agent on its floor; return the ids of its things."""
    tenant = house.services.tenants[OTHER]
    member = tenant.staff.by_login("agent1")
    assert member is not None
    obey(house.services, tenant, events.LinkChanged(agent=member.profile, up=True))
    obey(house.services, tenant, events.PresenceChosen(agent=member.profile, presence="away"))
    with house.services.record.reading() as connection:
        theirs = select(customers.c.id).where(customers.c.tenant == OTHER)
        customer = connection.execute(theirs.limit(1)).scalar_one()
    # Its own people have just asked for it, so whatever is kept in memory knows it.
    assert signs_in(house, OTHER, "supervisor").gets("/desk/state").status_code == 200
    call = call_of_agents(house, OTHER)
    return {"agent": member.id, "call": call, "customer": customer, "offer": "off_0123456789abcdef"}


def floor_of(house: House, tenant: str) -> dict[str, Versioned]:
    return house.services.tenants[tenant].floor.everybody()


def nameless(error: str, *names: str) -> str:
    for name in names:
        error = error.replace(name, "…")
    return error


def test_every_field_of_a_command_either_names_a_thing_or_is_words() -> None:
    naming = {(do, name) for do, known in COMMANDS.items() for name in known if name not in WORDS}
    assert naming == set(NAMING)


@pytest.mark.parametrize("login", ["supervisor", "ann"])
def test_another_companys_thing_is_refused_as_one_that_nobody_has_and_nothing_changes(
    house: House, ann: Desk, call: PhoneCall, login: str
) -> None:
    things = at_work_elsewhere(house)
    ann.accepts().talks_to(call)
    nobodys = {"agent": staff_id(TENANT, "nobody"), "call": "CAnobody", "customer": "cus_0", "offer": "off_0"}
    person = signs_in(house, TENANT, login)
    before = floor_of(house, OTHER)
    for (do, name), (kind, fields) in NAMING.items():
        foreign = sends(person, do, {**fields, name: things[kind]})
        absent = sends(person, do, {**fields, name: nobodys[kind]})
        assert foreign[0] == absent[0] == 409, (do, foreign, absent)
        assert nameless(foreign[1], *things.values()) == nameless(absent[1], *nobodys.values()), do
    assert floor_of(house, OTHER) == before
    assert things["agent"] not in floor_of(house, TENANT)


@pytest.mark.parametrize("do", ["accept", "decline"])
def test_another_agents_offer_is_refused_as_one_that_nobody_has(
    house: House, ann: Desk, call: PhoneCall, do: str
) -> None:
    person = signs_in(house, TENANT, "agent2")
    offer = ann.me.offer
    assert sends(person, do, {"offer": offer}) == sends(person, do, {"offer": "off_nobody"})
    assert (ann.display, ann.me.offer) == ("ringing", offer)


def test_what_names_a_call_is_not_found_by_an_agent_who_has_no_part_in_it(house: House) -> None:
    person = signs_in(house, TENANT, "agent2")
    rows = [(key, row) for key, row in ROWS.items() if row.thing is not None and row.roles == AGENTS]
    assert len(rows) > 3
    found = {}
    for (method, rule), row in rows:
        assert row.thing is not None
        found[rule] = person.asks(method, row.thing(house, TENANT), json=row.body).status_code
    assert set(found.values()) == {404}, found


def test_a_colleague_sees_neither_the_call_nor_the_floor(
    house: House, floor: Floor, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    state = signs_in(house, TENANT, "agent2").gets("/desk/state").get_json()
    assert (state["call"], state["offers"], state["floor"]) == (None, [], [])
    assert call.sid not in signs_in(house, OTHER, "supervisor").gets("/desk/state").text


def test_nobody_of_another_company_can_be_chosen_for_a_transfer(house: House) -> None:
    things = at_work_elsewhere(house)
    found = signs_in(house, TENANT, "agent1").gets("/desk/targets").get_json()["targets"]
    assert things["agent"] not in {each["to"] for each in found}
    own = signs_in(house, OTHER, "supervisor").gets("/desk/targets").get_json()["targets"]
    assert things["agent"] in {each["to"] for each in own}


def test_the_number_of_another_companys_last_event_tells_nothing_of_it(house: House) -> None:
    at_work_elsewhere(house)
    seen = f"{house.services.tenants[OTHER].facts.last():015d}"
    with listening(signs_in(house, TENANT, "supervisor"), seen) as heard:
        first = next(heard)
    assert (first.name, first.envelope["data"]["tenant"]) == ("feed.reset", TENANT)
