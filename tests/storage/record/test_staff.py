"""Staff: who they are, what the floor gets of them, and their passwords."""

import pytest

from routing.floor.people import Profile
from storage.record.engine import Record
from storage.record.staff import Member, Put, Staff, TakenEmailError, staff_id

PHRASE = "correct horse battery"


def somebody(login: str, tenant: str = "homewise", **given: object) -> Member:
    profile = Profile(
        id=staff_id(tenant, login),
        login=login,
        name=login.title(),
        tier=2,
        queues=("tier1", "safety"),
        skills={"booking": 5, "billing": 3},
        languages=("en", "es"),
        supervised=True,
        number="+442079460555",
        ring_s=45,
        wrap_up_s=90,
        on_missed="stay",
    )
    return Member(profile=profile, **given)  # type: ignore[arg-type]  # any of its other fields


@pytest.fixture
def people(record: Record) -> Staff:
    return Staff(record, "homewise")


def test_what_is_put_comes_back_whole(people: Staff) -> None:
    member = somebody("agent1", role="supervisor", qa_score=92, email="agent1@example.com")
    assert people.put([member]) == Put(added=("agent1",), changed=())
    assert people.by_login("agent1") == member
    assert people.member(member.id) == member
    assert people.by_email("Agent1@Example.com") == member
    assert people.profile(member.id) == member.profile
    assert people.all() == (member,)


def test_the_same_again_changes_nothing_and_a_difference_is_told_by_login(people: Staff) -> None:
    people.put([somebody("agent1"), somebody("agent2")])
    again = people.put([somebody("agent1"), somebody("agent2", qa_score=80), somebody("agent3")])
    assert again == Put(added=("agent3",), changed=("agent2",))


def test_nobody_is_found_at_another_company(record: Record, people: Staff) -> None:
    people.put([somebody("agent1", email="a@example.com")])
    stranger = Staff(record, "homeika")
    assert stranger.member(staff_id("homewise", "agent1")) is None
    assert stranger.by_login("agent1") is None
    assert stranger.by_email("a@example.com") is None
    assert stranger.all() == ()


def test_the_floor_gets_nobody_who_is_no_longer_active(people: Staff) -> None:
    people.put([somebody("agent1", active=False)])
    assert people.profile(staff_id("homewise", "agent1")) is None
    assert people.member(staff_id("homewise", "agent1")) is not None


def test_two_people_with_one_address_are_refused_and_nobody_is_put(people: Staff) -> None:
    pair = [somebody("agent1", email="a@example.com"), somebody("agent2", email="A@example.com")]
    with pytest.raises(TakenEmailError, match="agent2: agent1 has the address"):
        people.put(pair)
    assert people.all() == ()


def test_nobody_has_the_empty_address(people: Staff) -> None:
    people.put([somebody("agent1"), somebody("agent2")])
    assert people.by_email("") is None


def test_a_password_lets_its_owner_in_and_nobody_else(people: Staff) -> None:
    people.put([somebody("agent1"), somebody("agent2")])
    assert not people.has_password("agent1")
    assert people.set_password("agent1", PHRASE)
    assert people.has_password("agent1")
    assert people.check_password("agent1", PHRASE) == somebody("agent1")
    assert people.check_password("agent1", PHRASE + " ") is None
    assert people.check_password("agent2", PHRASE) is None
    assert people.check_password("nobody", PHRASE) is None


def test_a_password_of_somebody_who_left_lets_nobody_in(people: Staff) -> None:
    people.put([somebody("agent1")])
    people.set_password("agent1", PHRASE)
    people.put([somebody("agent1", active=False)])
    assert people.check_password("agent1", PHRASE) is None


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 129])
def test_a_password_that_is_too_short_or_too_long_is_refused(people: Staff, password: str) -> None:
    people.put([somebody("agent1")])
    with pytest.raises(ValueError, match="12 to 128 characters"):
        people.set_password("agent1", password)


def test_nobody_gets_no_password(people: Staff) -> None:
    assert not people.set_password("nobody", PHRASE)
