"""A number that another company has live is refused, whichever way a flow goes live."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.companies import RefusedError
from storage.record.engine import Record, open_record
from storage.record.releases import Releases
from tests.commands.toys import NOW, NUMBERS, changed, files_of, publisher, put_live, write

TAKEN = f"{NUMBERS['shop']} already starts toy of shop [number-taken]"
#: The toy company with the shop's number.
GREEDY = changed(
    files_of("toy"),
    ("company.yaml", NUMBERS["toy"], NUMBERS["shop"]),
    ("toy.yaml", NUMBERS["toy"], NUMBERS["shop"]),
)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    opened = open_record(f"sqlite:///{tmp_path / 'record.sqlite'}")
    opened.migrate()
    yield opened
    opened.close()


def test_a_publish_of_a_number_that_another_company_has_live_is_refused_by_its_tenant_and_flow(
    record: Record, tmp_path: Path
) -> None:
    put_live(record, "shop", files_of("shop"))
    live = put_live(record, "toy", files_of("toy"))
    write(tmp_path / "flows", "toy", GREEDY)
    with pytest.raises(RefusedError) as refused:
        publisher(record).publish(tmp_path / "flows", "more", NOW)
    assert str(refused.value).endswith(f"toy/toy.yaml:4:11: error: {TAKEN}")
    assert Releases(record, "toy").live() == live


def test_a_first_start_with_a_number_that_another_company_has_live_is_refused(
    record: Record, tmp_path: Path
) -> None:
    put_live(record, "shop", files_of("shop"))
    write(tmp_path / "flows", "toy", GREEDY)
    with pytest.raises(RefusedError, match="number-taken"):
        publisher(record).publish_first(tmp_path / "flows", NOW)
    assert Releases(record, "toy").live() is None


def test_a_rollback_to_a_number_that_another_company_has_by_now_is_refused(record: Record) -> None:
    put_live(record, "toy", changed(GREEDY, ("company.yaml", '"}', '", other: "+442079460990"}')))
    put_live(record, "toy", changed(GREEDY, ("toy.yaml", NUMBERS["shop"], NUMBERS["toy"])))
    put_live(record, "shop", files_of("shop"))
    with pytest.raises(RefusedError, match="number-taken"):
        publisher(record).roll_back("toy", "toy", NOW)


def test_a_number_may_go_from_one_company_to_another_in_one_publish(record: Record, tmp_path: Path) -> None:
    put_live(record, "shop", files_of("shop"))
    put_live(record, "toy", files_of("toy"))
    moved = changed(
        files_of("shop"),
        ("company.yaml", NUMBERS["shop"], NUMBERS["toy"]),
        ("toy.yaml", NUMBERS["shop"], NUMBERS["toy"]),
    )
    write(tmp_path / "flows", "shop", moved)
    write(tmp_path / "flows", "toy", GREEDY)
    assert [it.number for it in publisher(record).publish(tmp_path / "flows", "swap", NOW).values()] == [2, 2]
