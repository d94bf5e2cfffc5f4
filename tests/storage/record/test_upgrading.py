"""A database with rows of an older form is brought to the newest one, and its rows are read as before."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, Table, TypeDecorator, select

from storage.record import migrating
from storage.record.engine import Record
from storage.record.promises import Promises
from storage.record.tables import metadata

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
VALUES: dict[type[Any], Any] = {
    datetime: AT,
    date: AT.date(),
    bool: True,
    int: 1,
    bytes: b"1",
    dict: {},
}


@pytest.mark.parametrize("form", ["0001", "0003", "0005", "0007", "0009"])
def test_rows_of_an_older_form_are_read_after_the_upgrade(record: Record, form: str) -> None:
    with record.patiently() as connection:
        migrating.downgrade(connection, form)
        written = {table.name: filled(connection, table) for table in of_now(connection)}
    record.migrate()
    assert record.ready()
    for name, row in written.items():
        table = metadata.tables[name]
        with record.reading() as connection:
            [found] = connection.execute(select(table)).mappings()
        assert {key: found[key] for key in row} == row
    promise = Promises(record, "toy").find("key")
    assert promise is not None
    assert (promise.due_at, promise.kind) == (AT, "kind")


def of_now(connection: Connection) -> list[Table]:
    """Return the tables as they stand in the database, parents first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name in metadata.tables]


def filled(connection: Connection, old: Table) -> dict[str, Any]:
    """Write a row into a table, with a value in each column that it has."""
    known = metadata.tables[old.name]
    row = {column.name: value_of(known, column.name) for column in old.columns}
    connection.execute(known.insert().values(**row))
    return row


def value_of(table: Table, name: str) -> Any:
    column = table.columns[name]
    for parent in column.foreign_keys:
        return value_of(parent.column.table, parent.column.name)
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return VALUES.get(kind.python_type, "toy" if name == "tenant" else name)
