"""The company that the how-to adds passes what it tells its reader to run."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callflows.book import load_company
from callflows.check import check
from callflows.rehearse import rehearse

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-tenant.md").read_text("utf-8")
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
    assert check(folder, datetime(2026, 11, 24, 10, tzinfo=UTC)) == []


def test_the_tests_of_the_page_pass(folder: Path) -> None:
    outcomes = rehearse(load_company(folder / "acme"))
    assert len(outcomes) == 3
    assert [outcome.failures for outcome in outcomes if outcome.failures] == []
