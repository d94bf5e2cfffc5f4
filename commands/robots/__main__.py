"""Starts the robots by themselves: `python -m commands.robots --plan FILE`. The demo does."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from pathlib import Path
from threading import Event

from commands.logs import log_to_stderr
from commands.robots.crew import Crew
from commands.robots.plan import read_plan


def main() -> int:
    """Work until SIGTERM or SIGINT. Exit status: 0 after a signal, 2 when the plan cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m commands.robots", description=__doc__)
    parser.add_argument(
        "--plan", type=Path, required=True, help="JSON file, as commands/robots/plan.py reads it"
    )
    given = parser.parse_args()
    log_to_stderr()
    try:
        plan = read_plan(json.loads(given.plan.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        sys.stderr.write(f"robots: {given.plan} cannot be read: {wrong}\n")
        return 2
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    Crew(plan=plan, stopwatch=time.monotonic, stopping=stopping).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
