"""A company's files as one: versions, lines, shared files, folders, and the whole check."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callflows.book import Book, companies, load_book, load_company, version_of
from callflows.check import check, check_book, has_errors
from callflows.lint import lint
from callflows.texts import read_texts
from tests.callflows.small_book import COMPANY, SMALL, book, changed, with_steps

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TOP = Path(__file__).parents[2]
REFERENCE = TOP.parent / "shared" / "reference" / "flow-language.md"
SHARED = b"""steps:
  danger: {say: If anyone is in danger call 999., next: person}
hours:
  shop: {timezone: Europe/London, week: {mon: closed}, holidays: none}
vars: {title: Small}
"""


def local(loaded: Book) -> list[str]:
    """Return the rules that the linter finds broken, without the prover."""
    return sorted(finding.rule for finding in lint(loaded.texts, NOW.date()))


def test_a_version_is_the_same_for_the_same_files_and_another_for_any_change() -> None:
    one = load_book({"company.yaml": COMPANY, "small.yaml": SMALL.encode()})
    same = load_book({"small.yaml": SMALL.encode(), "company.yaml": COMPANY})
    assert one.version == same.version
    assert re.fullmatch(r"[0-9a-f]{12}", one.version)
    assert one.version != load_book({"company.yaml": COMPANY, "other.yaml": SMALL.encode()}).version
    assert one.version != load_book({"company.yaml": COMPANY, "small.yaml": SMALL.encode() + b"#"}).version


def test_a_version_is_made_of_names_and_hashes_in_order_of_name() -> None:
    hashes = [hashlib.sha256(content).hexdigest() for content in (b"1", b"2")]
    listed = f"a\0{hashes[0]}\nb\0{hashes[1]}\n"
    assert version_of({"b": b"2", "a": b"1"}) == hashlib.sha256(listed.encode()).hexdigest()[:12]


def test_a_number_leads_to_its_flow_and_a_strange_one_to_none() -> None:
    assert book().flow_of("+442071234567") == "small"
    assert book().flow_of("+442071234568") is None


def test_a_company_that_does_not_hold_says_why() -> None:
    broken = load_book({"small.yaml": SMALL.encode()})
    with pytest.raises(ValueError, match="the file is missing"):
        _ = broken.company


def test_a_shared_file_gives_its_steps_hours_and_constants() -> None:
    sharing = book(
        ("start: greeting", "start: greeting\ninclude: [shared-safety.yaml]"), shared_safety=SHARED
    )
    assert sharing.findings == ()
    flow = sharing.flows["small"]
    assert flow.steps["danger"].next == {"else": "person"}
    assert flow.vars == {"title": "Small"}
    assert sharing.hours("small", "shop").week == {0: ()}


def test_a_mistake_in_a_shared_file_is_found_there() -> None:
    wrong = SHARED.replace(b"next: person", b"next: nobody")
    sharing = book(("start: greeting", "start: greeting\ninclude: [shared-safety.yaml]"), shared_safety=wrong)
    (finding,) = [it for it in check_book(sharing, NOW) if it.rule == "unknown-target"]
    assert (finding.file, finding.line, finding.column) == ("shared-safety.yaml", 2, 57)


def test_a_step_in_both_the_flow_and_a_shared_file_is_refused() -> None:
    twice = SHARED.replace(b"danger:", b"greeting:")
    sharing = book(("start: greeting", "start: greeting\ninclude: [shared-safety.yaml]"), shared_safety=twice)
    assert [(it.file, it.line, it.rule) for it in sharing.findings] == [
        ("shared-safety.yaml", 2, "duplicate-id")
    ]


def test_a_shared_file_holds_no_tests_and_no_numbers() -> None:
    sharing = book(shared_safety=SHARED + b"numbers: []\n")
    assert [(it.line, it.column, it.rule) for it in sharing.findings] == [(6, 1, "unknown-key")]


def test_calls_between_flows_hold_their_entries_and_returns_together() -> None:
    other = changed(
        ("name: small", "name: other"),
        ('["+442071234567"]', "[]"),
        ("start: greeting", "start: greeting\nentries: [greeting]\nreturns: [told]"),
        with_steps("told: {say: There you are., next: return.told}"),
    )
    good = book(with_steps("extra: {call: other, at: greeting, next: {told: person}}"), other=other)
    assert local(good) == []
    bad = book(with_steps("extra: {call: other, at: choices, next: {sold: person}}"), other=other)
    assert local(bad) == ["missing-outcome", "unknown-entry", "unknown-outcome"]


def test_folders_of_companies_are_found(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "company.yaml").write_bytes(COMPANY)
    (tmp_path / "schema").mkdir()
    assert [path.name for path in companies(tmp_path)] == ["one", "two"]
    assert [path.name for path in companies(tmp_path / "one")] == ["one"]


def test_a_folder_without_a_company_is_one_finding(tmp_path: Path) -> None:
    (finding,) = check(tmp_path, NOW).findings
    assert finding.rule == "missing-key"
    assert has_errors([finding])


def test_findings_of_a_folder_name_the_file_as_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "company.yaml").write_bytes(COMPANY)
    (tmp_path / "small.yaml").write_bytes(changed(("next: by_hours}", "next: by_hour}")))
    files = {finding.file for finding in check(tmp_path, NOW).findings if finding.rule == "unknown-target"}
    assert files == {f"{tmp_path.as_posix()}/small.yaml"}


def test_a_file_that_is_too_long_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "company.yaml").write_bytes(COMPANY)
    (tmp_path / "long.yaml").write_bytes(b"#" * 10_000_000)
    loaded = load_company(tmp_path)
    assert [it.rule for it in loaded.findings] == ["too-big"]
    assert len(loaded.texts.files["long.yaml"]) < 300_000


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference does not stand beside this clone")
@pytest.mark.parametrize("company", ["homeika", "homewise"])
def test_the_examples_of_the_reference_want_only_what_is_not_available_yet(company: str) -> None:
    """company.yaml here is a company's own, with the one name that only the examples use."""
    flows = re.findall(r"```yaml\n(.*?)```", REFERENCE.read_text("utf-8"), re.DOTALL)
    names = (TOP / "callflows" / company / "company.yaml").read_text("utf-8")
    names = re.sub(r"invoice: \{gives: \[", "invoice: {gives: [id, ", names)
    files = {f"example-{number}.yaml": flow.encode() for number, flow in enumerate(flows) if company in flow}
    on_call = (TOP / "callflows" / company / "oncall.yaml").read_bytes()
    texts = read_texts({"company.yaml": names.encode(), "oncall.yaml": on_call, **files})
    found = [*texts.findings, *lint(texts, NOW.date())]
    rules = {it.rule for it in found if it.level == "error" and it.file != "company.yaml"}
    assert texts.company is not None
    assert len(texts.flows) == len(files)
    assert rules == {"not-available"}
