"""A company's directory: who calls, are they who they say, and what is theirs."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, or_, select

from storage.record import holdings
from storage.record.engine import Record
from storage.record.holdings import Asked
from storage.record.returns import find_rma, open_rma
from storage.record.tables import customers, orders

#: How many digits an order or account number has (HK9).
SHORTEST, LONGEST = 8, 12
#: Characters below which nobody is searched for.
SHORTEST_SEARCH = 2
#: What people write between the digits of a number.
_BETWEEN_DIGITS = re.compile(r"[\s().+/-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One customer. Every field is text; "" says that there is none."""

    id: str
    account: str
    name: str
    plan: str  #: basic, premium, enterprise; "" at a company without plans
    kind: str  #: homeowner, renter, trade; "" at a company without kinds
    language: str
    account_manager: str
    open_case_owner: str
    number: str  #: on file, E.164


class UnknownConnectorError(LookupError):
    """A flow asked a connector that the directory does not have. The linter finds it first."""


_Connector = Callable[[Asked], Mapping[str, str] | None]

#: The directory's connectors by the name that flows use. Only `rma_open` writes.
CONNECTORS: Mapping[str, _Connector] = MappingProxyType(
    {
        "customer": holdings.find_customer,
        "order": holdings.find_order,
        "device": holdings.find_device,
        "warranty": holdings.find_warranty,
        "visit": holdings.find_visit,
        "invoice": holdings.find_invoice,
        "rma": find_rma,
        "rma_open": open_rma,
    }
)
WRITERS = frozenset({"rma_open"})


class Directory:
    """One tenant's directory. Its calls may raise what SQL raises; webhooks make them through `bounded`."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def recognise(self, number: str) -> Customer | None:
        """Return the customer with this E.164 number on file; None when there is none or more than one."""
        statement = select(customers).where(customers.c.tenant == self._tenant, customers.c.number == number)
        with self._record.reading() as connection:
            rows = connection.execute(statement.limit(2)).all()
        return _customer(rows[0]) if len(rows) == 1 else None

    def all_with_number(self, number: str, limit: int = 5) -> tuple[Customer, ...]:
        """Return who has this E.164 number on file, at most `limit`, by account; nobody has an empty one."""
        mine = (customers.c.tenant == self._tenant, customers.c.number == number)
        statement = select(customers).where(*mine).order_by(customers.c.account).limit(limit)
        with self._record.reading() as connection:
            return tuple(_customer(row) for row in connection.execute(statement)) if number else ()

    def find(self, customer_id: str) -> Customer | None:
        """Return the customer of this id; None: there is none at this company."""
        mine = (customers.c.tenant == self._tenant, customers.c.id == customer_id)
        with self._record.reading() as connection:
            row = connection.execute(select(customers).where(*mine)).one_or_none()
        return None if row is None else _customer(row)

    def find_all(self, customer_ids: Collection[str]) -> dict[str, Customer]:
        """Return the customers of these ids by id, in one query; who is not at this company is left out."""
        mine = (customers.c.tenant == self._tenant, customers.c.id.in_(set(customer_ids)))
        with self._record.reading() as connection:
            return {row.id: _customer(row) for row in connection.execute(select(customers).where(*mine))}

    def search(self, text: str, limit: int = 5, number: str = "") -> tuple[Customer, ...]:
        """Return who has this in their name, or this very account, order or phone number, by name.

        number: the phone number (E.164) that the text means at this company; "": as its digits say.

        Nobody is found by fewer than SHORTEST_SEARCH characters, and nothing is asked of SQL.
        """
        words = " ".join(text.split())
        if len(words) < SHORTEST_SEARCH:
            return ()
        digits = _BETWEEN_DIGITS.sub("", words)
        if digits.isascii() and digits.isdigit():
            ordered = select(orders.c.customer_id).where(
                orders.c.tenant == self._tenant, orders.c.number == digits
            )
            fits = or_(
                customers.c.account == digits,
                customers.c.number.in_([f"+{digits}", number or f"+{digits}"]),
                customers.c.id.in_(ordered),
            )
        else:
            fits = customers.c.name.icontains(words, autoescape=True)
        statement = select(customers).where(customers.c.tenant == self._tenant, fits)
        with self._record.reading() as connection:
            rows = connection.execute(statement.order_by(customers.c.name, customers.c.id).limit(limit))
            return tuple(_customer(row) for row in rows)

    def identify(self, number: str) -> Customer | None:
        """Return the customer who has this order or account number, of 8 to 12 digits; None: nobody has.

        The number is an identifier, not a secret: it discloses nothing and never verifies.
        """
        if not (number.isascii() and number.isdigit() and SHORTEST <= len(number) <= LONGEST):
            return None
        named = select(customers.c.id).where(
            customers.c.tenant == self._tenant, customers.c.account == number
        )
        ordered = select(orders.c.customer_id).where(
            orders.c.tenant == self._tenant, orders.c.number == number
        )
        statement = select(customers).where(customers.c.id.in_(named.union(ordered)))
        with self._record.reading() as connection:
            rows = connection.execute(statement.limit(2)).all()
        return _customer(rows[0]) if len(rows) == 1 else None

    def check_pin(self, customer_id: str | None, pin: str) -> bool:
        """Check whether this is the customer's PIN.

        No customer, or one without a PIN, costs the same query and the same hash, and is False.
        """
        statement = select(customers.c.pin_hash).where(
            customers.c.tenant == self._tenant, customers.c.id == (customer_id or "")
        )
        with self._record.reading() as connection:
            pin_hash = connection.execute(statement).scalar_one_or_none()
        return self._record.pins.matches(pin, pin_hash)

    def look_up(
        self,
        connector: str,
        values: Mapping[str, str],
        customer_id: str | None,
        now: datetime,
        key: str | None,
    ) -> Mapping[str, str] | None:
        """Ask a connector for what is this customer's: text by name, a missing name is a missing value.

        values: what the flow gives with the question: an order or account number under any name. An account
        number, or none, means whichever of the customer's orders fits. key: of the step's visit; it makes a
        write happen once. None: nothing is found, or it is somebody else's, or nobody is identified.
        Raises UnknownConnectorError, and ValueError when a connector that writes gets no key.
        """
        if connector not in CONNECTORS:
            raise UnknownConnectorError(connector)
        writes = connector in WRITERS
        if writes and not key:
            raise ValueError(f"{connector} writes, so it needs a key")
        mine = select(customers).where(customers.c.tenant == self._tenant, customers.c.id == customer_id)
        with self._record.writing() if writes else self._record.reading() as connection:
            row = connection.execute(mine).one_or_none()
            if row is None:
                return None
            number = next((value for value in values.values() if value and value != row.account), None)
            asked = Asked(connection=connection, customer=row, number=number, now=now, key=key or "")
            found = CONNECTORS[connector](asked)
        return None if found is None else {name: value for name, value in found.items() if value}


def _customer(row: Row[Any]) -> Customer:
    columns = dict(row._mapping)  # noqa: SLF001 - the public name of a row's columns, underscore and all
    return Customer(**{name: columns[name] or "" for name in Customer.__dataclass_fields__})
