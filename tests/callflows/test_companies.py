"""A number starts one flow of one company."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from callflows.check import check
from tests.commands.toys import NUMBERS, changed, files_of, write

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CALLFLOWS = Path(__file__).parents[2] / "callflows"


def places(folder: Path) -> list[str]:
    """The findings between companies, as they print, below the folder."""
    found = [it for it in check(folder, NOW).findings if it.rule == "number-taken"]
    return [str(it).removeprefix(f"{folder.as_posix()}/") for it in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two companies with one number; of the line and of the flow."""
    write(tmp_path, "shop", files_of("shop"))
    both = changed(
        files_of("toy"),
        ("company.yaml", NUMBERS["toy"], NUMBERS["shop"]),
        ("toy.yaml", f'["{NUMBERS["toy"]}"]', f'["{NUMBERS["shop"]}"]'),
    )
    write(tmp_path, "toy", both)
    return tmp_path


def test_a_number_of_two_companies_is_found_where_the_second_one_names_it(folder: Path) -> None:
    told = f"toy/toy.yaml:4:11: error: {NUMBERS['shop']} already starts toy of shop [number-taken]"
    assert places(folder) == [told]


def test_one_of_them_by_itself_has_the_number(folder: Path) -> None:
    assert places(folder / "toy") == places(folder / "shop") == []


def test_the_companies_share_no_number() -> None:
    assert places(CALLFLOWS) == []
