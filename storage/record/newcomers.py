"""Customers whom an agent puts on file during a call, and takes off again: each change with who and when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage.record.engine import Record
from storage.record.inserting import insert_new
from storage.record.tables import customers, newcomers

#: Account numbers of newcomers have ten digits and begin with this one, as no other account or order does.
ACCOUNTS_FROM = 4_000_000_000
ACCOUNTS = 1_000_000_000
#: Account numbers that are tried, where one is taken already.
TRIES = 5


class NumberTakenError(Exception):
    """The number is on file for somebody else: with a second one, it would recognise neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who is to be on file. number: E.164, "" for none; staff_id: who puts them there."""

    call_id: str
    staff_id: str
    name: str
    number: str = ""
    language: str = ""


class Newcomers:
    """One tenant's new customers. Its calls may raise what SQL raises; pages make them through `bounded`."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def id_of(self, call_id: str) -> str:
        """Return the id of the customer who is created in this call: one a call, however often asked for."""
        return "cus_" + self._digest(call_id, 0).hex()[:12]

    def create(self, newcomer: Newcomer, now: datetime) -> bool:
        """Put them on file. False: they are already; nothing was changed. Raises NumberTakenError."""
        customer_id = self.id_of(newcomer.call_id)
        with self._record.writing() as connection:
            if self._is_there(connection, customer_id):
                return False
            if newcomer.number and self._has_owner(connection, newcomer.number):
                raise NumberTakenError
            self._insert(connection, newcomer, customer_id)
            self._note(connection, newcomer, "created", now)
        return True

    def undo(self, newcomer: Newcomer, now: datetime) -> bool:
        """Take them off the file again, with all that was typed. False: it was not this person who did it."""
        customer_id = self.id_of(newcomer.call_id)
        made = (newcomers.c.tenant == self._tenant, newcomers.c.customer_id == customer_id)
        last = select(newcomers.c.staff_id, newcomers.c.change).where(*made).order_by(newcomers.c.id.desc())
        mine = (customers.c.tenant == self._tenant, customers.c.id == customer_id)
        with self._record.writing() as connection:
            row = connection.execute(last.limit(1)).one_or_none()
            if row is None or row.staff_id != newcomer.staff_id:
                return False
            if row.change == "created":
                connection.execute(delete(customers).where(*mine))
                self._note(connection, newcomer, "undone", now)
        return True

    def _is_there(self, connection: Connection, customer_id: str) -> bool:
        found = select(customers.c.id).where(customers.c.id == customer_id)
        return connection.execute(found).one_or_none() is not None

    def _has_owner(self, connection: Connection, number: str) -> bool:
        mine = (customers.c.tenant == self._tenant, customers.c.number == number)
        return connection.execute(select(customers.c.id).where(*mine).limit(1)).one_or_none() is not None

    def _insert(self, connection: Connection, newcomer: Newcomer, customer_id: str) -> None:
        row = {
            "id": customer_id,
            "tenant": self._tenant,
            "name": newcomer.name,
            "language": newcomer.language,
            "number": newcomer.number or None,
            **dict.fromkeys(("plan", "kind", "account_manager", "open_case_owner"), ""),
        }
        for attempt in range(TRIES):
            digest = int.from_bytes(self._digest(newcomer.call_id, attempt)[:8])
            account = str(ACCOUNTS_FROM + digest % ACCOUNTS)
            if insert_new(connection, customers, {**row, "account": account}):
                return
        if not self._is_there(connection, customer_id):
            raise RuntimeError(f"no account number is free for {customer_id}")

    def _note(self, connection: Connection, newcomer: Newcomer, change: str, now: datetime) -> None:
        row = {
            "tenant": self._tenant,
            "customer_id": self.id_of(newcomer.call_id),
            "call_id": newcomer.call_id,
            "staff_id": newcomer.staff_id,
            "change": change,
            "at": now,
        }
        connection.execute(newcomers.insert().values(**row))

    def _digest(self, call_id: str, attempt: int) -> bytes:
        return hashlib.sha256(f"newcomer/{self._tenant}/{call_id}/{attempt}".encode()).digest()
