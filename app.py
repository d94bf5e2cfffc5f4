"""Ringdown's entry point: the clock, the environment and the terminal, handed to the commands."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

#: How far the demo's clock is ahead, where its companies are closed at the machine's.
AHEAD = timedelta(seconds=int(os.environ.get("RINGDOWN_DEMO_AHEAD_S") or 0))


def clock() -> datetime:
    """The one clock: everything else is given `now`."""
    return datetime.now(UTC) + AHEAD


def wsgi() -> Flask:
    """Build one web worker's app, for the WSGI server."""
    # Only a worker needs these: other commands begin without the web framework.
    from commands.answering import application  # noqa: PLC0415 - see above
    from commands.logs import log_to_stderr  # noqa: PLC0415 - see above
    from commands.settings import read_settings  # noqa: PLC0415 - see above

    log_to_stderr()
    return application(read_settings(os.environ), clock, demo=os.environ.get("RINGDOWN_DEMO") == "1")


def say(line: str) -> None:
    """Print a line. Whoever read us may have left, as `head` does: the rest is then said to nobody."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> int:
    """Run one command: 0 done, 1 what was checked does not pass, 2 it could not be done."""
    try:
        return _run()
    except ModuleNotFoundError as missing:
        sys.stderr.write(
            f"{missing.name} is missing for {sys.executable}: run make setup, then .venv/bin/python app.py\n"
        )
        return 2


def _run() -> int:
    # Here, so that a module that is missing is told, whichever command needs it.
    from commands.cli import Terminal, run  # noqa: PLC0415 - see above
    from commands.logs import log_to_stderr  # noqa: PLC0415 - see above

    log_to_stderr()
    terminal = Terminal(
        clock=clock,
        env=os.environ,
        user=getpass.getuser(),
        read=input,
        read_secret=getpass.getpass if sys.stdin.isatty() else input,
        say=say,
        complain=lambda line: print(line, file=sys.stderr, flush=True),
    )
    return run(sys.argv[1:], terminal)


if __name__ == "__main__":
    sys.exit(main())
