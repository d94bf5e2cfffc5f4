"""What the reference page says is what the loader does."""

from __future__ import annotations

import re
from pathlib import Path

from callflows.lint.names import CALLBACK, CALLER, PAYMENT, QUEUE
from callflows.schema.company import CompanyText
from callflows.schema.flow import FlowText
from callflows.schema.step import KINDS
from tests.callflows.small_book import HERE

DOCS = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (DOCS / "flow-language.md").read_text("utf-8")
RULE = re.compile(r"^# finds \S+ (error|warning) (\S+)$", re.MULTILINE)


def table(heading: str) -> dict[str, str]:
    """Return the rows of the first table under a heading: each word in code of the first cell -> the row."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [row for row in section.splitlines() if row.startswith("| `")]
    return {word: row for row in rows for word in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_every_rule_that_a_broken_flow_shows_has_its_row_and_its_level() -> None:
    rows = table("Rules")
    for path in (HERE / "broken").glob("*.yaml"):
        for level, rule in RULE.findall(path.read_text("utf-8")):
            assert f"| {level} |" in rows[rule], rule


def test_every_rule_in_the_table_is_shown_by_a_broken_flow_or_a_test() -> None:
    shown = {rule for path in (HERE / "broken").glob("*.yaml") for _, rule in RULE.findall(path.read_text())}
    others = "".join(path.read_text("utf-8") for path in HERE.rglob("test_*.py"))
    shown |= set(re.findall(r"(?:[\"\[]|error |warning )([a-z0-9-]+)[\"\]]", others))
    elsewhere = {"not-utf-8", "too-deep"}  # by their words, in test_source.py
    assert set(table("Rules")) - shown <= elsewhere


def test_every_top_level_key_has_its_row() -> None:
    assert set(table("Top-level keys")) >= set(FlowText.model_fields)


def test_every_key_of_company_yaml_is_in_its_example() -> None:
    example = PAGE.partition("## company.yaml")[2].partition("```yaml\n")[2].partition("```")[0]
    keys = {line.partition(":")[0] for line in example.splitlines() if line[:1].isalpha()}
    assert keys == set(CompanyText.model_fields)


def test_every_name_with_a_fixed_meaning_is_named() -> None:
    names = PAGE.partition("Names that can be read")[2].partition("\n## ")[0]
    said = set(re.findall(r"[a-z_.]+", names))
    for name in (*CALLER, *QUEUE, *PAYMENT, *CALLBACK):
        assert name in said or f"caller.{name}" in said, name


def test_every_kind_that_is_available_has_its_heading() -> None:
    headings = re.findall(r"^##+ `?(\w+)`?", (DOCS / "steps.md").read_text("utf-8"), re.MULTILINE)
    assert {kind for kind, model in KINDS.items() if model.available} <= set(headings)
