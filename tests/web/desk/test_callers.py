"""Who a caller is taken to be: picked, created, taken back; kept with the call, and proof of nothing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, select, update
from werkzeug.test import TestResponse

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.roles import VISITED
from storage.record.tables import customers, newcomers
from tests.calls import homewise
from tests.calls.agents.conftest import TO_TIER1
from tests.calls.agents.working import Desk, Floor
from tests.house import House
from tests.web.desk.calls import changed
from tests.web.desk.test_reading import SCRIPT, TENANT, asked
from tests.web.people import Person, signs_in

STRANGER = "+447700900077"
HOSTILE = SCRIPT + "\x01\x1b[31m\u202e"


@pytest.fixture
def agent(house: House, ann: Desk, call: PhoneCall) -> Person:
    """Ann's browser; a caller whom nobody has found is offered to her."""
    changed(house, call, customer="", level="none", number=STRANGER)
    return signs_in(house, TENANT, "ann")


def sends(person: Person, do: str, **fields: Any) -> TestResponse:
    return person.posts("/desk/commands", json={"id": str(uuid4()), "do": do, **fields})


def pop_of(person: Person) -> dict[str, Any]:
    state = person.gets("/desk/state").get_json()
    shown: dict[str, Any] = (state["call"] or state["wrap"] or state["offers"][0])["pop"]
    return shown


def share_number(house: House, *ids: str) -> None:
    with house.services.record.writing() as connection:
        connection.execute(update(customers).where(customers.c.id.in_(ids)).values(number=STRANGER))


def others(house: House, many: int) -> list[str]:
    mine = select(customers.c.id).where(customers.c.tenant == TENANT, customers.c.id != VISITED)
    with house.services.record.reading() as connection:
        return list(connection.execute(mine.limit(many)).scalars())


def told(house: House) -> list[dict[str, Any]]:
    return [fact for fact in house.facts(TENANT) if fact["fact"] == "CustomerChosen"]


