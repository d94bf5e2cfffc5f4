"""Sign-ins end: by being idle, by their age, by signing out, and when a person leaves."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from routing.floor.people import Profile
from storage.record.engine import Record, open_record
from storage.record.sign_ins import IDLE, LONGEST, SignIns
from storage.record.staff import Member, Staff, staff_id
from storage.record.tables import sign_ins

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
AGENT = staff_id("homewise", "agent1")


def agent(*, active: bool = True, role: str = "agent") -> Member:
    return Member(profile=Profile(id=AGENT, login="agent1", name="Agent 1"), active=active, role=role)


@pytest.fixture
def signed(record: Record) -> SignIns:
    Staff(record, "homewise").put([agent()])
    return SignIns(record, "homewise")


def test_a_token_names_its_owner_at_their_own_company_alone(record: Record, signed: SignIns) -> None:
    token = signed.begin(AGENT, NOW)
    assert signed.find(token, NOW) == agent()
    assert signed.find(token + "x", NOW) is None
    assert SignIns(record, "homeika").find(token, NOW) is None


def test_the_database_never_has_the_token(record: Record, signed: SignIns) -> None:
    token = signed.begin(AGENT, NOW)
    with record.reading() as connection:
        row = connection.execute(select(sign_ins)).one()
    assert token not in map(str, row)


def test_an_idle_sign_in_ends_and_a_used_one_lives_on(signed: SignIns) -> None:
    idle, used = signed.begin(AGENT, NOW), signed.begin(AGENT, NOW)
    assert signed.find(used, NOW + IDLE - timedelta(seconds=1)) is not None
    assert signed.find(idle, NOW + IDLE) is None
    assert signed.find(used, NOW + IDLE) is not None


def test_a_sign_in_ends_after_twelve_hours_however_much_it_is_used(signed: SignIns) -> None:
    token = signed.begin(AGENT, NOW)
    at = NOW
    while at + IDLE / 2 < NOW + LONGEST:
        at += IDLE / 2
        assert signed.find(token, at) is not None
    assert signed.find(token, NOW + LONGEST) is None


def test_signing_out_ends_one_sign_in_or_all_of_them(signed: SignIns) -> None:
    one, two, three = (signed.begin(AGENT, NOW) for _ in range(3))
    signed.end(one)
    assert [signed.find(token, NOW) is not None for token in (one, two, three)] == [False, True, True]
    signed.end_all(AGENT)
    assert signed.find(two, NOW) is None
    assert signed.find(three, NOW) is None


@pytest.mark.parametrize("change", [agent(active=False), agent(role="supervisor")], ids=["left", "role"])
def test_whoever_leaves_or_gets_another_role_is_signed_out_at_once(
    record: Record, signed: SignIns, change: Member
) -> None:
    token = signed.begin(AGENT, NOW)
    Staff(record, "homewise").put([change])
    assert signed.find(token, NOW) is None


def test_a_new_password_ends_every_sign_in(record: Record, signed: SignIns) -> None:
    token = signed.begin(AGENT, NOW)
    Staff(record, "homewise").set_password("agent1", "correct horse battery")
    assert signed.find(token, NOW) is None


def test_what_has_ended_is_forgotten_and_the_rest_is_kept(signed: SignIns) -> None:
    signed.begin(AGENT, NOW)
    kept = signed.begin(AGENT, NOW + IDLE / 2)
    assert signed.forget(NOW + IDLE) == 1
    assert signed.find(kept, NOW + IDLE) is not None


def test_a_database_that_cannot_be_written_sends_nobody_away(sqlite_url: str) -> None:
    """Another process holds SQLite's write lock for longer than a request waits."""
    record, holder = open_record(sqlite_url), open_record(sqlite_url)
    Staff(record, "homewise").put([agent()])
    signed = SignIns(record, "homewise")
    token = signed.begin(AGENT, NOW)
    with holder.writing():
        assert signed.find(token, NOW + IDLE / 2) == agent()
    record.close()
    holder.close()
