"""The JSON Schema that editors read."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # it carries no types
import pytest
import yaml

from callflows.schema.published import PLACE, json_schema, published

TOP = Path(__file__).parents[2]
FLOWS = sorted(path for path in (TOP / "callflows").glob("*/*.yaml") if path.name != "company.yaml")


def test_the_written_schema_is_current() -> None:
    """`python -m callflows.schema` writes it anew."""
    assert (TOP / PLACE).read_text("utf-8") == published()


def test_the_schema_is_draft_07() -> None:
    jsonschema.Draft7Validator.check_schema(json_schema())
    assert "$defs" not in json.dumps(json_schema())


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_an_editor_finds_nothing_in_the_flows_of_the_companies(path: Path) -> None:
    flow = yaml.safe_load(path.read_bytes())
    assert [error.message for error in jsonschema.Draft7Validator(json_schema()).iter_errors(flow)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("next: by_hours}", "nxet: by_hours}"),
        ("{queue: support", "{queue: support, timeout: 20"),
        ("{voicemail: support", "{voicemail: support, play: bell"),
        ("callflow: v1", "callflow: v2"),
    ],
)
def test_an_editor_finds_what_the_loader_refuses(old: str, new: str) -> None:
    text = (Path(__file__).parent / "small.yaml").read_text("utf-8")
    assert old in text
    assert jsonschema.Draft7Validator(json_schema()).is_valid(yaml.safe_load(text))
    assert not jsonschema.Draft7Validator(json_schema()).is_valid(yaml.safe_load(text.replace(old, new, 1)))
