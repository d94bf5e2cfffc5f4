"""Nothing is longer than a reader can hold: functions, modules, scripts (CONTRIBUTING.md, "Sizes")."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.measuring import LIMITS, Thing, measured, things

EXCEPTIONS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("sizes.toml").read_text("utf-8"),
)["exception"]


def test_nothing_is_longer_than_its_limit() -> None:
    allowed = {each["name"]: each["limit"] for each in EXCEPTIONS}
    too_long = [
        f"{thing.name}: {thing.lines} lines, at most {most}"
        for thing in things()
        if thing.lines > (most := allowed.get(thing.name, LIMITS[thing.kind]))
    ]
    assert too_long == []


def test_every_exception_has_a_reason_and_is_still_needed() -> None:
    lengths = {thing.name: thing for thing in things()}
    for each in EXCEPTIONS:
        thing = lengths[each["name"]]
        assert each["reason"], each["name"]
        assert LIMITS[thing.kind] < thing.lines <= each["limit"], each["name"]


def test_there_are_at_most_ten_exceptions() -> None:
    assert len(EXCEPTIONS) <= 10


SAMPLE = '''"""A module."""

class Line:
    def waits(self):
        """Say what.

        And how long.
        """
        def inner():
            return 1
        return inner()

def short(): return 2
'''


def test_a_function_counts_from_def_to_its_last_line_without_its_docstring() -> None:
    assert list(measured("web/line.py", SAMPLE)) == [
        Thing(name="web/line.py", kind="module", lines=13),
        Thing(name="web/line.py:Line.waits", kind="function", lines=4),
        Thing(name="web/line.py:short", kind="function", lines=1),
    ]


@pytest.mark.parametrize("kind", ["function", "module", "lua", "js", "html"])
def test_every_kind_of_thing_is_really_measured(kind: str) -> None:
    """An empty list of files would pass every limit."""
    assert any(thing.kind == kind for thing in things())
