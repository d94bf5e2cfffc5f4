"""A wide `except` stands only at a boundary, where whatever broke must still be answered."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files, named

#: `file:function` -> why everything is caught there.
BOUNDARIES = {
    "web/last_resort.py:kept": "a webhook: nobody may hear the carrier's own error message",
    "commands/assembling.py:follow_releases": "the look for a newer release: the next look comes",
    "commands/assembling.py:follow_rosters": "one company's roster: the next round tries again",
    "switchboard/books.py:begin": "a start: without SQL the last release that was known serves",
    "switchboard/deciding.py:decide": "a turn: whatever breaks in a flow, the caller is led to a person",
    "switchboard/replaying.py:entry": "one entry of the journal: the promises after it go on",
    "switchboard/agent.py:due": "one timer of the floor: everybody else's are heard",
    "switchboard/routing.py:_guarded": "one caller of the router's round: those after it have their turn",
    "commands/answering.py:_logged": "what is done after a reply: nobody is left to tell, so it is logged",
    "commands/matching.py:_guarded": "one part of the router's round: the next one comes",
    "switchboard/lanes.py:_guarded": "what one call asks of the phone network: other calls have their turn",
    "switchboard/clock_facts.py:_heed": "one fact that cannot be read: those after it are heeded",
    "switchboard/unsaved.py:_keep": "one wrap-up that cannot be written down: those after it are",
    "web/fanout.py:go_round": "one company's part of the feed's round: others, and the next one, go on",
    "commands/following.py:_guarded": "one thing of a follower's round: the others go on",
    "commands/errand_rounds.py:keep_errands": "one round of ringing for what is due: the next one comes",
    "commands/rooms.py:keep_rooms": "one look into the rooms: the next one comes",
    "commands/standby.py:keep_standby": "one look at the standby: the next one comes",
    "commands/reconciling.py:look_at_all": "one company's look at the list of calls: the others have theirs",
    "commands/drilling.py:hold_due_drills": "one look for drills that are due: the next one comes",
    "commands/drilling.py:look": "one company's drills: the others are held all the same",
    "commands/drilling.py:_hold": "nothing is swallowed: a walk that is broken off leaves no trace",
    "switchboard/drilling.py:hold_drill": "nothing is swallowed: a drill that is broken off leaves no trace",
    "commands/doctor/command.py:_looked": "a part of the look: what breaks is a finding, the rest goes on",
    "switchboard/radio_checks.py:_keep": "one accept that cannot be read: those after it are kept",
    "storage/bulkhead.py:perform": "nothing is swallowed: carried to the caller's thread and raised there",
    "storage/record/bounded.py:run": "nothing is swallowed: the breaker hears that the database answered",
    "emulator/fetch.py:fetch": "the emulator is the WSGI server there: it answers 500 whatever is raised",
}
WIDE = {"Exception", "BaseException"}


def wide_excepts(text: str) -> Iterator[str]:
    """Yield the innermost function around every wide `except`."""
    yield from _wide(ast.parse(text), "")


def _wide(node: ast.AST, function: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ExceptHandler) and _is_wide(child.type):
            yield function
        yield from _wide(child, child.name if isinstance(child, ast.FunctionDef) else function)


def _is_wide(caught: ast.expr | None) -> bool:
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in WIDE) for kind in kinds)


def _product() -> Iterator[Path]:
    return (path for path in files(".py") if not path.is_relative_to(ROOT / "tests"))


def test_a_wide_except_stands_only_at_a_listed_boundary_and_each_of_those_stands() -> None:
    found = Counter(
        f"{named(path)}:{function}"
        for path in _product()
        for function in wide_excepts(path.read_text("utf-8"))
    )
    assert found == Counter(BOUNDARIES.keys())


@pytest.mark.parametrize(
    "caught", ["except:", "except Exception:", "except BaseException as e:", "except (KeyError, Exception):"]
)
def test_every_form_of_a_wide_except_is_seen(caught: str) -> None:
    text = f"def outer():\n  def inner():\n    try: go()\n    {caught} pass\n"
    assert list(wide_excepts(text)) == ["inner"]


def test_a_narrow_except_is_none() -> None:
    assert list(wide_excepts("def f():\n  try: go()\n  except (KeyError, OSError): pass\n")) == []
