"""Customers whom agents put on file: once a call, found like others, and taken off without a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from routing.floor.people import Profile
from storage.record.directory import Directory
from storage.record.engine import Record
from storage.record.newcomers import Newcomer, Newcomers, NumberTakenError
from storage.record.staff import Member, Staff, staff_id
from storage.record.tables import customers, newcomers

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANN, BEN = staff_id("homeika", "ann"), staff_id("homeika", "ben")
SOMEBODY = Newcomer(call_id="CA1", staff_id=ANN, name="Sasha Oakley", number="+15105550199", language="en-US")


@pytest.fixture(autouse=True)
def _staff(record: Record) -> None:
    Staff(record, "homeika").put(
        [
            Member(profile=Profile(id=ANN, login="ann", name="Ann")),
            Member(profile=Profile(id=BEN, login="ben", name="Ben")),
        ]
    )


@pytest.fixture
def made(record: Record) -> Newcomers:
    return Newcomers(record, "homeika")


@pytest.fixture
def directory(record: Record) -> Directory:
    return Directory(record, "homeika")


def changes(record: Record) -> list[tuple[str, str, str]]:
    with record.reading() as connection:
        rows = connection.execute(select(newcomers).order_by(newcomers.c.id)).all()
    return [(row.change, row.staff_id, row.call_id) for row in rows]


def test_a_newcomer_is_found_by_number_account_and_name_and_by_their_company_alone(
    record: Record, made: Newcomers, directory: Directory
) -> None:
    assert made.create(SOMEBODY, NOW)
    customer = directory.recognise("+15105550199")
    assert customer is not None
    assert (customer.id, customer.name, customer.language) == (made.id_of("CA1"), "Sasha Oakley", "en-US")
    assert (len(customer.account), customer.account[0]) == (10, "4")
    assert directory.identify(customer.account) == customer == directory.find(customer.id)
    assert [each.id for each in directory.search("sasha oak")] == [customer.id]
    assert not directory.check_pin(customer.id, "")
    assert Directory(record, "homewise").find(customer.id) is None


def test_the_same_call_creates_one_customer_however_often(
    record: Record, made: Newcomers, directory: Directory
) -> None:
    assert made.create(SOMEBODY, NOW)
    assert not made.create(replace(SOMEBODY, name="Other"), NOW)
    found = directory.find(made.id_of("CA1"))
    assert found is not None
    assert found.name == "Sasha Oakley"
    assert changes(record) == [("created", ANN, "CA1")]


def test_a_number_that_somebody_has_is_not_put_on_file_twice(
    made: Newcomers, directory: Directory, record: Record
) -> None:
    made.create(SOMEBODY, NOW)
    with pytest.raises(NumberTakenError):
        made.create(replace(SOMEBODY, call_id="CA2"), NOW)
    assert made.create(replace(SOMEBODY, call_id="CA3", number=""), NOW)
    assert made.create(replace(SOMEBODY, call_id="CA4", number=""), NOW)
    assert directory.recognise("+15105550199") is not None
    assert len(changes(record)) == 3


def test_an_account_number_that_is_taken_is_given_to_nobody_else(
    made: Newcomers, directory: Directory, record: Record
) -> None:
    made.create(SOMEBODY, NOW)
    first = directory.find(made.id_of("CA1"))
    assert first is not None
    made.undo(SOMEBODY, NOW)
    made.create(replace(SOMEBODY, call_id="CA2"), NOW)
    with record.writing() as connection:
        connection.execute(update(customers).values(account=first.account))
    made.create(replace(SOMEBODY, number=""), NOW)
    again = directory.find(made.id_of("CA1"))
    assert again is not None
    assert again.account != first.account


def test_who_created_a_customer_takes_them_off_again_and_only_they_do(
    record: Record, made: Newcomers, directory: Directory
) -> None:
    made.create(SOMEBODY, NOW)
    assert not made.undo(replace(SOMEBODY, staff_id=BEN), NOW)
    assert not made.undo(replace(SOMEBODY, call_id="CA9"), NOW)
    assert directory.find(made.id_of("CA1")) is not None
    assert made.undo(SOMEBODY, NOW)
    assert made.undo(SOMEBODY, NOW)
    assert directory.find(made.id_of("CA1")) is None
    assert changes(record) == [("created", ANN, "CA1"), ("undone", ANN, "CA1")]
    assert made.create(SOMEBODY, NOW)


@pytest.mark.parametrize("text", ["", " ", "a", " 7 ", "\t\n"])
def test_nobody_is_searched_for_by_next_to_nothing(made: Newcomers, directory: Directory, text: str) -> None:
    made.create(replace(SOMEBODY, name="a 7"), NOW)
    assert directory.search(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SASHA", 1),
        ("+1 (510) 555-0199", 1),
        ("15105550199", 1),
        ("%", 0),
        ("%%", 0),
        ("S_sha", 0),
        ("'; --", 0),
    ],
)
def test_a_search_is_for_what_was_typed_and_no_pattern(
    made: Newcomers, directory: Directory, text: str, found: int
) -> None:
    made.create(SOMEBODY, NOW)
    assert len(directory.search(text)) == found


def test_a_search_ends_at_five_and_at_the_companys_door(
    record: Record, made: Newcomers, directory: Directory
) -> None:
    for number in range(9):
        made.create(replace(SOMEBODY, call_id=f"CA{number}", number=""), NOW)
    assert len(directory.search("Oakley")) == 5
    assert Directory(record, "homewise").search("Oakley") == ()
