"""The soak: `python -m tests.soak` plays random callers for some minutes and writes docs/soak.md.

`--batch N` plays one batch of the same seed again, alone. Exit status 1 when anything was not as it must be.
"""

from __future__ import annotations

import os
import platform
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from commands.logs import log_to_stderr
from tests.soak.batch import play
from tests.soak.ground import ground
from tests.soak.plan import FULL, Came, Plan, batches_of, carry_out

PAGE = Path(__file__).parents[2] / "docs" / "soak.md"
TEMPLATE = Path(__file__).with_name("soak.md")
#: Beyond these a page is no easier to read.
FAILURES_SHOWN = 20


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=FULL.seed)
    parser.add_argument("--batch", type=int, choices=range(FULL.batches), help="play this batch alone")
    args = parser.parse_args()
    plan = Plan(
        seed=args.seed,
        batches=FULL.batches,
        size=FULL.size,
        forgeries=FULL.forgeries,
        forgets_every=FULL.forgets_every,
        processes=FULL.processes,
    )
    return _play_one(plan, args.batch) if args.batch is not None else _play_all(plan)


def _play_one(plan: Plan, number: int) -> int:
    log_to_stderr()
    with ground() as stands:
        played = play(stands, list(batches_of(plan))[number])
    sys.stdout.write("\n".join(played.failures) + f"\n{played.calls} calls\n")
    return 1 if played.failures else 0


def _play_all(plan: Plan) -> int:
    began = monotonic()
    came = carry_out(plan, lambda line: print(line, flush=True))  # noqa: T201 - a command at a terminal
    text = _page(plan, came, monotonic() - began)
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    for failure in came.failures[:FAILURES_SHOWN]:
        sys.stdout.write(f"\n{failure}\n")
    return 1 if came.failures else 0


def _page(plan: Plan, came: Came, took_s: float) -> str:
    rows = "\n".join(f"| {name} | {number:,} |" for name, number in sorted(came.counts.items()))
    return TEMPLATE.read_text(encoding="utf-8").format(
        day=f"{datetime.now(UTC):%Y-%m-%d}",  # noqa: TID251 - a command's own edge
        machine=f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        seed=plan.seed,
        batches=plan.batches,
        size=plan.size,
        minutes=f"{took_s / 60:.1f}",
        calls=f"{came.calls:,}",
        webhooks=f"{came.webhooks:,}",
        hours=f"{came.phone_s / 3600:.1f}",
        forged=f"{came.forged:,}",
        accepted=came.accepted,
        failures=len(came.failures),
        rows=rows,
    )


if __name__ == "__main__":
    sys.exit(main())
