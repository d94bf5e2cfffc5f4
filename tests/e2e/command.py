"""One command of app.py as a process, with nothing in its environment but what a test gives it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.demonstration import ROOT

#: Far above what any of them takes on a busy machine.
WITHIN_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


def run(*args: str | Path, typed: str = "", env: Mapping[str, str] | None = None) -> Ran:
    """Run `app.py ARGS` to its end. typed: what comes from standard input."""
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
