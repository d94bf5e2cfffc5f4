"""The part of docs/performance.md that tells what an assignment costs, and its picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from tests.bench.asked import at_least
from tests.bench.assignments import Cell, Sizes
from tests.bench.plot import Points, plot

TEMPLATE = Path(__file__).with_name("assignments.md")
#: As docs/performance.md shows it.
SHOWN = (
    "![Microseconds of an assignment by callers waiting, one line for each number of agents]"
    "(images/assignments.svg)"
)
#: What is asked for, of bare scripts a second.
RATIO = 0.25
#: Begins this part of the page.
HEADING = "## Putting the next caller to an agent"


def part(cells: Sequence[Cell], head: str, rounds: int) -> str:
    """Write the part. cells: as `measure` gives them, the last one with agents of all skills.

    head: the day and the machine, in words.
    """
    table, everything = cells[:-1], cells[-1]
    first, last = min(table, key=_size), max(table, key=_size)
    asked = next(cell for cell in table if _size(cell) == _size(everything))
    return TEMPLATE.read_text(encoding="utf-8").format(
        head=head,
        picture=SHOWN,
        rounds=rounds,
        skills_each=first.skills_each,
        rows="\n".join(map(_row, sorted(table, key=lambda cell: (cell.waiting, cell.agents)))),
        ratio=_ratio(asked, asked.freed.all_s),
        store_ratio=_ratio(asked, asked.freed.store_s),
        held=at_least(asked.ratio(asked.freed.store_s), RATIO),
        joined_ratio=_ratio(asked, asked.joined.all_s),
        joined_store_ratio=_ratio(asked, asked.joined.store_s),
        trips=f"{median(asked.freed.trips):.0f}",
        joined_trips=f"{median(asked.joined.trips):.0f}",
        waiting=f"{asked.waiting:,}",
        agents=f"{asked.agents:,}",
        all_skills=everything.skills_each,
        all_ratio=_ratio(everything, everything.freed.all_s),
        all_ms=_ms(median(everything.freed.all_s)),
        smallest=f"{first.waiting:,} x {first.agents:,}",
        largest=f"{last.waiting:,} x {last.agents:,}",
        grew=f"{median(last.freed.all_s) / median(first.freed.all_s):.2f}",
        joined_grew=f"{median(last.joined.all_s) / median(first.joined.all_s):.2f}",
        bare_grew=f"{median(last.bare_s) / median(first.bare_s):.2f}",
        logarithm=f"{_log(last) / _log(first):.2f}",
    )


def picture(cells: Sequence[Cell], sizes: Sizes) -> str:
    """Draw the median of an assignment by callers waiting, a line for each number of agents."""
    table = cells[:-1]
    first = min(table, key=_size)
    base_us = 1e6 * median(first.freed.all_s)
    lines: dict[str, Points] = {
        f"{agents:,} agents": sorted(
            (cell.waiting, 1e6 * median(cell.freed.all_s)) for cell in table if cell.agents == agents
        )
        for agents in sizes.agents
    }
    largest = [cell for cell in table if cell.agents == max(sizes.agents)]
    lines["as the logarithm"] = sorted((cell.waiting, base_us * _log(cell) / _log(first)) for cell in largest)
    title = "An assignment, median, by callers waiting and by agents"
    return plot(title, ("callers waiting", "microseconds"), lines)


def _size(cell: Cell) -> tuple[int, int]:
    return cell.waiting, cell.agents


def _log(cell: Cell) -> float:
    return math.log(cell.waiting * cell.agents)


def _row(cell: Cell) -> str:
    spent = cell.freed.all_s
    return (
        f"| {cell.waiting:,} | {cell.agents:,} | {cell.per_second:,.0f} | {_both(spent)} "
        f"| {_both(cell.joined.all_s)} | {_ms(median(cell.bare_s))} | {_ratio(cell, spent)} "
        f"| {_ratio(cell, cell.freed.store_s)} | {_ratio(cell, cell.joined.all_s)} "
        f"| {_ratio(cell, cell.joined.store_s)} |"
    )


def _both(spent: Sequence[float]) -> str:
    return f"{_ms(median(spent))} / {_ms(quantiles(spent, n=100)[98])}"


def _ratio(cell: Cell, spent: tuple[float, ...]) -> str:
    return f"{cell.ratio(spent):.2f}"


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.2f}"
