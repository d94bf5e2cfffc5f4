"""Inserting a row unless its key is there already, the same on SQLite and PostgreSQL."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Insert the row and return True, or leave the one that has the same key and return False."""
    first = next(iter(table.primary_key))
    if connection.dialect.name == "postgresql":
        new = postgresql.insert(table).values(**row).on_conflict_do_nothing().returning(first)
    else:
        new = sqlite.insert(table).values(**row).on_conflict_do_nothing().returning(first)
    return connection.execute(new).one_or_none() is not None
