"""Whether a figure is what was asked for, as the page says it."""

from __future__ import annotations

HELD = "held"
#: What makes the command end with an error, wherever it stands on the page.
NOT_HELD = "**not held**"


def at_most(figure: float, limit: float) -> str:
    return f"{limit:g}: {HELD if figure <= limit else NOT_HELD}"


def at_least(figure: float, limit: float) -> str:
    return f"{limit:g}: {HELD if figure >= limit else NOT_HELD}"


def p99(latencies: list[float]) -> float:
    """The latency that 99 of 100 do not reach; of few, the longest."""
    return sorted(latencies)[int(len(latencies) * 0.99)]
