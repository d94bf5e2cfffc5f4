"""The tables are made by migrations, the same on both databases, and can be taken away again."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from storage.record import migrating, versions
from storage.record.engine import Record, open_record
from storage.record.tables import metadata


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(record: Record) -> None:
    with record.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_going_down_leaves_nothing_and_up_again_works(record: Record) -> None:
    with record.patiently() as connection:
        migrating.downgrade(connection, "base")
    with record.reading() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        assert versions.applied(connection) is None
    assert not record.ready()
    record.migrate()
    assert record.ready()


def test_migrating_twice_changes_nothing(record: Record) -> None:
    record.migrate()
    assert record.ready()


def test_a_record_without_tables_is_not_ready(tmp_path: object) -> None:
    record = open_record(f"sqlite:///{tmp_path}/empty.db")
    assert not record.ready()
    record.close()


def test_sqlite_keeps_its_promises_through_a_power_cut(sqlite_url: str) -> None:
    record = open_record(sqlite_url)
    with record.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    record.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 250, "foreign_keys": 1}


def test_postgresql_stops_a_statement_before_the_webhook_gives_up(postgres_url: str) -> None:
    record = open_record(postgres_url)
    with record.reading() as connection:
        limits = [connection.execute(text(f"SHOW {name}")).scalar_one() for name in _LIMITS]
    record.close()
    assert limits == ["250ms", "250ms"]


_LIMITS = ("statement_timeout", "lock_timeout")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="the record is kept in"):
        open_record(url)
