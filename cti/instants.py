"""Instants as events and the desk write them: UTC, with milliseconds. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


def utc(at: datetime) -> str:
    """Write an instant: "2026-11-23T18:15:04.221Z"."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=8_192)  # one look at a floor writes the same ones for everybody again
def instant(unix_ms: int) -> str:
    """Write an instant that is given in Unix milliseconds."""
    return utc(datetime.fromtimestamp(unix_ms / 1000, UTC))
