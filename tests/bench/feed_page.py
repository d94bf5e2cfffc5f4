"""The part of docs/performance.md about the feed."""

from __future__ import annotations

from commands.serving import WORKERS
from tests.bench.asked import at_most, p99
from tests.bench.feed import Sizes, Told

HEADING = "## From a fact to the screens"
#: What is asked for, milliseconds: a fact on the screen, and a webhook's reply meanwhile.
SCREEN_MS, WEBHOOK_MS = 250, 300
TEXT = """{heading}

Written by `make bench` (`python -m tests.bench --feed` runs this part alone), {when}.

`serve`'s own server with {workers} workers and {streams} open streams of `/events`, {supervisors} of them of
supervisors, who see everything. Over {seconds} s, {facts} facts a second become true, each an agent's own, so
{written} events a second are written; {webhooks} menu turns a second are asked for beside them. An agent's
page reads `/desk/state` at once when it is told of a fact, and shows it then; a supervisor's draws the floor
from the event, and reads the state once a second: {looks} readings in all. Measured from just before a fact
is given to Redis until the page has what it shows, and from asking or connecting until the reply is read.

| what | how many | p50 ms | p99 ms | most ms | p99 asked for |
|---|---|---|---|---|---|
| a fact on an agent's page, its state read | {agents} | {agents_held} |
| a fact on a supervisor's page | {supervised} | {supervised_held} |
| a reading of `/desk/state` | {read} | - |
| a webhook's reply | {webhook} | {webhook_held} |

Events that never came: {missed} ({none}). Readings and beats that were refused, because too much was asked at
once: {refused} (a reading is repeated after 2.5 s, as by a page, and took as long)."""


def part(told: Told, sizes: Sizes, when: str) -> str:
    return TEXT.format(
        heading=HEADING,
        when=when,
        workers=WORKERS,
        streams=told.open_streams,
        supervisors=sizes.supervisors,
        seconds=sizes.seconds,
        facts=sizes.facts_a_second,
        written=sizes.facts_a_second * (1 + sizes.supervisors),
        webhooks=sizes.webhooks_a_second,
        looks=len(told.looks_ms),
        agents=_row(told.to_agents_ms),
        supervised=_row(told.to_supervisors_ms),
        read=_row(told.looks_ms),
        webhook=_row(told.webhooks_ms),
        agents_held=at_most(p99(told.to_agents_ms), SCREEN_MS),
        supervised_held=at_most(p99(told.to_supervisors_ms), SCREEN_MS),
        webhook_held=at_most(p99(told.webhooks_ms), WEBHOOK_MS),
        missed=told.missed,
        refused=told.refused,
        none=at_most(told.missed, 0),
    )


def _row(latencies_ms: list[float]) -> str:
    ordered = sorted(latencies_ms)
    return f"{len(ordered):,} | {ordered[len(ordered) // 2]:.1f} | {p99(ordered):.1f} | {ordered[-1]:.1f}"
