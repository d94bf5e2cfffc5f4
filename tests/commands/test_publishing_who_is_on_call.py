"""Who is on call goes live with the flows, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callflows.book import load_book
from commands.companies import RefusedError
from storage.record.engine import Record, open_record
from storage.record.releases import Releases
from tests.commands.toys import NOW, changed, files_of, publisher, put_live, write

ONCALL = b"""oncall: v1
people:
  engineer: {title: Engineer 1, number: "+442079460931"}
  manager: {title: Duty manager, number: "+442079460932"}
schedules:
  primary:
    timezone: Europe/London
    layers: [{handoff: weekly, starts: "2026-01-05T09:00", people: [engineer]}]
    fallback: manager
"""
TOY = files_of("toy")
LEVELS = "policies: {duty: {levels: [{call: [primary]}], catch_all: [manager]}}"
ON_CALL = {
    **changed(TOY, ("company.yaml", "policies: {duty: {duty: duty}}", LEVELS)),
    "oncall.yaml": ONCALL,
}


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    opened = open_record(f"sqlite:///{tmp_path / 'record.sqlite'}")
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def flows(tmp_path: Path, record: Record) -> Path:
    """A folder with the company, which is live as it was before anybody was on call."""
    write(tmp_path / "flows", "toy", TOY)
    put_live(record, "toy", TOY)
    put_live(record, "shop", files_of("shop"))
    return tmp_path / "flows"


def test_who_is_on_call_is_published_with_the_flows(record: Record, flows: Path) -> None:
    write(flows, "toy", {**ON_CALL, "partner.ics": b"BEGIN:VCALENDAR"})
    publisher(record).publish(flows, "on call", NOW)
    live = Releases(record, "toy").live()
    assert live is not None
    assert set(live.files) == {"company.yaml", "oncall.yaml", "partner.ics", "toy.yaml"}
    assert list(load_book(live.files).oncall.schedules) == ["primary"]


def test_a_policy_without_a_catch_all_does_not_go_live(record: Record, flows: Path) -> None:
    write(flows, "toy", changed(ON_CALL, ("company.yaml", "catch_all: [manager]", "catch_all: []")))
    with pytest.raises(RefusedError, match="no catch-all: who is rung") as refused:
        publisher(record).publish(flows, "on call", NOW)
    assert "[no-catch-all]" in str(refused.value)
    live = Releases(record, "toy").live()
    assert live is not None
    assert "oncall.yaml" not in live.files


def test_who_is_on_call_can_be_put_back(record: Record, flows: Path) -> None:
    put_live(record, "toy", ON_CALL)
    put_live(record, "toy", changed(ON_CALL, ("oncall.yaml", "title: Engineer 1", "title: Engineer 9")))
    back = publisher(record).roll_back("toy", "oncall", NOW)
    assert back.files["oncall.yaml"] == ONCALL
    assert sorted(path.name for path in (flows / "toy").iterdir()) == ["company.yaml", "toy.yaml"]
