"""The JSON Schema that editors read."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # it carries no types
import pytest
import yaml

from callflows.schema.published import FOLDER, SCHEMAS, json_schema, published

TOP = Path(__file__).parents[2]
FILES = sorted(path for path in (TOP / "callflows").glob("*/*.yaml") if path.name != "company.yaml")
FLOW = jsonschema.Draft7Validator(json_schema("callflow-v1.json"))
ONCALL = jsonschema.Draft7Validator(json_schema("oncall-v1.json"))


@pytest.mark.parametrize("file", SCHEMAS)
def test_the_written_schema_is_current(file: str) -> None:
    """`python -m callflows.schema` writes it anew."""
    assert (TOP / FOLDER / file).read_text("utf-8") == published(file)


@pytest.mark.parametrize("file", SCHEMAS)
def test_the_schema_is_draft_07(file: str) -> None:
    jsonschema.Draft7Validator.check_schema(json_schema(file))
    assert "$defs" not in json.dumps(json_schema(file))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_editor_finds_nothing_in_the_files_of_the_companies(path: Path) -> None:
    schema = ONCALL if path.name == "oncall.yaml" else FLOW
    assert [error.message for error in schema.iter_errors(yaml.safe_load(path.read_bytes()))] == []


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
    assert FLOW.is_valid(yaml.safe_load(text))
    assert not FLOW.is_valid(yaml.safe_load(text.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("handoff: weekly", "handoff: fortnightly"),
        ("handoff: weekly", "handof: weekly"),
        ("mon-fri: 18:00-09:00", "mon-fri: 6pm"),
        ("    fallback: manager\n", ""),
        ("oncall: v1", "oncall: v2"),
    ],
)
def test_an_editor_finds_what_the_loader_refuses_of_people_on_call(old: str, new: str) -> None:
    text = (Path(__file__).parent / "oncall" / "oncall.yaml").read_text("utf-8")
    assert old in text
    assert ONCALL.is_valid(yaml.safe_load(text))
    assert not ONCALL.is_valid(yaml.safe_load(text.replace(old, new, 1)))