def test_of_many_the_agent_picks_one_who_is_the_customer_for_the_call_and_proves_nothing(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    share_number(house, VISITED, *others(house, 8))
    ringing = pop_of(agent)
    assert (ringing["match"], len(ringing["candidates"]), ringing["customer_id"]) == ("many", 5, "")
    assert all(each["account"].startswith("••••") for each in ringing["candidates"])
    ann.accepts().talks_to(call)
    assert pop_of(agent)["match"] == "many"
    assert sends(agent, "pick_customer", customer=VISITED).status_code == 200
    shown = pop_of(agent)
    assert (shown["match"], shown["customer_id"], shown["candidates"]) == ("one", VISITED, [])
    assert shown["chosen"] == {"by": "Ann", "how": "picked", "may_undo": True}
    assert (shown["level"], shown["level_words"]) == ("none", "Not identified")
    assert house.level(call) == "none"
    assert house.state(call)["customer"] == ""
    assert asked(house, "ann", f"/desk/customers/{call.sid}")["customer"]["kind"] == "homeowner"
    (fact,) = told(house)
    assert (fact["agent"], fact["customer"], fact["how"]) == (ann.profile.id, VISITED, "picked")


def test_a_transfer_pops_again_with_the_choice_the_first_agents_notes_and_the_path(
    house: House, floor: Floor, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    ben = floor.agent("ben").goes_available()
    ann.accepts().talks_to(call)
    sends(agent, "pick_customer", customer=VISITED)
    assert (
        agent.asks("PUT", f"/desk/notes/{call.sid}", json={"text": "Boiler is cold", "rev": 1}).status_code
        == 200
    )
    sends(agent, "transfer", mode="blind", kind="agent", to=ben.profile.id)
    ben.is_offered(call)
    shown = pop_of(signs_in(house, TENANT, "ben"))
    assert shown["notes_before"] == [{"by": "Ann", "text": "Boiler is cold"}]
    assert (shown["customer_id"], shown["chosen"]["by"]) == (VISITED, "Ann")
    assert shown["path"][-1]["step"].endswith("tier1_queue")


def test_a_customer_is_created_as_typed_once_and_can_be_taken_back_until_the_call_is_wrapped(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    assert pop_of(agent)["match"] == "none"
    order = {
        "id": str(uuid4()),
        "do": "create_customer",
        "name": " Sasha  Oakley ",
        "number": "+44 7700 900077",
    }
    for _ in range(2):
        assert agent.posts("/desk/commands", json=order).status_code == 200
    shown = pop_of(agent)
    assert (shown["match"], shown["name"], shown["chosen"]["how"]) == ("one", "Sasha Oakley", "created")
    assert house.services.tenants[TENANT].directory.recognise(STRANGER) is not None
    assert asked(house, "ann", f"/desk/customers/{call.sid}")["customer"]["name"] == "Sasha Oakley"
    ann.does(events.End)
    assert sends(agent, "undo_customer").status_code == 200
    assert house.services.tenants[TENANT].directory.recognise(STRANGER) is None
    assert pop_of(agent)["match"] == "none"
    assert sends(agent, "create_customer", name="Sasha Oakley", number="").status_code == 200
    assert sends(agent, "wrap", resolved="yes").status_code == 200
    assert sends(agent, "undo_customer").status_code == 409
    assert [fact["how"] for fact in told(house)] == ["created", "undone", "created"]
    with house.services.record.reading() as connection:
        rows = connection.execute(
            select(newcomers.c.change, newcomers.c.staff_id).order_by(newcomers.c.id)
        ).all()
    assert [tuple(row) for row in rows] == [(how, ann.profile.id) for how in ("created", "undone", "created")]
    (last,) = asked(house, "ann", "/desk/history")["calls"]
    assert last["name"] == "Sasha Oakley"


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"name": "\x01 \u202e"}, 409, "Write the customer's name"),
        ({"name": "Ann", "number": "7946 0000"}, 409, "Write one such as +44"),
        ({"name": "Ann", "number": "+1<script>"}, 409, "no phone number"),
        ({"name": "", "number": STRANGER}, 400, "needs name"),
        ({"name": "x" * 10_000}, 400, "at most"),
        ({"name": "Ann", "plan": "enterprise"}, 400, "takes no plan"),
    ],
)
def test_what_cannot_be_put_on_file_is_refused_in_words(
    agent: Person, fields: dict[str, str], status: int, words: str
) -> None:
    refused = sends(agent, "create_customer", **fields)
    assert refused.status_code == status
    assert words in refused.get_json()["error"]
    assert pop_of(agent)["match"] == "none"


