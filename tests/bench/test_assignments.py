"""The bench of assignments at its smallest: the same code, so that it still runs and says what it should."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from tests.bench.assignment_page import HEADING, part, picture
from tests.bench.assignments import Sizes, measure

SMALL = Sizes(waiting=(60, 80, 100), agents=(3, 5), rounds=5)


def test_every_size_is_measured_and_written_down() -> None:
    cells = list(measure(SMALL))
    sizes = [(cell.waiting, cell.agents) for cell in cells]
    assert sizes == [(60, 3), (60, 5), (80, 5), (80, 3), (100, 3), (100, 5), (80, 3)]
    assert {len(cell.freed.all_s) for cell in cells} == {SMALL.rounds}
    # A look and a commit for an agent; before them, for a call, what it asks for, and who is free for it.
    assert {trips for cell in cells for trips in cell.freed.trips[1:]} == {2}
    assert {trips for cell in cells for trips in cell.joined.trips[1:]} == {4}
    text = part(cells, "today", SMALL.rounds)
    assert text.startswith(HEADING)
    assert text.count("| 80 | 3 |") == 1
    assert "Ratio at 80 x 3" in text
    drawn = ET.fromstring(picture(cells, SMALL))  # noqa: S314 - our own text
    assert len(drawn.findall("{*}path[@fill='none']")) == len(SMALL.agents) + 1
