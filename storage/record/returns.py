"""Returns by phone: what became of one, and opening one (HK7)."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, select

from routing.entitlement import entitlement_of
from storage.record.companies import local_day
from storage.record.holdings import Asked, Found, of_customer
from storage.record.inserting import insert_new
from storage.record.promises import NewPromise, write_promise
from storage.record.spoken import months_later, spoken_day
from storage.record.tables import devices, orders, rmas, warranties

#: Every state of a return, and how it is said after "Your return is". All but the last are under way.
STATUS_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "opened": "open and will get its number shortly",
        "awaited": "open, and we are waiting for your parcel",
        "inspected": "being inspected",
        "shipping": "approved, and your replacement is being shipped",
        "closed": "closed",
    }
)
#: The number of a return is assigned within so long after it was opened (HK7).
NUMBER_WITHIN = timedelta(hours=48)


def find_rma(asked: Asked) -> Found:
    """Return the return of the order that is under way, or else the newest one."""
    order = (rmas.c.status == "closed", rmas.c.opened_on.desc())
    statement = select(rmas).where(of_customer(rmas, asked)).order_by(*order)
    row = asked.connection.execute(statement.limit(1)).one_or_none()
    return None if row is None else _described(row, asked)


def open_rma(asked: Asked) -> Found:
    """Open a return; the same key again gives the same one.

    1. The order: the one that is meant, or the only one that is covered.
    2. Hardware, covered by its warranty today, and no return of it under way. Else None: a person decides.
    3. The return, and the promise of its number, in one transaction.
    """
    again = rmas.c.tenant == asked.customer.tenant, rmas.c.key == asked.key
    row = asked.connection.execute(select(rmas).where(*again)).one_or_none()
    if row is None:
        order_number = _returnable(asked)
        if order_number is None:
            return None
        _insert(asked, order_number)
        row = asked.connection.execute(select(rmas).where(*again)).one()
    return _described(row, asked) if row.customer_id == asked.customer.id else None


def _returnable(asked: Asked) -> str | None:
    """Return the one order that may be sent back. Its row stays locked, so that two calls open one return."""
    held = select(orders.c.number).where(of_customer(orders, asked)).order_by(orders.c.number)
    numbers = asked.connection.execute(held.with_for_update()).scalars().all()
    under_way = select(rmas.c.order_number).where(
        rmas.c.tenant == asked.customer.tenant,
        rmas.c.order_number.in_(numbers),
        rmas.c.status != "closed",
    )
    busy = set(asked.connection.execute(under_way).scalars())
    today = local_day(asked.customer.tenant, asked.now)
    hardware = warranties.c.order_number.in_(
        select(devices.c.order_number).where(of_customer(devices, asked))
    )
    covers = asked.connection.execute(select(warranties).where(of_customer(warranties, asked), hardware))
    covered = [row.order_number for row in covers if today <= months_later(row.starts_on, row.months)]
    return covered[0] if len(covered) == 1 and covered[0] not in busy else None


def _insert(asked: Asked, order_number: str) -> None:
    today = local_day(asked.customer.tenant, asked.now)
    row = {
        "id": uuid.uuid4().hex,
        "tenant": asked.customer.tenant,
        "order_number": order_number,
        "customer_id": asked.customer.id,
        "number": None,
        "status": "opened",
        "opened_on": today,
        "next_on": today + NUMBER_WITHIN,
        "key": asked.key,
    }
    if insert_new(asked.connection, rmas, row):
        promise = NewPromise(
            kind="case",
            call_id=asked.key.partition("/")[0],
            key=f"rma/{asked.key}",
            due_at=asked.now + NUMBER_WITHIN,
            body={"case": "rma_number", "rma": row["id"], "to": asked.customer.number or ""},
        )
        write_promise(asked.connection, asked.customer.tenant, promise, asked.now)


def _described(row: Row[Any], asked: Asked) -> Mapping[str, str]:
    """Put a return into words. `number` is missing until it has one."""
    next_on: date = row.next_on
    described = {
        "id": row.id,
        "order": row.order_number,
        "status": row.status,
        "status_text": STATUS_TEXTS[row.status],
        "next_date": spoken_day(next_on, asked.customer.language),
        "next_date_iso": next_on.isoformat(),
        "ship_days": "{} to {}".format(*entitlement_of(asked.customer.plan).replacement_days),
    }
    return described | ({"number": row.number} if row.number else {})
