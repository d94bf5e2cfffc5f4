"""The directory recognises, identifies and verifies its own customers, and nobody else's."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from storage.record.directory import CONNECTORS, Directory, UnknownConnectorError
from storage.record.engine import Record
from storage.record.generator import ROLES, Role, role
from storage.record.tables import customers

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def look_up(filled: Record, who: Role, connector: str, number: str, now: datetime = NOW) -> dict[str, str]:
    """Ask for the role and return what was found; an empty answer stands for none."""
    directory = Directory(filled, who.tenant)
    return dict(directory.look_up(connector, {"order": number}, who.customer_id, now, None) or {})


def test_every_role_is_found_by_number_account_and_order_and_verified_by_its_pin(filled: Record) -> None:
    for who in ROLES:
        directory = Directory(filled, who.tenant)
        customer = directory.recognise(who.number)
        assert customer is not None
        assert (customer.id, customer.plan, customer.kind) == (who.customer_id, who.plan, who.kind)
        assert directory.identify(who.account) == directory.identify(who.order_number) == customer
        assert directory.check_pin(customer.id, who.pin)
        assert not directory.check_pin(customer.id, f"{(int(who.pin) + 1) % 10**6:06d}")


def test_a_number_that_two_customers_have_recognises_neither(filled: Record) -> None:
    first, second = ROLES[0], ROLES[1]
    with filled.writing() as connection:
        shared = update(customers).where(customers.c.id == second.customer_id).values(number=first.number)
        connection.execute(shared)
    assert Directory(filled, "homeika").recognise(first.number) is None


@pytest.mark.parametrize("number", ["", "anonymous", "+266696687", "+15105550101"])
def test_an_unknown_number_recognises_nobody(filled: Record, number: str) -> None:
    assert Directory(filled, "homeika").recognise(number) is None


@pytest.mark.parametrize("digits", ["", "4100000", "4100000112345", "41000001x", "\u0669" * 8, "99999999"])
def test_what_is_no_order_or_account_number_identifies_nobody(filled: Record, digits: str) -> None:
    assert Directory(filled, "homeika").identify(digits) is None


def test_numbers_of_8_and_of_12_digits_identify(filled: Record) -> None:
    found = {len(number): Directory(filled, "homeika").identify(number) for number in _order_numbers(filled)}
    assert set(found) == {8, 9, 10, 11, 12}
    assert None not in found.values()


def test_a_customer_of_one_company_is_a_stranger_to_the_other(filled: Record) -> None:
    who = role("Premium customer")
    other = Directory(filled, "homewise")
    assert other.recognise(who.number) is None
    assert not other.check_pin(who.customer_id, who.pin)
    assert other.look_up("order", {"order": who.order_number}, who.customer_id, NOW, None) is None


def test_nobody_and_a_customer_without_a_pin_never_verify(filled: Record) -> None:
    directory = Directory(filled, "homeika")
    who = role("Premium customer")
    with filled.writing() as connection:
        connection.execute(update(customers).where(customers.c.id == who.customer_id).values(pin_hash=None))
    for customer_id in (None, "nobody", who.customer_id):
        assert not directory.check_pin(customer_id, who.pin)


def test_an_order_of_somebody_else_is_not_found(filled: Record) -> None:
    other = role("Basic customer").order_number
    for connector in ("order", "device", "warranty", "invoice"):
        assert look_up(filled, role("Premium customer"), connector, other) == {}
        assert look_up(filled, role("Basic customer"), connector, other)


def test_nobody_identified_finds_nothing(filled: Record) -> None:
    directory = Directory(filled, "homeika")
    number = role("Premium customer").order_number
    for connector in sorted(CONNECTORS):
        assert directory.look_up(connector, {"order": number}, None, NOW, "CA1/x/1") is None


def test_an_unknown_connector_is_an_error_not_an_empty_answer(filled: Record) -> None:
    with pytest.raises(UnknownConnectorError):
        Directory(filled, "homeika").look_up("crm", {}, "homeika-00000", NOW, None)


def test_a_write_without_a_key_is_refused(filled: Record) -> None:
    with pytest.raises(ValueError, match="needs a key"):
        Directory(filled, "homeika").look_up("rma_open", {}, "homeika-00000", NOW, None)


@pytest.mark.parametrize(
    ("name", "covered", "months"),
    [
        ("Premium customer", "true", "36"),
        ("Enterprise customer", "true", "36"),
        ("Basic customer", "true", "12"),
        ("customer out of warranty", "false", "12"),
    ],
)
def test_a_warranty_lasts_12_months_and_36_on_premium(
    filled: Record, name: str, covered: str, months: str
) -> None:
    found = look_up(filled, role(name), "warranty", role(name).order_number)
    assert (found["covered"], found["months"], found["plan"]) == (covered, months, role(name).plan)


def test_a_warranty_covers_its_last_day_until_midnight_at_the_company(filled: Record) -> None:
    """Bought on 23 September 2026: the last day is 23 September 2027, Pacific time (UTC-7)."""
    who = role("Basic customer")
    last = datetime(2027, 9, 24, 6, 59, 59, tzinfo=UTC)
    assert look_up(filled, who, "warranty", who.account)["until_iso"] == "2027-09-23"
    assert look_up(filled, who, "warranty", who.account, last)["covered"] == "true"
    midnight = datetime(2027, 9, 24, 7, tzinfo=UTC)
    assert look_up(filled, who, "warranty", who.account, midnight)["covered"] == "false"


def test_a_visit_is_told_in_words_and_is_gone_once_it_is_over(filled: Record) -> None:
    who = role("homeowner with a visit booked")
    visit = look_up(filled, who, "visit", who.order_number)
    assert (visit["date"], visit["date_iso"]) == ("Wednesday 25 November", "2026-11-25")
    assert 2 <= int(visit["to_iso"][:2]) - int(visit["from_iso"][:2]) <= 4
    assert look_up(filled, who, "visit", who.order_number, datetime(2026, 11, 26, tzinfo=UTC)) == {}
    assert look_up(filled, role("renter"), "visit", role("renter").account) == {}


def test_an_invoice_tells_what_is_owed_and_a_paid_one_nothing(filled: Record) -> None:
    owing = role("customer with an unpaid invoice")
    assert float(look_up(filled, owing, "invoice", owing.order_number)["balance"]) > 0
    assert look_up(filled, owing, "invoice", owing.account)["currency"] == "GBP"
    paid = role("renter")
    assert look_up(filled, paid, "invoice", paid.order_number)["balance"] == "0.00"


def test_every_value_of_every_connector_is_text(filled: Record) -> None:
    for who in ROLES:
        for connector in sorted(CONNECTORS.keys() - {"rma_open"}):
            values = look_up(filled, who, connector, who.account).values()
            assert all(isinstance(value, str) and value for value in values), (who.name, connector)


def _order_numbers(filled: Record) -> list[str]:
    with filled.reading() as connection:
        rows = connection.exec_driver_sql("SELECT number FROM orders WHERE tenant = 'homeika'")
        return [row.number for row in rows]
