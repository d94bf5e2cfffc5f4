"""Nothing goes live that does not pass, and what is said of it is true: publish, rollback, first start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.companies import RefusedError
from commands.publishing import Publisher
from storage.record.engine import Record, open_record
from storage.record.releases import Releases
from tests.commands.toys import (
    NOW,
    NUMBERS,
    Overtaken,
    OvertakenEarly,
    changed,
    files_of,
    publisher,
    put_live,
    write,
)

TOY = files_of("toy")
#: The duty policy under another name, in both files that name it.
RENAMED = changed(
    TOY,
    ("company.yaml", "policies: {duty:", "policies: {desk:"),
    ("toy.yaml", "alert: {page: duty,", "alert: {page: desk,"),
)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    opened = open_record(f"sqlite:///{tmp_path / 'record.sqlite'}")
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """A folder with both companies."""
    for tenant in NUMBERS:
        write(tmp_path / "flows", tenant, files_of(tenant))
    return tmp_path / "flows"


@pytest.mark.parametrize("file", ["toy", "company"])
def test_a_rollback_to_what_does_not_fit_the_other_files_any_more_is_refused_with_its_place(
    record: Record, file: str
) -> None:
    put_live(record, "toy", TOY)
    live = put_live(record, "toy", RENAMED)
    with pytest.raises(RefusedError) as refused:
        publisher(record).roll_back("toy", file, NOW)
    assert re.search(r"^toy/toy.yaml:\d+:\d+: error: .*`policies` \[unknown-name\]$", str(refused.value))
    assert Releases(record, "toy").live() == live


def test_a_rollback_to_a_flow_that_fails_its_own_test_is_refused(record: Record) -> None:
    put_live(
        record, "toy", changed(TOY, ("toy.yaml", "path_ends: [post, thanks]", "path_ends: [post, duty]"))
    )
    live = put_live(record, "toy", TOY)
    with pytest.raises(RefusedError, match=r"toy/toy.yaml:\d+:\d+: error: a message is taken"):
        publisher(record).roll_back("toy", "toy", NOW)
    assert Releases(record, "toy").live() == live


def test_a_rollback_of_the_company_goes_live_when_what_comes_of_it_passes(record: Record) -> None:
    put_live(record, "toy", TOY)
    put_live(record, "toy", changed(TOY, ("company.yaml", "title: Toy shop", "title: Toys")))
    assert publisher(record).roll_back("toy", "company", NOW).files == TOY


def test_a_rollback_that_somebody_else_overtakes_is_refused(record: Record) -> None:
    put_live(record, "toy", TOY)
    put_live(record, "toy", changed(TOY, ("company.yaml", "title: Toy shop", "title: Toys")))
    with pytest.raises(RefusedError, match="toy: somebody else has published"):
        publisher(record, toy=Overtaken(record, "toy")).roll_back("toy", "company", NOW)


def test_nothing_is_published_when_one_company_was_overtaken_while_the_flows_were_proved(
    record: Record, flows: Path
) -> None:
    with pytest.raises(RefusedError, match="toy: somebody else has published"):
        publisher(record, toy=OvertakenEarly(record, "toy")).publish(flows, "", NOW)
    assert Releases(record, "shop").live() is None


def test_what_went_live_before_another_company_was_overtaken_is_told(record: Record, flows: Path) -> None:
    with pytest.raises(RefusedError, match=r"toy: .*; before that went live: shop \(release 1\)"):
        publisher(record, toy=Overtaken(record, "toy")).publish(flows, "", NOW)
    assert Releases(record, "shop").live() is not None


def test_where_the_first_company_is_overtaken_it_is_told_that_nothing_was_published(
    record: Record, flows: Path
) -> None:
    with pytest.raises(RefusedError, match=r"shop: .*; nothing was published"):
        publisher(record, shop=Overtaken(record, "shop")).publish(flows, "", NOW)
    assert Releases(record, "toy").live() is None


def test_a_first_start_puts_only_the_new_company_live_and_no_draft_of_another(
    record: Record, flows: Path
) -> None:
    before = put_live(record, "toy", TOY)
    write(flows, "toy", changed(TOY, ("toy.yaml", "Thank you.", "A draft.")))
    publisher(record).publish_first(flows, NOW)
    assert Releases(record, "toy").live() == before
    assert Releases(record, "shop").live() is not None


def test_a_draft_that_does_not_pass_keeps_no_new_company_from_its_first_start(
    record: Record, flows: Path
) -> None:
    put_live(record, "toy", TOY)
    write(flows, "toy", {"toy.yaml": b"a draft: ["})
    publisher(record).publish_first(flows, NOW)
    assert Releases(record, "shop").live() is not None


def test_of_two_first_starts_at_once_the_later_one_serves_what_the_other_put_live(
    record: Record, flows: Path
) -> None:
    publisher(record, toy=Overtaken(record, "toy")).publish_first(flows, NOW)
    live = Releases(record, "toy").live()
    assert live is not None
    assert live.files == {"company.yaml": b"quicker"}


def test_a_draft_of_a_company_that_is_not_served_keeps_no_other_back(record: Record, flows: Path) -> None:
    (flows / "shop" / "toy.yaml").write_text("a draft", "utf-8")
    serving = Publisher(releases={"toy": Releases(record, "toy")}, by="tests")
    assert serving.new_in(flows) == ["shop"]
    with pytest.raises(RefusedError, match="shop is new"):
        serving.publish(flows, "", NOW)
    assert list(serving.publish_known(flows, "", NOW)) == ["toy"]
    assert Releases(record, "toy").live() is not None
