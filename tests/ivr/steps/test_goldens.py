"""What each kind says and makes true, word by word. `--update` rewrites; the difference shows the change."""

import json
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from ivr.steps import STEP_KINDS
from tests.ivr.steps.caller import Caller
from tests.ivr.steps.walks import WALKS

GOLDENS = Path(__file__).parents[2] / "golden" / "steps"


def plain(value: object) -> object:
    """Show a dataclass by its name and the fields that are not their defaults."""
    if is_dataclass(value) and not isinstance(value, type):
        shown = {
            f.name: plain(getattr(value, f.name))
            for f in fields(value)
            if getattr(value, f.name) != f.default
        }
        return {type(value).__name__: shown}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value


def written(caller: Caller) -> str:
    """Write a walk with one line a verb and a fact, so that a review can read it."""
    turns = []
    for event, turn in caller.turns:
        parts = {"verbs": listed(turn.verbs), "facts": listed(turn.facts)}
        lines = ",\n".join(f'  "{name}": {lines}' for name, lines in parts.items())
        turns.append(f' {{"event": {in_one_line(event)},\n{lines}}}')
    return "[\n" + ",\n".join(turns) + "\n]\n"


def listed(values: tuple[object, ...]) -> str:
    return "[" + ",".join(f"\n    {in_one_line(value)}" for value in values) + "]"


def in_one_line(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False)


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_a_kind_says_and_records_what_its_golden_says(kind: str, *, update: bool) -> None:
    golden = GOLDENS / f"{kind}.json"
    walked = written(WALKS[kind]())
    if update:
        golden.write_text(walked, encoding="utf-8")
    json.loads(walked)
    assert golden.read_text(encoding="utf-8") == walked


def test_there_is_no_golden_without_a_kind() -> None:
    assert {golden.stem for golden in GOLDENS.iterdir()} == set(STEP_KINDS)
