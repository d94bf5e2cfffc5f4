"""storage/shelf.py: the last release, whole or not at all (F21)."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.shelf import Shelf

FILES = {"company.yaml": b"company: v1\n", "a-flow.yaml": "say: Grüße\n".encode()}


def test_what_was_put_is_taken_byte_for_byte(tmp_path: Path) -> None:
    Shelf(tmp_path / "shelf").put("homewise", FILES)
    assert Shelf(tmp_path / "shelf").take("homewise") == FILES


def test_the_last_one_put_stands(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("homewise", FILES)
    shelf.put("homewise", {"company.yaml": b"another"})
    assert shelf.take("homewise") == {"company.yaml": b"another"}


def test_nothing_was_put_for_this_tenant(tmp_path: Path) -> None:
    assert Shelf(tmp_path).take("homeika") is None


@pytest.mark.parametrize("share", range(0, 100, 7))
def test_a_file_cut_off_anywhere_is_none(tmp_path: Path, share: int) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("homewise", FILES)
    path = next(tmp_path.iterdir())
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * share // 100])
    assert shelf.take("homewise") is None
