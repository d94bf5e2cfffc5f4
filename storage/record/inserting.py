"""Inserting a row unless its key is there already, the same on SQLite and PostgreSQL."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Insert the row and return True, or leave the one that has the same key and return False."""
    if connection.dialect.name == "postgresql":
        statement = postgresql.insert(table).values(**row).on_conflict_do_nothing()
        return connection.execute(statement).rowcount == 1
    return connection.execute(sqlite.insert(table).values(**row).on_conflict_do_nothing()).rowcount == 1
