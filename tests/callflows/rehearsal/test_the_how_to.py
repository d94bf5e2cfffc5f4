"""What the how-to pages tell people to write loads, passes its own tests, and breaks no rule."""

import re
from datetime import UTC, datetime
from pathlib import Path

from callflows.book import load_book
from callflows.check import check_book
from callflows.rehearsal.given import WORDS
from callflows.rehearse import rehearse
from callflows.texts import read_folder

ROOT = Path(__file__).parents[3]
HOW_TO = ROOT / "docs" / "how-to"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _yaml(page: str) -> bytes:
    found = re.search(r"```yaml\n(.*?)```", (HOW_TO / page).read_text(), re.DOTALL)
    assert found is not None
    return found[1].encode()


def test_the_flow_of_the_page_may_go_live() -> None:
    files = {**read_folder(ROOT / "callflows" / "homewise"), "homewise-survey.yaml": _yaml("write-a-flow.md")}
    company = files["company.yaml"].decode().replace("lines:\n", 'lines:\n  survey: "+442079460910"\n')
    book = load_book({**files, "company.yaml": company.encode()})
    assert check_book(book, NOW) == []
    outcomes = [outcome for outcome in rehearse(book) if outcome.flow == "homewise-survey"]
    assert [outcome.failures for outcome in outcomes] == [()]


def test_the_company_of_the_page_is_read() -> None:
    book = load_book({"company.yaml": _yaml("add-a-tenant.md")})
    assert book.findings == ()
    assert book.company.name == "acme"


def test_the_page_tells_everything_that_can_be_given() -> None:
    page = (HOW_TO / "write-a-flow.md").read_text()
    assert [word for words in WORDS.values() for word in words if f"`{word}`" not in page] == []
