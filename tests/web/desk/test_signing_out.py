"""Who signs out, or whose sign-in ends, leaves the floor: at once, or after their call."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest

from emulator.phone_call import PhoneCall
from routing.floor import events
from storage.record.sign_ins import LONGEST
from storage.record.staff import Member
from switchboard import signing_out
from switchboard.agent import obey
from tests.calls.agents.working import Desk
from tests.house import House
from tests.web.desk.feeding import TENANT, agent_of, heard_in, opened
from tests.web.people import Person, signs_in


def signs_out(person: Person) -> tuple[int, str]:
    answer = person.posts("/sign-out")
    return answer.status_code, answer.text


def is_in(person: Person) -> bool:
    return person.gets("/desk/state").status_code == 200


def changes(house: House, login: str, **fields: object) -> None:
    staff = house.services.tenants[TENANT].staff
    member = staff.by_login(login)
    assert member is not None
    staff.put([replace(member, **fields)])  # type: ignore[arg-type]  # fields of a member, by name


def comes_to_work(house: House, login: str) -> None:
    """Sign in and be available; nobody looks after links here, nor matches anybody."""
    tenant = house.services.tenants[TENANT]
    member = tenant.staff.by_login(login)
    assert member is not None
    signs_in(house, TENANT, login)
    obey(house.services, tenant, events.LinkChanged(agent=member.profile, up=True))
    obey(house.services, tenant, events.PresenceChosen(agent=member.profile, presence="available"))


def follows(house: House) -> int:
    return signing_out.take_off(house.services, house.services.tenants[TENANT])


def test_signing_out_takes_an_idle_agent_off_the_floor_and_ends_the_stream(house: House, ann: Desk) -> None:
    person = signs_in(house, TENANT, "ann")
    with opened(person) as stream:
        assert ann.display == "available"
        assert signs_out(person)[0] == 303
        assert ann.display == "offline"
        assert list(heard_in(stream.response))  # it ends
    assert not is_in(person)


def test_signing_out_of_a_call_is_refused_with_a_way_out(house: House, ann: Desk, call: PhoneCall) -> None:
    person = signs_in(house, TENANT, "ann")
    ann.accepts().talks_to(call)
    status, page = signs_out(person)
    assert status == 409
    assert "End it or hand it over" in page
    assert 'href="/desk"' in page
    assert is_in(person)
    assert ann.display == "on_call"


def test_an_agent_whom_a_supervisor_freed_of_the_call_may_sign_out(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    person = signs_in(house, TENANT, "ann")
    ann.accepts().talks_to(call)
    order = {"id": str(uuid4()), "do": "free", "agent": ann.profile.id}
    assert signs_in(house, TENANT, "supervisor").posts("/desk/commands", json=order).status_code == 200
    assert signs_out(person)[0] == 303
    assert ann.display == "offline"


def test_signing_out_in_wrap_up_saves_it_as_it_is(house: House, ann: Desk, call: PhoneCall) -> None:
    person = signs_in(house, TENANT, "ann")
    ann.accepts().talks_to(call).does(events.End)
    assert ann.display == "wrap_up"
    assert signs_out(person)[0] == 303
    assert ann.display == "offline"
    assert [fact["auto"] for fact in house.facts(TENANT) if fact["fact"] == "Wrapup"] == [True]


def test_signing_out_while_it_rings_gives_the_caller_to_the_next_one(
    house: House, floor: object, ann: Desk, call: PhoneCall
) -> None:
    assert signs_out(signs_in(house, TENANT, "ann"))[0] == 303
    assert ann.display == "offline"
    kept = house.services.tenants[TENANT].floor.read((), call.sid).needs
    assert kept is not None


@pytest.mark.parametrize(
    "ends",
    [
        lambda house: changes(house, "ann", active=False),
        lambda house: changes(house, "ann", role="ops"),
        lambda house: house.services.tenants[TENANT].sign_ins.end_all(agent_of(house, "ann").id),
    ],
    ids=["deactivated", "another role", "ended everywhere"],
)
def test_who_is_signed_in_no_more_is_taken_off_the_floor(
    house: House, ann: Desk, ends: Callable[[House], None]
) -> None:
    person = signs_in(house, TENANT, "ann")
    with opened(person) as stream:
        assert follows(house) == 0
        ends(house)
        assert follows(house) == 1
        assert ann.display == "offline"
        assert list(heard_in(stream.response))  # it ends
    assert follows(house) == 0


def test_a_sign_in_that_expires_takes_its_owner_off_the_floor(house: House) -> None:
    comes_to_work(house, "agent1")
    house.net.clock.moves(seconds=LONGEST.total_seconds())
    assert follows(house) == 1
    assert agent_of(house, "agent1").display == "offline"


def test_a_person_with_a_new_role_and_a_new_sign_in_is_on_the_floor_no_more(house: House, ann: Desk) -> None:
    changes(house, "ann", role="admin")
    signs_in(house, TENANT, "ann")
    assert follows(house) == 1
    assert ann.display == "offline"


def test_a_sign_in_that_ends_during_a_call_counts_after_it(house: House, ann: Desk, call: PhoneCall) -> None:
    ann.accepts().talks_to(call)
    changes(house, "ann", active=False)
    for _ in range(2):
        follows(house)
        assert (ann.display, ann.me.next_presence) == ("on_call", "offline")
    call.hangs_up()
    house.net.settles(seconds=5)
    follows(house)
    assert ann.display == "offline"


def test_who_is_signed_in_elsewhere_too_stays_when_one_sign_in_expires(house: House) -> None:
    comes_to_work(house, "agent1")
    house.net.clock.moves(seconds=30 * 60)
    signs_in(house, TENANT, "agent1")
    house.net.clock.moves(seconds=45 * 60)
    assert follows(house) == 0
    assert agent_of(house, "agent1").display == "available"


def test_somebody_who_was_never_on_the_floor_signs_out_and_leaves_no_trace_there(house: House) -> None:
    person = signs_in(house, TENANT, "ops")
    with closing(person.posts("/sign-out")) as answer:
        assert answer.status_code == 303
    assert agent_of(house, "ops").presence_ms == 0


def test_nobody_of_another_company_is_found_by_their_id(house: House) -> None:
    """Not even a moment after that company's own people asked for them."""
    foreign = house.services.tenants["homeika"].staff.by_login("agent1")
    assert isinstance(foreign, Member)
    order = {"do": "free", "agent": foreign.id}
    own = signs_in(house, "homeika", "supervisor").posts("/desk/commands", json=order | {"id": str(uuid4())})
    assert "not busy" in own.get_json()["error"]
    other = signs_in(house, TENANT, "supervisor").posts("/desk/commands", json=order | {"id": str(uuid4())})
    assert "nobody of that name" in other.get_json()["error"]
