"""The soak: `python -m tests.soak` plays callers, races claims, rings in outages, weathers storms.

It takes some minutes and writes docs/soak.md. `--batch N` plays one batch of the same seed again, alone;
`--claims`, `--emergency` and `--storm` run those parts alone and write their parts of the page. Exit status 1
when anything was not as it must be.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from commands.logs import log_to_stderr
from tests.faults.oncall.course import EARLY
from tests.soak.batch import play
from tests.soak.claims import FULL_RACE, Raced, race
from tests.soak.emergency import FULL_EMERGENCIES, Rung, promised, ring_them, rows_of, talked
from tests.soak.ground import ground
from tests.soak.plan import FULL, Came, Plan, batches_of, carry_out
from tests.soak.storm import FULL_STORMS, LARGE_STORMS, weather
from tests.soak.storm_http import HTTP_STORMS, weather_all
from tests.soak.storm_people import Weathered, late_s

PAGE = Path(__file__).parents[2] / "docs" / "soak.md"
TEMPLATE = Path(__file__).with_name("soak.md")
RACE_TEMPLATE = Path(__file__).with_name("claims.md")
STORM_TEMPLATE = Path(__file__).with_name("storm.md")
EMERGENCY_TEMPLATE = Path(__file__).with_name("emergency.md")
#: What begins each part of the page after the first.
HEADINGS = ("## Claims raced", "## Emergencies", "## Storm")
#: Beyond these a page is no easier to read.
FAILURES_SHOWN = 20


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=FULL.seed)
    parser.add_argument("--batch", type=int, choices=range(FULL.batches), help="play this batch alone")
    parser.add_argument("--claims", action="store_true", help="race claims alone")
    parser.add_argument("--emergency", action="store_true", help="ring in outages alone")
    parser.add_argument("--storm", action="store_true", help="weather the storms alone")
    args = parser.parse_args()
    if args.claims:
        raced, text = _raced(args.seed)
        return _written(_with(text), raced.failures)
    if args.emergency:
        rung, text = _rung(args.seed)
        return _written(_with(text), rung.failures)
    if args.storm:
        weathered, text = _weathered(args.seed)
        return _written(_with(text), weathered.failures)
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
    callers = _page(plan, came, monotonic() - began)
    raced, claims = _raced(plan.seed)
    rung, emergencies = _rung(plan.seed)
    weathered, storm = _weathered(plan.seed)
    failures = came.failures + raced.failures + rung.failures + weathered.failures
    return _written(f"{callers}\n{claims}\n{emergencies}\n{storm}", failures)


def _with(part: str) -> str:
    """Return the page with this part of it anew."""
    begins = "|".join(map(re.escape, HEADINGS))
    parts = [*re.split(f"(?m)^(?={begins})", PAGE.read_text(encoding="utf-8")), part]
    kept = {_heading(one): f"{one.rstrip()}\n" for one in parts}
    return "\n".join(kept[heading] for heading in ("", *HEADINGS) if heading in kept)


def _heading(part: str) -> str:
    return next((heading for heading in HEADINGS if part.startswith(heading)), "")


def _rung(seed: int) -> tuple[Rung, str]:
    """Ring in outages, and write that part of the page."""
    began = monotonic()
    plan = replace(FULL_EMERGENCIES, seed=seed)
    rung = ring_them(plan, lambda line: print(line, flush=True))  # noqa: T201 - a command at a terminal
    text = EMERGENCY_TEMPLATE.read_text(encoding="utf-8").format(
        day=_day(),
        minutes=f"{(monotonic() - began) / 60:.1f}",
        machine=_machine(),
        seed=plan.seed,
        calls=f"{rung.calls:,}",
        talked=f"{talked(rung.counts):,}",
        promised=f"{promised(rung.counts):,}",
        early=f"{rung.counts[EARLY]:,}",
        engaged=f"{rung.engaged:,}",
        failures=len(rung.failures),
        rows=rows_of(rung),
    )
    return rung, text


def _weathered(seed: int) -> tuple[Weathered, str]:
    """Weather the storms, and write their part of the page."""

    def tell(line: str) -> None:
        print(line, flush=True)  # noqa: T201 - a command at a terminal

    began = monotonic()
    kinds = (
        ("S50, over HTTP", weather_all([replace(storm, seed=seed) for storm in HTTP_STORMS], tell)),
        ("S50, in phone time", weather([replace(storm, seed=seed) for storm in FULL_STORMS], 2, tell)),
        ("S50L, in phone time", weather([replace(storm, seed=seed) for storm in LARGE_STORMS], 2, tell)),
    )
    came = Weathered()
    for _, one in kinds:
        came.adds(one)
    text = STORM_TEMPLATE.read_text(encoding="utf-8").format(
        day=_day(),
        minutes=f"{(monotonic() - began) / 60:.1f}",
        machine=_machine(),
        seed=seed,
        table="\n".join(
            f"| {name} | {one.calls:,} | {one.webhooks:,} | {one.phone_s / 3600:.1f} "
            f"| {late_s(one.told_s):.1f} s | {late_s(one.rang_s):.1f} s | **{len(one.failures)}** |"
            for name, one in kinds
        ),
        drains="\n".join(f"- {name}: {drain}." for name, one in kinds for drain in one.drains),
        rows=_rows(came.counts),
    )
    return came, text


def _raced(seed: int) -> tuple[Raced, str]:
    """Race, and write the race's part of the page."""
    began = monotonic()
    plan = replace(FULL_RACE, seed=seed)
    raced = race(plan)
    text = RACE_TEMPLATE.read_text(encoding="utf-8").format(
        day=_day(),
        minutes=f"{(monotonic() - began) / 60:.1f}",
        machine=_machine(),
        seed=plan.seed,
        processes=plan.processes,
        agents=plan.agents,
        callers=plan.callers,
        claims=f"{raced.claims:,}",
        calls=f"{raced.calls:,}",
        failures=len(raced.failures),
        rows=_rows(raced.counts),
    )
    return raced, text


def _written(text: str, failures: list[str]) -> int:
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    for failure in failures[:FAILURES_SHOWN]:
        sys.stdout.write(f"\n{failure}\n")
    return 1 if failures else 0


def _rows(counts: Counter[str]) -> str:
    return "\n".join(f"| {name} | {number:,} |" for name, number in sorted(counts.items()))


def _day() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"  # noqa: TID251 - a command's own edge


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def _page(plan: Plan, came: Came, took_s: float) -> str:
    return TEMPLATE.read_text(encoding="utf-8").format(
        day=_day(),
        machine=_machine(),
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
        rows=_rows(came.counts),
    )


if __name__ == "__main__":
    sys.exit(main())
