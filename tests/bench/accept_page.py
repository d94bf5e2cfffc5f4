"""The part of docs/performance.md about an agent's accept."""

from __future__ import annotations

from commands.serving import WORKERS
from tests.bench.accept import Sizes, Told
from tests.bench.asked import at_most, p99

HEADING = "## From accept to the caller's redirect"
#: What is asked for, milliseconds.
REDIRECT_MS = 50
TEXT = """{heading}

Written by `make bench` (`python -m tests.bench --accept` runs this part alone), {when}.

`serve`'s own server with {workers} workers, and `follow`; Redis with its append-only file, fsync always;
SQLite. Over {seconds} s, {calls} calls a second come to wait; `follow` offers each to one of {agents}
signed-in agents, who accepts as soon as the one open stream, a supervisor's, tells of it (what many streams
cost is measured [below](#from-a-fact-to-the-screens)). A receiver on loopback stands for Twilio's REST API,
and sends the webhooks that follow: for the caller's document, for the softphone's, and of both joining the
conference. The redirect is measured from just before `POST /desk/commands` is sent, on a connection that is
open, until the receiver has read the head of the request that redirects the caller; the reply, from the
same instant until it is read; the offer, from the call's joining the queue until the stream tells of it.
The pace begins when the first caller has been accepted: by then `follow` has seen all agents come.

| what | how many | p50 ms | p99 ms | most ms | p99 asked for |
|---|---|---|---|---|---|
| the caller's redirect | {redirect} | {held} |
| the agent's reply, with the desk's new state | {reply} | |
| a call's first offer | {offer} | |
| a reply that asks nothing (`/healthz`), as often meanwhile | {nothing} | |

Callers who were not redirected, or whose accept was refused: {lost} ({none})."""


def part(told: Told, sizes: Sizes, when: str) -> str:
    return TEXT.format(
        heading=HEADING,
        when=when,
        workers=WORKERS,
        agents=sizes.calls,
        seconds=sizes.seconds,
        calls=sizes.calls_a_second,
        redirect=_row(told.to_redirect_ms),
        reply=_row(told.to_reply_ms),
        offer=_row(told.to_offer_ms),
        nothing=_row(told.nothing_ms),
        held=at_most(p99(told.to_redirect_ms), REDIRECT_MS),
        lost=told.lost,
        none=at_most(told.lost, 0),
    )


def _row(latencies_ms: list[float]) -> str:
    ordered = sorted(latencies_ms)
    return f"{len(ordered):,} | {ordered[len(ordered) // 2]:.1f} | {p99(ordered):.1f} | {ordered[-1]:.1f}"
