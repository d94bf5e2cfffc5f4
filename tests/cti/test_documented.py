"""docs/reference/events.md names every event there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "events.md"
TELLERS = [
    Path(__file__).parents[2] / "cti" / name
    for name in ("tellers.py", "paging.py", "bridges.py", "clocks.py")
]
ENDINGS = {f"offer.{ending}" for ending in ("accepted", "declined", "timed_out", "withdrawn")}
LEGS = {
    f"leg.{change}"
    for change in (
        "initiated",
        "ringing",
        "connected",
        "held",
        "resumed",
        "muted",
        "unmuted",
        "ended",
        "failed",
    )
}
OURS = {"queue.stats", "feed.snapshot", "feed.reset"}
NAMED = re.compile(r'"((?:call|offer|clock|voicemail|agent|page|bridge)\.[a-z_]+)"')


def named() -> set[str]:
    return {name for path in TELLERS for name in NAMED.findall(path.read_text("utf-8"))}


def test_every_event_has_a_row_and_every_row_an_event() -> None:
    table = PAGE.read_text("utf-8").partition("## Types")[2].partition("`cause` is")[0]
    rows = {
        name
        for line in table.splitlines()
        for name in re.findall(r"`([a-z]+\.[a-z_]+)`", line.split("|")[1] if line.startswith("|") else "")
    }
    assert rows == named() | ENDINGS | LEGS | OURS


def test_what_is_said_not_to_be_there_is_told_by_nothing() -> None:
    absent = PAGE.read_text("utf-8").partition("## Not there yet")[2].partition("## The stream")[0]
    rows = [line.split("|")[1] for line in absent.splitlines() if line.startswith("| `")]
    types = {name for row in rows for name in re.findall(r"`([a-z]+\.[a-z_]+)`", row)}
    assert {"callback.created", "payment.started"} < types
    assert types & (named() | ENDINGS | LEGS | OURS) == set()
