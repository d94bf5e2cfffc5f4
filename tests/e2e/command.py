"""One command of app.py, with nothing in its environment but what a test gives it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from commands import cli
from commands.logs import log_to_stderr
from tests.e2e.demonstration import ROOT

#: Far above what any of them takes on a busy machine.
WITHIN_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


#: The clock of what runs here: a Monday morning.
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


def run(*args: str | Path, typed: str = "", env: Mapping[str, str] | None = None) -> Ran:
    """Run `app.py ARGS` as a process, to its end. typed: what comes from standard input."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX") if name in os.environ}  # noqa: TID251
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "app.py", *map(str, args)],
        cwd=ROOT,
        env={**kept, **(env or {})},
        input=typed,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    return Ran(status=done.returncode, out=done.stdout, err=done.stderr)


def run_here(*args: str | Path, env: Mapping[str, str] | None = None) -> Ran:
    """Run `app.py ARGS` without a process of its own, which takes a second to begin; nothing is typed.

    For a command that refuses, or reads and writes files: its status and all it writes are as `run` tells.
    """
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        log_to_stderr()
        try:
            status = cli.run([*map(str, args)], _terminal(env or {}, out, err))
        except SystemExit as ended:  # how argparse refuses
            status = ended.code if isinstance(ended.code, int) else 1
    log_to_stderr()
    return Ran(status=status, out=out.getvalue(), err=err.getvalue())


def _terminal(env: Mapping[str, str], out: StringIO, err: StringIO) -> cli.Terminal:
    def read(_prompt: str) -> str:
        raise EOFError

    return cli.Terminal(
        clock=lambda: NOW,
        env=env,
        user="tests",
        read=read,
        read_secret=read,
        say=lambda line: print(line, file=out),
        complain=lambda line: print(line, file=err),
    )
