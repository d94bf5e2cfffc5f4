"""Bringing a database to the newest form of the tables, and back."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from storage.record.versions import SCRIPTS

_UPGRADE_LOCK = 7_246_384  #: any number that nothing else in the database locks


def _settings(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, to: str = "head") -> None:
    """Apply every migration that is missing, up to `to`, inside the connection's transaction.

    Two processes may do it at once: the second waits and finds nothing to do. SQLite's write lock sees to it,
    and on PostgreSQL a lock of our own.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
    command.upgrade(_settings(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Undo migrations down to `to`; "base" leaves an empty database."""
    command.downgrade(_settings(connection), to)
