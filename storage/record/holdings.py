"""What a customer has with a company, read for a caller: order, device, warranty, visit, invoice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, select, true

from storage.record.companies import local_day
from storage.record.spoken import months_later, plain_sum, spoken_date, spoken_day, spoken_hour
from storage.record.tables import devices, invoices, orders, visits, warranties

#: What a connector found: text by name; "" and a missing name are the same, no value. None: nothing.
Found = Mapping[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of an identified caller, inside one transaction."""

    connection: Connection
    customer: Row[Any]  #: of the table customers
    number: str | None  #: the order that is meant; None: whichever fits
    now: datetime
    key: str  #: "" for a question that only reads


def of_customer(table: Table, asked: Asked) -> ColumnElement[bool]:
    """Say which rows are the customer's, and of the order that is meant."""
    column = table.c.number if table is orders else table.c.order_number
    return and_(
        table.c.tenant == asked.customer.tenant,
        table.c.customer_id == asked.customer.id,
        true() if asked.number is None else column == asked.number,
    )


def find_customer(asked: Asked) -> Found:
    named = ("id", "account", "name", "plan", "kind", "language", "account_manager", "number")
    return {name: getattr(asked.customer, name) or "" for name in named}


def find_order(asked: Asked) -> Found:
    """Return the order, or the customer's newest."""
    row = _first(asked, select(orders).where(of_customer(orders, asked)).order_by(orders.c.placed_on.desc()))
    if row is None:
        return None
    return {
        "number": row.number,
        "item": row.item,
        "status": row.status,
        "total": plain_sum(row.total_minor),
        "currency": row.currency,
        "placed": spoken_date(row.placed_on, asked.customer.language),
        "placed_iso": row.placed_on.isoformat(),
    }


def find_device(asked: Asked) -> Found:
    """Return the device of the order, or one of the customer's."""
    row = _first(asked, select(devices).where(of_customer(devices, asked)).order_by(devices.c.serial))
    if row is None:
        return None
    return {"serial": row.serial, "model": row.model, "firmware": row.firmware, "order": row.order_number}


def find_warranty(asked: Asked) -> Found:
    """Return the warranty of the order, or the customer's newest. Covered until its last day ends (HK7)."""
    newest = warranties.c.starts_on.desc()
    row = _first(asked, select(warranties).where(of_customer(warranties, asked)).order_by(newest))
    if row is None:
        return None
    until = months_later(row.starts_on, row.months)
    return {
        "order": row.order_number,
        "covered": "true" if local_day(row.tenant, asked.now) <= until else "false",
        "months": str(row.months),
        "plan": asked.customer.plan,
        "until": spoken_date(until, asked.customer.language),
        "until_iso": until.isoformat(),
    }


def find_visit(asked: Asked) -> Found:
    """Return the next visit of the booking, or the customer's next. A visit that is over is not found."""
    ahead = visits.c.day >= local_day(asked.customer.tenant, asked.now)
    row = _first(asked, select(visits).where(of_customer(visits, asked), ahead).order_by(visits.c.day))
    if row is None:
        return None
    return {
        "booking": row.order_number,
        "purpose": row.purpose,
        "date": spoken_day(row.day, asked.customer.language),
        "from": spoken_hour(row.from_hour),
        "to": spoken_hour(row.to_hour),
        "date_iso": row.day.isoformat(),
        "from_iso": f"{row.from_hour:02d}:00",
        "to_iso": f"{row.to_hour:02d}:00",
    }


def find_invoice(asked: Asked) -> Found:
    """Return the unpaid invoice that is due first, or else the newest, whose balance is 0.00."""
    order = (invoices.c.balance_minor <= 0, invoices.c.due_on)
    row = _first(asked, select(invoices).where(of_customer(invoices, asked)).order_by(*order))
    if row is None:
        return None
    return {
        "id": row.id,
        "number": row.number,
        "balance": plain_sum(row.balance_minor),
        "currency": row.currency,
        "due": spoken_day(row.due_on, asked.customer.language),
        "due_iso": row.due_on.isoformat(),
    }


def _first(asked: Asked, statement: Select[Any]) -> Row[Any] | None:
    return asked.connection.execute(statement.limit(1)).one_or_none()
