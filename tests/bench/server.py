"""One server for both: the product's own, with the product's own numbers of workers and threads."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

START_WITHIN_S = 60.0
#: A follower ends the round that it is in: a busy floor's may be long.
FOLLOW_STOPS_S = 30.0
ROOT = Path(__file__).parents[2]


@contextmanager
def serving(target: str, env: Mapping[str, str]) -> Iterator[int]:
    """Run a WSGI factory on a free loopback port, and stop it; yields the port."""
    port = _free_port()
    code = f"from commands.serving import run_server; run_server({target!r}, '127.0.0.1', {port})"
    process = subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", code],
        env={**os.environ, **env},  # noqa: TID251 - handed on
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def following(env: Mapping[str, str]) -> Iterator[None]:
    """Run `follow`, and stop it."""
    process = subprocess.Popen(
        [sys.executable, "app.py", "follow"],
        cwd=ROOT,
        env={**os.environ, **env},  # noqa: TID251 - handed on
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(FOLLOW_STOPS_S)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(port: int) -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing listens on {port}")
