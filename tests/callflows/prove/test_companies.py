"""Both companies' flows are proved, and quickly."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from callflows.book import load_book, load_company
from callflows.prove import prove
from tests.callflows.prove.sound import COMPANY, SOUND

FLOWS = Path(__file__).parents[3] / "callflows"


@pytest.mark.parametrize("company", ["homewise", "homeika"])
def test_every_proof_holds_for_a_companys_flows(company: str) -> None:
    book = load_company(FLOWS / company)
    assert book.findings == ()
    began = time.process_time()
    assert [str(finding) for finding in prove(book)] == []
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("old", "new", "place", "rule"),
    [
        ("{saved: message_saved, else: nothing_heard}", "end", "message_again", "ends-with-nothing"),
        ("next: {else: who}", "next: {else: urgent_first}", "urgent_first", "no-exit"),
        (
            "This call may be recorded., recording: told, next: urgent_first}",
            "This call may be recorded., recording: told, next: who}",
            "who",
            "safety-gated",
        ),
        (
            "next: {found: visit_told, denied: identify_visit, else: no_record}",
            "next: {found: visit_told, denied: identify_visit, else: visit_told}",
            "visit_told",
            "needs-level",
        ),
        (
            "next: {answered: end, else: failsafe_voicemail}",
            "next: {answered: end, else: person}",
            "person",
            "error-path",
        ),
    ],
)
def test_a_careless_edit_of_a_companys_flow_is_found(old: str, new: str, place: str, rule: str) -> None:
    files = {path.name: path.read_bytes() for path in (FLOWS / "homewise").glob("*.yaml")}
    text = files["homewise-support.yaml"].decode()
    assert text.count(old) == 1
    findings = prove(load_book({**files, "homewise-support.yaml": text.replace(old, new).encode()}))
    at = {(finding.rule, _step(text.replace(old, new), finding.line)) for finding in findings}
    assert (rule, place) in at


def _step(text: str, line: int) -> str:
    """Return the step that a line belongs to."""
    ids = [row for row in text.splitlines()[:line] if row.startswith("  ") and row[2:3].isalpha()]
    return ids[-1].strip().partition(":")[0]


def test_the_largest_flow_that_can_be_read_is_proved_in_seconds() -> None:
    menu = 'say: "Press 1.", menu: {options: [{key: "1", next: '
    more = [f"  s{n}: {{{menu}s{n * 7 % 950}}}]}}, next: s{(n + 1) % 950}}}\n" for n in range(949)]
    more.append(f"  s949: {{{menu}s1}}]}}, next: person}}\n")
    text = SOUND.replace("tests:\n", "".join(more) + "tests:\n").replace(
        "[bill], next: person", "[bill], next: s0"
    )
    book = load_book({"company.yaml": COMPANY.encode(), "small.yaml": text.encode()})
    assert book.findings == ()
    began = time.process_time()
    assert prove(book) == []
    assert time.process_time() - began < 10
