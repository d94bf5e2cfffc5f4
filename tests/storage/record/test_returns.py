"""A return is opened once, for what is covered, and its number is promised (HK7)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from storage.record.directory import Directory
from storage.record.engine import Record
from storage.record.generator import role
from storage.record.promises import Promises

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PREMIUM = role("Premium customer")


@pytest.fixture
def directory(filled: Record) -> Directory:
    return Directory(filled, "homeika")


def opens(directory: Directory, name: str, key: str = "CA1/open_rma/1") -> Mapping[str, str] | None:
    who = role(name)
    return directory.look_up("rma_open", {"order": who.order_number}, who.customer_id, NOW, key)


def status(directory: Directory, name: str) -> Mapping[str, str] | None:
    who = role(name)
    return directory.look_up("rma", {"order": who.order_number}, who.customer_id, NOW, None)


@pytest.mark.parametrize(
    ("name", "days"),
    [("Premium customer", "1 to 2"), ("Basic customer", "3 to 5"), ("Enterprise customer", "1 to 2")],
)
def test_a_covered_order_opens_a_return_without_a_number_yet(
    directory: Directory, name: str, days: str
) -> None:
    opened = opens(directory, name)
    assert opened is not None
    assert opened["ship_days"] == days
    assert "number" not in opened
    told = status(directory, name)
    assert told is not None
    assert told["status_text"] == "open and will get its number shortly"


def test_the_same_key_opens_one_return(directory: Directory) -> None:
    assert opens(directory, "Premium customer") == opens(directory, "Premium customer")


def test_another_key_opens_no_second_return_of_the_order(directory: Directory) -> None:
    assert opens(directory, "Premium customer", "CA1/open_rma/1") is not None
    assert opens(directory, "Premium customer", "CA2/open_rma/1") is None


def test_the_key_of_another_customer_tells_nothing_of_theirs(directory: Directory) -> None:
    assert opens(directory, "Premium customer") is not None
    assert opens(directory, "Basic customer") is None


def test_the_promised_number_is_a_row_before_the_caller_hears_of_it(
    filled: Record, directory: Directory
) -> None:
    opened = opens(directory, "Premium customer")
    assert opened is not None
    (promise,) = Promises(filled, "homeika").open_of("CA1")
    assert (promise.kind, promise.due_at) == ("case", NOW + timedelta(hours=48))
    assert promise.body == {"case": "rma_number", "rma": opened["id"], "to": PREMIUM.number}


@pytest.mark.parametrize("name", ["customer out of warranty", "customer with a return under way"])
def test_what_is_not_covered_or_under_way_already_goes_to_a_person(
    filled: Record, directory: Directory, name: str
) -> None:
    assert opens(directory, name) is None
    assert Promises(filled, "homeika").open_of("CA1") == ()


def test_a_service_visit_is_nothing_to_send_back(filled: Record, directory: Directory) -> None:
    who = role("homeowner with a visit booked")
    other = Directory(filled, "homewise")
    assert other.look_up("rma_open", {"order": who.order_number}, who.customer_id, NOW, "CA1/x/1") is None


def test_an_account_number_means_the_one_order_that_is_covered(directory: Directory) -> None:
    found = directory.look_up("rma_open", {"order": PREMIUM.account}, PREMIUM.customer_id, NOW, "CA1/x/1")
    assert found is not None
    assert found["order"] == PREMIUM.order_number


def test_the_status_of_a_return_under_way_is_told_with_its_next_date(directory: Directory) -> None:
    told = status(directory, "customer with a return under way")
    assert told is not None
    assert told["status_text"] == "being inspected"
    assert told["number"].startswith("RMA")
    assert told["next_date_iso"] > "2026-11-22"
    assert status(directory, "Basic customer") is None
