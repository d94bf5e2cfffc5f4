"""Opening the record: one SQL database, SQLite or PostgreSQL, with its limits set on every connection."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from storage.record import versions
from storage.record.address import record_address
from storage.record.bounded import AWAY, THREADS, WITHIN_S, Bounded, RecordUnavailable
from storage.record.pins import Pins

#: The database gives up before the webhook stops waiting for it: what is refused has then not been done.
_WEBHOOK_MS = int(WITHIN_S * 1000) - 50
#: A statement that the server has ended in time may take so much longer to be told, in seconds.
_ON_THE_WAY_S = 1.0
#: For migrations and the first filling, which no caller waits for.
_PATIENT_MS = 60_000


class Record:
    """The record of one process. Made by `open_record`; `close` it at the end.

    Calls made for a webhook go through `bounded`; commands and followers may call directly.
    """

    def __init__(self, url: URL, pins: Pins, clock: Callable[[], float]) -> None:
        self.pins = pins
        self.bounded = Bounded(clock)
        self.engine = _engine(url, _WEBHOOK_MS, patient=False)
        self._writer = self.engine.execution_options(immediate=True)
        self._url = url
        self._newest = versions.newest()

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a transaction that only reads."""
        return self.engine.begin()

    def writing(self) -> AbstractContextManager[Connection]:
        """Open a transaction that writes: committed at the end of the block, undone by an error in it.

        On SQLite it takes the one write lock at once: a reader that turned writer could only fail.
        """
        return self._writer.begin()

    @contextmanager
    def patiently(self) -> Iterator[Connection]:
        """Open a writing transaction without the webhooks' time limits, on a connection of its own."""
        engine = _engine(self._url, _PATIENT_MS, patient=True)
        try:
            with engine.execution_options(immediate=True).begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def migrate(self) -> None:
        """Bring the database to the newest form. Does nothing where it is. Raises RecordUnavailable."""
        from storage.record import migrating  # noqa: PLC0415 - half a second, for who migrates: nobody waits

        try:
            with self.patiently() as connection:
                migrating.upgrade(connection)
        except AWAY as away:
            raise RecordUnavailable(f"the database cannot be brought to its newest form: {away}") from away

    def ready(self) -> bool:
        """Say whether the database answers in time, and in the form that this program writes."""
        try:
            return self.bounded.run(self._applied) == self._newest
        except RecordUnavailable:
            return False

    def close(self) -> None:
        self.bounded.close()
        self.engine.dispose()

    def _applied(self) -> str | None:
        with self.reading() as connection:
            return versions.applied(connection)


def open_record(url: str, pepper: str = "", clock: Callable[[], float] = time.monotonic) -> Record:
    """Open the record at `url`: sqlite:///path or postgresql://... It connects when first asked.

    pepper: setting PIN_PEPPER. clock: seconds that never go back, for the breaker.
    Raises ValueError for any other address.
    """
    return Record(record_address(url), Pins(pepper), clock)


def _engine(url: URL, limit_ms: int, *, patient: bool) -> Engine:
    """Make an engine whose every connection carries the limits. Source: architecture section 7."""
    if url.get_backend_name() == "sqlite":
        arguments: dict[str, object] = {"timeout": limit_ms / 1000, "check_same_thread": False}
    else:
        arguments = {
            "options": f"-c statement_timeout={limit_ms} -c lock_timeout={limit_ms} -c timezone=UTC",
            "connect_timeout": 2,
            # A server that vanished without a word is noticed within about ten seconds.
            "keepalives_idle": 4,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
        }
    if patient:
        engine = create_engine(url, connect_args=arguments, poolclass=NullPool, hide_parameters=True)
    else:
        engine = create_engine(
            url,
            connect_args=arguments,
            pool_size=THREADS,
            max_overflow=0,
            pool_timeout=WITHIN_S,
            hide_parameters=True,  # what callers gave us stands in no log
        )
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        _prepare_postgresql(engine, limit_ms / 1000 + _ON_THE_WAY_S)
    return engine


def _prepare_postgresql(engine: Engine, limit_s: float) -> None:
    """Let no connection wait longer for the server than this, in seconds."""
    from storage.record.limited import limited  # noqa: PLC0415 - the driver is loaded by who uses it

    kind = limited(limit_s)

    @event.listens_for(engine, "do_connect")
    def connecting(
        _dialect: Dialect, _entry: ConnectionPoolEntry, address: list[Any], arguments: dict[str, Any]
    ) -> DBAPIConnection:
        return cast(DBAPIConnection, kind.connect(*address, **arguments))


def _prepare_sqlite(engine: Engine) -> None:
    """Set each connection up, and begin transactions ourselves.

    The driver begins late and only for writes, so a read and the write after it would not be one.
    """

    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # a promise survives a power cut
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
