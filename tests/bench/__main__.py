"""`make bench`: ratios, each from one run on one server; writes docs/performance.md.

`--assignments`, `--accept` and `--feed` measure what an assignment costs, how soon an accepted caller is
redirected, and how fast facts are on screens, alone: each writes its part of the page. The exit code is 1
where a figure is not what is asked for.
"""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import sys
import tempfile
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from callflows.book import load_company
from commands.serving import THREADS, WORKERS, prepare
from commands.settings import Settings, read_settings
from storage.live.server import start_redis
from storage.record.engine import open_record
from storage.record.generator import fill
from storage.record.roles import ROLES
from tests.bench import accept, accept_page, assignment_page, calls, feed, feed_page, inside
from tests.bench.asked import NOT_HELD, at_least
from tests.bench.assignments import Sizes, measure
from tests.bench.load import CONNECTIONS, Measured, fire
from tests.bench.network import Network
from tests.bench.server import following, serving

ROUNDS = 5
REQUESTS = 4_000
RATIO = 0.8
TOKEN = "b" * 32
ROOT = Path(__file__).parents[2]
PERFORMANCE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "images" / "assignments.svg"
TEMPLATE = Path(__file__).with_name("performance.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of one process: microseconds an engine turn, and per second: scenario calls, whole calls, webhooks."""

    engine_us: float
    scenarios: float
    calls: float
    webhooks: float


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--assignments", action="store_true", help="measure assignments alone")
    parser.add_argument("--accept", action="store_true", help="measure accepting alone")
    parser.add_argument("--feed", action="store_true", help="measure the feed alone")
    asked = parser.parse_args()
    now = datetime.now(UTC)  # noqa: TID251 - a command's own edge
    _machine()  # with the load before the bench makes its own
    every = not (asked.assignments or asked.accept or asked.feed)
    parts = [
        (every, _measure_others),
        (every or asked.assignments, _measure_assignments),
        (every or asked.accept, _measure_accept),
        (every or asked.feed, _measure_feed),
    ]
    kept = _parts(PERFORMANCE.read_text(encoding="utf-8"))
    wanted = [measure(now) if wanted else "" for wanted, measure in parts]
    page = [(new or old).strip() for new, old in zip(wanted, kept, strict=True)]
    text = "\n\n".join(part for part in page if part) + "\n"
    sys.stdout.write(text)
    PERFORMANCE.write_text(text, encoding="utf-8")
    return int(any(NOT_HELD in new for new in wanted))


def _parts(page: str) -> tuple[str, str, str, str]:
    """Take the page apart: what comes before assignments, assignments, accepting, the feed."""
    rest, feed_heading, screens = page.partition(feed_page.HEADING)
    rest, accept_heading, accepting = rest.partition(accept_page.HEADING)
    others, heading, assignments = rest.partition(assignment_page.HEADING)
    return others, heading + assignments, accept_heading + accepting, feed_heading + screens


def _measure_accept(now: datetime) -> str:
    """Measure how soon an accepted caller is redirected, and return the part of the page."""
    sizes = accept.Sizes()
    told = asyncio.run(_accepting(now, sizes))
    return accept_page.part(told, sizes, f"on {now:%Y-%m-%d}: {_machine()}")


async def _accepting(now: datetime, sizes: accept.Sizes) -> accept.Told:
    with tempfile.TemporaryDirectory() as scratch, start_redis(Path(scratch) / "redis") as redis:
        env = _environment(scratch, redis.url)
        network = Network(public_url=env["PUBLIC_URL"], token=TOKEN)
        async with await network.listen() as carrier:
            env["TWILIO_API_URL"] = f"http://127.0.0.1:{carrier.sockets[0].getsockname()[1]}"
            settings = read_settings(env)
            prepare(settings, lambda: now)
            with following(env), serving("app:wsgi", env) as network.port:
                return await accept.measure(network.port, settings, network, sizes)


def _measure_feed(now: datetime) -> str:
    """Measure how fast facts are on screens, and return the part of the page."""
    with tempfile.TemporaryDirectory() as scratch, start_redis(Path(scratch) / "redis") as redis:
        env = _environment(scratch, redis.url)
        settings = read_settings(env)
        prepare(settings, lambda: now)
        sizes = feed.Sizes()
        with serving("app:wsgi", env) as port:
            told = feed.measure(port, settings, now, sizes)
    return feed_page.part(told, sizes, f"on {now:%Y-%m-%d}: {_machine()}")


def _measure_assignments(now: datetime) -> str:
    """Measure, draw the picture, and return the part of the page."""
    sizes = Sizes()
    cells = list(measure(sizes))
    PICTURE.write_text(assignment_page.picture(cells, sizes), encoding="utf-8")
    return assignment_page.part(cells, f"on {now:%Y-%m-%d}: {_machine()}", sizes.rounds)


def _measure_others(now: datetime) -> str:
    """Measure turns and whole calls, and return their part of the page."""
    with tempfile.TemporaryDirectory() as scratch, start_redis(Path(scratch) / "redis") as redis:
        env = _environment(scratch, redis.url)
        settings = read_settings(env)
        prepare(settings, lambda: now)
        record = open_record(settings.database_url)
        fill(record, now, len(ROLES))
        record.close()
        rounds = _compare(settings, env, now)
        book = load_company(ROOT / "callflows" / "homeika")
        emulated, webhooks = inside.emulated_calls_per_second(settings)
        figures = Figures(
            engine_us=inside.engine_us(book),
            scenarios=inside.scenarios_per_second(ROOT / "callflows"),
            calls=emulated,
            webhooks=webhooks,
        )
    return _page(rounds, figures, now)


def _environment(scratch: str, redis_url: str) -> dict[str, str]:
    return {
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SECRET_KEY": "benchmark-of-no-worth",
        "REDIS_URL": redis_url,
        "RINGDOWN_DATA": scratch,
        "CALLFLOWS_DIR": str(ROOT / "callflows"),
    }


def _compare(settings: Settings, env: dict[str, str], now: datetime) -> list[tuple[Measured, Measured]]:
    """Run both in turn, so that a machine whose speed drifts treats them alike: (hand-written, Ringdown)."""
    rounds = []
    for _ in range(ROUNDS):
        with serving("tests.bench.baseline:wsgi", env) as port:
            requests = calls.baseline_requests(TOKEN, REQUESTS)
            fire(port, requests[: REQUESTS // 10], b"To start a return")
            by_hand = fire(port, requests[REQUESTS // 10 :], b"To start a return")
        with serving("app:wsgi", env) as port:
            requests = calls.ringdown_requests(settings, now, REQUESTS)
            fire(port, requests[: REQUESTS // 10], b"To start a return")
            ours = fire(port, requests[REQUESTS // 10 :], b"To start a return")
        rounds.append((by_hand, ours))
    return rounds


def _page(rounds: list[tuple[Measured, Measured]], figures: Figures, now: datetime) -> str:
    ratios = sorted(ours.per_second / by_hand.per_second for by_hand, ours in rounds)
    rows = [
        f"| {index} | {a.per_second:,.0f} | {a.p50_ms:.1f} / {a.p99_ms:.1f} "
        f"| {b.per_second:,.0f} | {b.p50_ms:.1f} / {b.p99_ms:.1f} | {b.per_second / a.per_second:.2f} |"
        for index, (a, b) in enumerate(rounds, 1)
    ]
    filled = {
        "day": f"{now:%Y-%m-%d}",
        "machine": _machine(),
        "workers": WORKERS,
        "threads": THREADS,
        "connections": CONNECTIONS,
        "requests": REQUESTS - REQUESTS // 10,
        "rows": "\n".join(rows),
        "median": f"{statistics.median(ratios):.2f}",
        "held": at_least(statistics.median(ratios), RATIO),
        "lowest": f"{ratios[0]:.2f}",
        "highest": f"{ratios[-1]:.2f}",
        "engine": f"{figures.engine_us:.0f}",
        "scenarios": f"{figures.scenarios:,.0f}",
        "calls": f"{figures.calls:,.0f}",
        "webhooks": f"{figures.webhooks:,.0f}",
    }
    return TEMPLATE.read_text().format(**filled)


@cache
def _machine() -> str:
    model = next(
        (line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")),
        platform.machine(),
    )
    load = f"load {os.getloadavg()[0]:.1f} in the minute before"
    return (
        f"{os.cpu_count()} cores of {model}, {platform.system()}, Python {platform.python_version()}, {load}"
    )


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


if __name__ == "__main__":
    sys.exit(main())
