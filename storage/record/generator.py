"""Fills an empty directory, once: both companies' made-up customers, their PINs hashed."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import Connection, select

from storage.record.companies import COMPANIES, SIZE, local_day
from storage.record.engine import Record
from storage.record.inserting import insert_new
from storage.record.made_up import Row, digest_of, make_company
from storage.record.pins import Pins
from storage.record.roles import ROLES, Role, role
from storage.record.tables import customers, devices, fillings, invoices, orders, rmas, visits, warranties

__all__ = ["ROLES", "SIZE", "Role", "fill", "role"]

#: argon2 computes outside the interpreter's lock, so threads are as good as processes.
_HASHERS = 2
_BATCH = 2_000
#: What is referred to comes first.
_TABLES = (customers, orders, devices, warranties, rmas, visits, invoices)


def fill(record: Record, now: datetime, size: int = SIZE) -> tuple[str, ...]:
    """Fill every company's directory that is empty; return which ones were filled.

    Takes some seconds: one customer in twenty has a PIN, and each is hashed at its full price. Two processes
    may do it at once: one company is filled by one of them. size: customers of each, roles among them; tests
    fill small ones.
    """
    return tuple(tenant for tenant in COMPANIES if _fill_company(record, tenant, now, size))


def is_filled(record: Record) -> bool:
    """Whether no company's directory is empty."""
    return all(_is_filled(record, tenant) for tenant in COMPANIES)


def _fill_company(record: Record, tenant: str, now: datetime, size: int) -> bool:
    if _is_filled(record, tenant):
        return False
    today = local_day(tenant, now)
    rows: dict[str, list[Row]] = {table.name: [] for table in _TABLES}
    pins: dict[str, str] = {}
    for made in make_company(tenant, today, size):
        rows["customers"].append(made.customer)
        for table, theirs in made.rows.items():
            rows[table].extend(theirs)
        if made.pin is not None:
            pins[made.customer["id"]] = made.pin
    digest = digest_of(rows, pins)
    hashes = _hash_pins(record.pins, pins)
    for customer in rows["customers"]:
        customer["pin_hash"] = hashes.get(customer["id"])
    with record.patiently() as connection:
        filling = {"tenant": tenant, "filled_on": today, "digest": digest}
        if not insert_new(connection, fillings, filling):
            return False
        _insert(connection, rows)
    return True


def _is_filled(record: Record, tenant: str) -> bool:
    with record.reading() as connection:
        found = select(fillings.c.tenant).where(fillings.c.tenant == tenant)
        return connection.execute(found).one_or_none() is not None


def _hash_pins(pins: Pins, by_customer: Mapping[str, str]) -> dict[str, str]:
    """Hash each PIN with a salt of its own, which is made from the customer's id under the pepper."""

    def hashed(customer_id: str, pin: str) -> str:
        return pins.hash(pin, bytes.fromhex(pins.keyed("salt", customer_id))[:16])

    with ThreadPoolExecutor(_HASHERS) as hashers:
        hashes = hashers.map(hashed, by_customer.keys(), by_customer.values())
        return dict(zip(by_customer, hashes, strict=True))


def _insert(connection: Connection, rows: Mapping[str, list[Row]]) -> None:
    for table in _TABLES:
        ready = rows[table.name]
        for start in range(0, len(ready), _BATCH):
            connection.execute(table.insert(), ready[start : start + _BATCH])
