"""The generated customers are the same everywhere, fictional, and many."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

from storage.record.engine import Record
from storage.record.generator import ROLES, SIZE, fill
from storage.record.made_up import Made, Row, digest_of, make_company
from storage.record.people import order_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
#: What every machine makes on this day. A change here is a change of the directory that people know.
DIGESTS = {
    "homewise": "74d71b5642e9c4d95d66b33a4e6ecc224bbfff5476d8278042fdc68f34b0e3ba",
    "homeika": "3547ab9bed0e1a823328e703f6f28f86af9c4bb2c40bd8390d9422244667d0d8",
}


@pytest.fixture(scope="module")
def companies() -> dict[str, list[Made]]:
    return {tenant: list(make_company(tenant, TODAY, SIZE)) for tenant in DIGESTS}


def test_both_companies_are_the_same_on_every_machine(companies: dict[str, list[Made]]) -> None:
    assert {tenant: _digest(made) for tenant, made in companies.items()} == DIGESTS


def test_a_smaller_company_is_the_beginning_of_the_larger(companies: dict[str, list[Made]]) -> None:
    assert list(make_company("homeika", TODAY, 50)) == companies["homeika"][:50]


def test_every_date_moves_with_the_day_of_filling() -> None:
    (today,) = make_company("homeika", TODAY, 1)
    (later,) = make_company("homeika", TODAY + timedelta(days=7), 1)
    placed = [made.rows["orders"][0]["placed_on"] for made in (today, later)]
    assert placed[1] - placed[0] == timedelta(days=7)


def test_every_number_is_valid_fictional_and_one_customers(companies: dict[str, list[Made]]) -> None:
    for tenant, expected in (("homewise", 1000), ("homeika", 10_000)):
        numbers = [made.customer["number"] for made in companies[tenant] if made.customer["number"]]
        assert len(numbers) == len(set(numbers)) == expected
        for number in numbers:
            parsed = phonenumbers.parse(number)
            assert phonenumbers.is_valid_number(parsed), number
            assert phonenumbers.number_type(parsed) in _ORDINARY, number
            assert number.startswith("+442079460") or number[5:10] == "55501", number


def test_no_account_or_order_number_is_given_twice(companies: dict[str, list[Made]]) -> None:
    for made in companies.values():
        given = [one.customer["account"] for one in made]
        given += [order["number"] for one in made for order in one.rows["orders"]]
        assert len(given) == len(set(given))
        assert {len(number) for number in given} == {8, 9, 10, 11, 12}
    assert len({order_of(index) for index in range(3 * SIZE)}) == 3 * SIZE


def test_no_account_or_order_number_begins_with_a_key_that_rings_somebody(
    companies: dict[str, list[Made]],
) -> None:
    """Whoever keys a number in too early, at the danger question, must page nobody by its first digit."""
    for made in companies.values():
        assert {one.customer["account"][0] for one in made} == {"3"}
        orders = {order["number"][0] for one in made for order in one.rows["orders"]}
        assert orders == {"4", "5", "6"}


def test_about_one_customer_in_twenty_has_a_pin_of_six_digits(companies: dict[str, list[Made]]) -> None:
    for made in companies.values():
        pins = [one.pin for one in made if one.pin is not None]
        assert 0.04 < len(pins) / len(made) < 0.06
        assert all(len(pin) == 6 and pin.isdigit() for pin in pins)


def test_there_is_something_of_everything(companies: dict[str, list[Made]]) -> None:
    tables = Counter(
        (tenant, table) for tenant, made in companies.items() for one in made for table in one.rows
    )
    for key in (
        ("homeika", "rmas"),
        ("homeika", "devices"),
        ("homewise", "visits"),
        ("homewise", "invoices"),
    ):
        assert tables[key] > 400, key
    plans = Counter(one.customer["plan"] for one in companies["homeika"])
    kinds = Counter(one.customer["kind"] for one in companies["homewise"])
    assert min(plans.values()) > 200
    assert set(plans) == {"basic", "premium", "enterprise"}
    assert set(kinds) == {"homeowner", "renter", "trade"}


def test_roles_have_names_numbers_and_pins_of_their_own() -> None:
    for values in (
        [who.name for who in ROLES],
        [who.number for who in ROLES],
        [who.pin for who in ROLES],
        [(who.tenant, who.account) for who in ROLES],
    ):
        assert len(values) == len(set(values)) == 9


def test_filling_a_second_time_does_nothing(record: Record) -> None:
    assert fill(record, NOW, size=12) == ("homewise", "homeika")
    assert fill(record, NOW + timedelta(days=3), size=12) == ()
    with record.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM customers").scalar_one() == 24


_ORDINARY = {PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def _digest(made: list[Made]) -> str:
    rows: dict[str, list[Row]] = {"customers": [one.customer for one in made]}
    for one in made:
        for table, theirs in one.rows.items():
            rows.setdefault(table, []).extend(theirs)
    return digest_of(rows, {one.customer["id"]: one.pin for one in made if one.pin is not None})
