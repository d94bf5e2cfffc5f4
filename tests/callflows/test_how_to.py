"""The company that the how-to adds, and then puts on call, passes what it tells its reader to run."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callflows.book import load_company
from callflows.check import check
from callflows.rehearse import rehearse

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PAGE = (HOW_TO / "add-a-tenant.md").read_text("utf-8")
ON_CALL = re.findall(
    r"^```yaml\n(.*?)^```",
    (HOW_TO / "run-an-on-call-rotation.md").read_text("utf-8"),
    re.DOTALL | re.MULTILINE,
)
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
FILES = re.compile(r"`callflows/acme/([a-z-]+\.yaml)`:\n\n```yaml\n(.*?)```", re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of companies with the one company of the page, typed in as it stands there."""
    (tmp_path / "acme").mkdir()
    for name, text in FILES.findall(PAGE):
        (tmp_path / "acme" / name).write_text(text, "utf-8")
    return tmp_path


def test_the_company_of_the_page_has_nothing_to_mend(folder: Path) -> None:
    assert sorted(path.name for path in folder.glob("acme/*")) == ["acme-support.yaml", "company.yaml"]
    assert check(folder, NOW).findings == []


def test_the_tests_of_the_page_pass(folder: Path) -> None:
    outcomes = rehearse(load_company(folder / "acme"))
    assert len(outcomes) == 3
    assert [outcome.failures for outcome in outcomes if outcome.failures] == []


def put_on_call(company: Path) -> None:
    """Do what the page about rotations says, from its first step to its third."""
    oncall, policies, steps, test = ON_CALL
    (company / "oncall.yaml").write_text(oncall, "utf-8")
    names = (company / "company.yaml").read_text("utf-8")
    (company / "company.yaml").write_text(re.sub(r"policies:\n.*\n", policies, names), "utf-8")
    flow = (company / "acme-support.yaml").read_text("utf-8")
    flow = re.sub(r"  urgent:\n.*?(?=  by_hours:)", lambda _: steps, flow, flags=re.DOTALL)
    (company / "acme-support.yaml").write_text(flow + test, "utf-8")


def test_the_company_put_on_call_has_nothing_to_mend_and_its_tests_pass(folder: Path) -> None:
    put_on_call(folder / "acme")
    assert check(folder, NOW).findings == []
    outcomes = rehearse(load_company(folder / "acme"))
    assert len(outcomes) == 4
    assert [outcome.failures for outcome in outcomes if outcome.failures] == []
