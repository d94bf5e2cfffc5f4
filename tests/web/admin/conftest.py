"""Houses in which Homeika has the rotations of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from switchboard.books import Books
from tests.calls.conftest import _filled_once, _logs_of_the_product, at, house, redis_server
from tests.web.admin.company import books_of, published

__all__ = ["_logs_of_the_product", "at", "books", "filled", "house", "redis_server"]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = _filled_once(tmp_path_factory.getbasetemp())
    return published(base, tmp_path_factory.mktemp("rotations") / "filled.sqlite")


@pytest.fixture(scope="session")
def books(filled: Path) -> Books:
    return books_of(filled)
