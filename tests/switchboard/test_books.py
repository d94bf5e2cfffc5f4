"""What a process takes up of what is published, and whose number it says a call was for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.record.engine import Record, open_record
from storage.record.releases import Releases
from storage.shelf import Shelf
from switchboard.books import Books
from tests.commands.toys import NUMBERS, changed, files_of, put_live

NEW = "+442079460999"
TOY = files_of("toy")
MOVED = changed(TOY, ("toy.yaml", NUMBERS["toy"], NEW), ("company.yaml", NUMBERS["toy"], NEW))
#: As a release of a version of us may be that knew a key which this one does not.
BROKEN = changed(TOY, ("toy.yaml", "title: Toy shop", "title: Toy shop\nlater: key"))
QUEUED = changed(
    TOY,
    (
        "company.yaml",
        "boxes:",
        "queues: {sales: {title: Sales, hours: toy/open, agents: 2, handle: 180s}}\nboxes:",
    ),
)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    opened = open_record(f"sqlite:///{tmp_path / 'record.sqlite'}")
    opened.migrate()
    yield opened
    opened.close()


def begun(record: Record, folder: Path) -> Books:
    """The books of a process that starts now."""
    books = Books({"toy": Releases(record, "toy")}, Shelf(folder))
    books.begin()
    return books


def test_a_release_that_does_not_compile_leaves_the_one_before_it_live(
    record: Record, tmp_path: Path
) -> None:
    first = put_live(record, "toy", TOY)
    books = begun(record, tmp_path)
    put_live(record, "toy", BROKEN)
    books.follow()
    assert books.live("toy").version == first.version
    assert books.line(NUMBERS["toy"]) == ("toy", "toy")
    mended = put_live(record, "toy", MOVED)
    books.follow()
    assert books.live("toy").version == mended.version


def test_a_start_on_a_release_that_does_not_compile_serves_the_last_one_on_the_shelf(
    record: Record, tmp_path: Path
) -> None:
    first = put_live(record, "toy", TOY)
    begun(record, tmp_path)
    put_live(record, "toy", BROKEN)
    assert begun(record, tmp_path).live("toy").version == first.version


def test_a_company_without_a_release_that_can_serve_is_missing(record: Record, tmp_path: Path) -> None:
    assert begun(record, tmp_path).missing == ("toy",)
    put_live(record, "toy", BROKEN)
    assert begun(record, tmp_path).missing == ("toy",)
    put_live(record, "toy", TOY)
    assert begun(record, tmp_path).missing == ()


def test_a_call_on_a_release_that_does_not_compile_here_goes_on_with_the_live_one(
    record: Record, tmp_path: Path
) -> None:
    broken = put_live(record, "toy", BROKEN)
    live = put_live(record, "toy", TOY)
    books = begun(record, tmp_path)
    for _ in range(2):
        book = books.pinned("toy", broken.version, lambda read: read())
        assert book.version == live.version


@pytest.mark.parametrize("restarted", [False, True])
def test_news_of_a_call_finds_its_company_after_a_publish_has_moved_the_number(
    record: Record, tmp_path: Path, *, restarted: bool
) -> None:
    put_live(record, "toy", TOY)
    books = begun(record, tmp_path)
    put_live(record, "toy", MOVED)
    if restarted:
        books = begun(record, tmp_path)
    books.follow()
    assert books.line(NUMBERS["toy"]) is None
    assert books.tenant_of(NUMBERS["toy"]) == books.tenant_of(NEW) == "toy"
    assert books.tenant_of("+442079460000") is None


def test_a_number_that_went_to_another_company_is_the_new_ones(record: Record, tmp_path: Path) -> None:
    shop = changed(files_of("shop"), *((name, NUMBERS["shop"], NUMBERS["toy"]) for name in TOY))
    put_live(record, "toy", TOY)
    put_live(record, "toy", MOVED)
    put_live(record, "shop", shop)
    books = Books({name: Releases(record, name) for name in ("toy", "shop")}, Shelf(tmp_path))
    books.begin()
    assert books.tenant_of(NUMBERS["toy"]) == "shop"


def test_callers_may_still_wait_in_a_queue_that_a_publish_has_removed(record: Record, tmp_path: Path) -> None:
    put_live(record, "toy", QUEUED)
    put_live(record, "toy", TOY)
    books = begun(record, tmp_path)
    assert books.live("toy").company.queues == {}
    assert books.queues("toy") == {"sales"}


def test_from_the_shelf_the_lines_are_known_and_the_record_is_read_once_it_is_back(
    record: Record, tmp_path: Path
) -> None:
    put_live(record, "toy", TOY)
    put_live(record, "toy", MOVED)
    begun(record, tmp_path)
    away = open_record(f"sqlite:///{tmp_path / 'no-such-folder' / 'record.sqlite'}")
    books = Books({"toy": Releases(away, "toy")}, Shelf(tmp_path))
    books.begin()
    assert books.tenant_of(NEW) == "toy"
    assert books.tenant_of(NUMBERS["toy"]) is None
    (tmp_path / "no-such-folder").symlink_to(tmp_path)
    books.follow()
    assert books.tenant_of(NUMBERS["toy"]) == "toy"
    away.close()
