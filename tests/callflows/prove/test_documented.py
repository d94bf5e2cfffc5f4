"""The page of proofs: a heading a rule, with the smallest flow that breaks it and what is found there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from callflows.book import load_book
from callflows.check import check_book
from callflows.prove import PROOFS
from tests.callflows.prove.sound import NOW

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "lint-rules.md").read_text("utf-8")
COMPANY, *SECTIONS = PAGE.split("\n## ")
RULES = {section.partition("\n")[0].strip("`"): section for section in SECTIONS}


def block(text: str, language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert len(found) == 1, text[:40]
    return str(found[0])


def test_every_proof_has_its_heading_in_the_order_of_the_table() -> None:
    assert list(RULES) == [proof.__name__.replace("_", "-") for proof in PROOFS]


def test_every_proof_says_in_a_sentence_what_it_holds() -> None:
    assert all(proof.__doc__ for proof in PROOFS)


@pytest.mark.parametrize("rule", RULES)
def test_the_flow_on_the_page_is_found_to_break_its_rule_and_no_other(rule: str) -> None:
    files = {"company.yaml": block(COMPANY, "yaml"), "small.yaml": block(RULES[rule], "yaml")}
    book = load_book({name: text.encode() for name, text in files.items()})
    findings = check_book(book, NOW)
    assert [str(finding) for finding in findings] == block(RULES[rule], "text").splitlines()
    assert [finding.rule for finding in findings] == [rule]


@pytest.mark.parametrize("rule", RULES)
def test_every_finding_ends_with_a_way(rule: str) -> None:
    assert re.search(rf"; path: \S.* \[{rule}\]$", block(RULES[rule], "text").strip())
