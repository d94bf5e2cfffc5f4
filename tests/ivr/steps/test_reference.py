"""The reference of steps and the steps are one: every kind has a heading and an example that compiles."""

import re
from pathlib import Path

import pytest

from callflows.book import load_book
from callflows.schema.base import GoingStep
from ivr.steps import STEP_KINDS

REFERENCE = (Path(__file__).parents[3] / "docs" / "reference" / "steps.md").read_text(encoding="utf-8")
SECTIONS: dict[str, str] = dict(
    re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
)
AROUND = """\
callflow: v1
name: example
title: An example
numbers: []
languages: [en-US, de-DE]
start: beginning
anywhere: {error: beginning}
steps:
  beginning: {hangup: true}
"""
TESTED = "tests: [{name: it ends, expect: {visits: [beginning]}}]\n"


def example(kind: str) -> str:
    found = re.findall(r"^```yaml\n(.*?)^```", SECTIONS[kind], re.MULTILINE | re.DOTALL)
    assert len(found) == 1, f"{kind} has {len(found)} examples"
    return str(found[0])


def test_the_reference_describes_every_kind_in_the_order_of_the_table() -> None:
    assert list(SECTIONS) == list(STEP_KINDS)


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_the_example_of_a_kind_compiles_to_that_kind(kind: str) -> None:
    steps = "".join(f"  {line}" for line in example(kind).splitlines(keepends=True))
    book = load_book({"example.yaml": f"{AROUND}{steps}{TESTED}".encode()})
    assert [str(finding) for finding in book.findings if finding.file == "example.yaml"] == []
    made = [step for name, step in book.flows["example"].steps.items() if name != "beginning"]
    assert [(step.kind, type(step.action)) for step in made] == [(kind, STEP_KINDS[kind])]


@pytest.mark.parametrize("model", GoingStep.__subclasses__())
def test_every_outcome_of_a_kind_is_in_its_section(model: type[GoingStep]) -> None:
    section = SECTIONS.get(model.kind)
    if section is None:
        assert not model.available
        return
    assert [outcome for outcome in model.outcomes if f"`{outcome}`" not in section] == []
