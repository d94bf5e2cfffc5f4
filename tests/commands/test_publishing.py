"""What goes live, what does not, and which calls hear it (F20)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from commands.companies import RefusedError
from commands.publishing import Publisher
from storage.live.client import LiveClient
from storage.live.server import RunningRedis
from storage.shelf import Shelf
from switchboard.books import Books
from tests.calls.conftest import CALLFLOWS, _logs_of_the_product, books, filled, redis_server
from tests.house import HOMEIKA_SUPPORT, MONDAY, House, a_house

__all__ = ["_logs_of_the_product", "books", "filled", "redis_server"]

SUPPORT = "homeika-support.yaml"
GREETING = "Thank you for calling Homeika. This call may be recorded."
QUESTION = "What can we help with?"


@pytest.fixture
def own(redis_server: RunningRedis, filled: Path, tmp_path: Path) -> Iterator[House]:
    """A house that follows the releases of its own database."""
    client = LiveClient(redis_server.url, timeout_s=5.0)
    client.run(lambda redis: redis.flushall())
    client.close()
    shutil.copy(filled, tmp_path / "record.sqlite")
    with a_house(
        redis_url=redis_server.url,
        database_url=f"sqlite:///{tmp_path / 'record.sqlite'}",
        folder=tmp_path,
        books=None,
        at=MONDAY,
    ) as house:
        yield house


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Homeika's flows, to be changed."""
    shutil.copytree(CALLFLOWS / "homeika", tmp_path / "callflows" / "homeika")
    return tmp_path / "callflows"


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "homeika" / SUPPORT
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def publish(house: House, folder: Path) -> None:
    """Publish from another process's point of view; the house then takes it up, as it does every 2 s."""
    releases = {"homeika": house.services.tenants["homeika"].releases}
    try:
        Publisher(releases=releases, by="tests").publish(folder, "changed", MONDAY)
    finally:
        house.services.books.follow()


def test_a_change_that_passes_is_heard_by_new_calls_and_by_no_call_under_way(
    own: House, folder: Path
) -> None:
    under_way = own.dials(HOMEIKA_SUPPORT, number="+14155550133").hears(GREETING)
    change(folder, QUESTION, "How may we help you today?")
    publish(own, folder)
    under_way.stays_silent().presses("#").hears(QUESTION)
    under_way.presses("*").hears(QUESTION).does_not_hear("today")
    new = own.dials(HOMEIKA_SUPPORT, number="+14155550134").stays_silent().presses("#")
    new.hears("How may we help you today?").does_not_hear(QUESTION)
    under_way.hangs_up()
    new.hangs_up()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("next: danger_check}", "next: nowhere}", "nowhere"),
        ("callflow: v1", "callflow: v1\n\tbad: [yaml", "yaml"),
        (f"say: {GREETING}", f"say: {GREETING}, says: twice", "says"),
        ("visits: [main_menu], lacks: [closed_menu]", "visits: [closed_menu]", "closed_menu"),
    ],
    ids=["unknown target", "no YAML", "unknown field", "a test that fails"],
)
def test_a_change_that_does_not_pass_leaves_the_old_version_serving(
    own: House, folder: Path, old: str, new: str, said: str
) -> None:
    before = own.services.books.live("homeika").version
    change(folder, old, new)
    with pytest.raises(RefusedError, match=SUPPORT.removesuffix(".yaml")) as refused:
        publish(own, folder)
    assert said in str(refused.value)
    assert own.services.books.live("homeika").version == before
    own.dials(HOMEIKA_SUPPORT, number=None).hears(GREETING).hangs_up()


def test_a_rollback_puts_the_flow_back_for_new_calls(own: House, folder: Path) -> None:
    change(folder, QUESTION, "How may we help you today?")
    publish(own, folder)
    releases = {"homeika": own.services.tenants["homeika"].releases}
    Publisher(releases=releases, by="tests").roll_back("homeika", "homeika-support", MONDAY)
    own.services.books.follow()
    call = own.dials(HOMEIKA_SUPPORT, number="+14155550134").stays_silent().presses("#")
    call.hears(QUESTION).hangs_up()


def test_a_worker_that_began_after_a_change_reads_the_release_of_a_call_under_way(
    own: House, folder: Path, tmp_path: Path
) -> None:
    call = own.dials(HOMEIKA_SUPPORT, number="+14155550133").stays_silent().presses("#").hears(QUESTION)
    change(folder, QUESTION, "How may we help you today?")
    publish(own, folder)
    releases = {name: tenant.releases for name, tenant in own.services.tenants.items()}
    began_later = Books(releases, Shelf(tmp_path))
    began_later.follow()
    own.emulated.app.extensions["ringdown"] = replace(own.services, books=began_later)
    call.presses("*").hears(QUESTION).does_not_hear("today")
    call.hangs_up()