def test_who_is_on_file_already_is_searched_for_and_not_created_again(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    (other,) = others(house, 1)
    with house.services.record.writing() as connection:
        connection.execute(update(customers).where(customers.c.id == other).values(number="+447700900078"))
    ann.accepts().talks_to(call)
    taken = sends(agent, "create_customer", name="Ann", number="+447700900078")
    assert "Search for them" in taken.get_json()["error"]
    found = asked(house, "ann", f"/desk/customers/{call.sid}/search?q=%2B447700900078")["customers"]
    assert [each["customer_id"] for each in found] == [other]


def test_a_number_without_a_country_is_one_of_the_companys(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    assert sends(agent, "create_customer", name="Sasha Oakley", number="020 7946 0123").status_code == 200
    assert house.services.tenants[TENANT].directory.recognise("+442079460123") is not None
    path = f"/desk/customers/{call.sid}/search?q="
    for typed in ("020 7946 0123", "(020) 7946-0123", "%2B44 20 7946 0123", "442079460123"):
        (found,) = asked(house, "ann", path + typed)["customers"]
        assert found["name"] == "Sasha Oakley"


def test_a_search_that_finds_more_than_it_shows_says_so(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    ids = others(house, 6)
    with house.services.record.writing() as connection:
        connection.execute(update(customers).where(customers.c.id.in_(ids)).values(name="Robin Vale"))
    found = asked(house, "ann", f"/desk/customers/{call.sid}/search?q=robin vale")
    assert (len(found["customers"]), found["more"]) == (5, True)
    with house.services.record.writing() as connection:
        connection.execute(update(customers).where(customers.c.id == ids[0]).values(name="Robin Wood"))
    found = asked(house, "ann", f"/desk/customers/{call.sid}/search?q=robin vale")
    assert (len(found["customers"]), found["more"]) == (5, False)


@pytest.mark.parametrize("typed", ["", "%20%20", "x"])
def test_nobody_is_found_by_an_empty_text(house: House, ann: Desk, call: PhoneCall, typed: str) -> None:
    changed(house, call, customer="", level="none", number="")
    agent = signs_in(house, TENANT, "ann")
    ann.accepts().talks_to(call)
    assert pop_of(agent)["match"] == "withheld"
    assert asked(house, "ann", f"/desk/customers/{call.sid}/search?q={typed}")["customers"] == []


def test_only_who_is_at_the_call_chooses_and_only_where_the_caller_has_not(
    house: House, floor: Floor, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    floor.agent("ben").goes_available()
    ben = signs_in(house, TENANT, "ben")
    assert sends(ben, "pick_customer", customer=VISITED).status_code == 409
    assert ben.gets(f"/desk/customers/{call.sid}/search?q=ann").status_code == 404
    assert "no such customer" in sends(agent, "pick_customer", customer="cus_none").get_json()["error"]
    changed(house, call, customer=VISITED)
    for do, fields in (("pick_customer", {"customer": VISITED}), ("create_customer", {"name": "Ann"})):
        assert "nothing to choose" in sends(agent, do, **fields).get_json()["error"]
    assert told(house) == []


def test_a_colleague_does_not_take_back_whom_another_created(
    house: House, floor: Floor, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    ben = floor.agent("ben").goes_available()
    ann.accepts().talks_to(call)
    sends(agent, "create_customer", name="Sasha Oakley", number="")
    sends(agent, "transfer", mode="consult", kind="agent", to=ben.profile.id)
    ben.is_offered(call)
    other = signs_in(house, TENANT, "ben")
    assert pop_of(other)["chosen"]["may_undo"] is False
    assert "Only they" in sends(other, "undo_customer").get_json()["error"]
    assert pop_of(other)["name"] == "Sasha Oakley"


def test_hostile_words_of_a_new_customer_stay_words(
    house: House, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    assert sends(agent, "create_customer", name=HOSTILE, number="").status_code == 200
    path = f"/desk/customers/{call.sid}"
    names = [
        pop_of(agent)["name"],
        asked(house, "ann", path)["customer"]["name"],
        asked(house, "ann", f"{path}/search?q=%3Cscript")["customers"][0]["name"],
    ]
    assert set(names) == {SCRIPT + " [31m"}


def test_a_floor_reads_all_whom_agents_chose_in_one_query(
    house: House, floor: Floor, agent: Person, ann: Desk, call: PhoneCall
) -> None:
    first, second = others(house, 2)
    ben = floor.agent("ben")
    ann.accepts().talks_to(call)
    sends(agent, "pick_customer", customer=first)
    ben.goes_available()
    again = homewise.calls(house, *TO_TIER1)
    ben.is_offered(again, within=60).accepts().talks_to(again)
    changed(house, again, customer="", level="none", number=STRANGER)
    sends(signs_in(house, TENANT, "ben"), "pick_customer", customer=second)
    supervisor = signs_in(house, TENANT, "supervisor")
    asked_of_sql: list[str] = []
    engine = house.services.record.engine

    def note(*given: Any) -> None:
        asked_of_sql.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    rows = supervisor.gets("/desk/state").get_json()["floor"]
    event.remove(engine, "before_cursor_execute", note)
    shown = {row["name"]: row["call"]["pop"]["name"] for row in rows if row["call"]}
    directory = house.services.tenants[TENANT].directory
    assert shown == {
        "Ann": directory.find_all([first])[first].name,
        "Ben": directory.find_all([second])[second].name,
    }
    assert sum("FROM customers" in said for said in asked_of_sql) == 1
