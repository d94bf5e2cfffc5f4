"""The demo from its start to Ctrl-C: it publishes what passes, keeps what serves, leaves nothing behind."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.demonstration import Demo, copy_flows, serving_demo, start_demo

#: What "a second run starts in seconds" is held to on a machine that is busy with other tests.
SECONDS = 45.0
GREETING = "Thank you for calling Homeika."


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("publishing")


@pytest.fixture(scope="module")
def first(scratch: Path) -> Iterator[Demo]:
    """A demo of this module's own, since its flows are changed."""
    running = serving_demo(copy_flows(scratch), scratch / "data")
    yield running
    if running.process.poll() is None:
        running.is_interrupted()


def edit(demo: Demo, old: str, new: str) -> None:
    path = demo.folder / "homeika" / "homeika-support.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_it_runs_every_process_of_the_product_and_says_what_to_open(first: Demo) -> None:
    running = " | ".join(first.processes().values())
    for command in ("app.py serve", "app.py work", "app.py follow", "-m emulator"):
        assert command in running
    assert first.phones_url in first.says("Open the phone page")
    assert "PIN 271828" in first.says("Premium customer")
    assert "app.py talk homeika support" in first.says("In a terminal")
    first.says("Ctrl-C stops everything.")


def test_a_changed_flow_that_passes_is_live(first: Demo) -> None:
    edit(first, GREETING, GREETING + " We are glad you rang.")
    assert re.search(r"Live: release 2, [0-9a-f]{12}", first.says("Live: release 2"))


def test_a_changed_flow_that_does_not_pass_is_told_and_the_version_before_it_serves_on(first: Demo) -> None:
    edit(first, "next: danger_check}", "next: nowhere}")
    told = first.says("homeika-support.yaml:")
    assert re.search(r"homeika-support\.yaml:\d+:\d+: error: .*nowhere.* \[unknown-target\]", told)
    first.says("Not published; the version before it goes on serving.")


def test_ctrl_c_ends_every_process_with_status_0(first: Demo) -> None:
    before = first.processes()
    assert len(before) >= 6
    assert first.is_interrupted() == 0
    assert first.processes() == {}


def test_a_start_on_a_folder_that_no_longer_passes_serves_what_was_live(first: Demo) -> None:
    """The folder is still broken from before: it is told again, and the demo serves in spite of it."""
    second = serving_demo(first.folder, first.data, first.port)
    assert second.is_interrupted() == 0
    assert second.processes() == {}
    assert "Not published; the version before it goes on serving." in second.printed


def test_a_second_start_fills_and_proves_nothing_again(first: Demo) -> None:
    edit(first, "next: nowhere}", "next: danger_check}")
    second = serving_demo(first.folder, first.data, first.port)
    assert second.is_interrupted() == 0
    assert second.printed[0] == "Starting ..."
    assert second.started_in_s < SECONDS


def test_ctrl_c_during_the_first_filling_leaves_no_process(tmp_path: Path) -> None:
    demo = start_demo(copy_flows(tmp_path), tmp_path / "data")
    demo.says("Filling the directory with 40 fictional customers a company")
    assert demo.is_interrupted() == 0
    assert demo.processes() == {}


def test_a_terminal_that_is_closed_ends_the_demo_as_well(tmp_path: Path) -> None:
    demo = serving_demo(copy_flows(tmp_path), tmp_path / "data")
    demo.process.send_signal(signal.SIGHUP)
    assert demo.ends() == 0
    assert demo.processes() == {}


def test_a_port_that_is_taken_is_named_and_nothing_is_started(demo: Demo, tmp_path: Path) -> None:
    other = start_demo(demo.folder, tmp_path / "data", demo.port)
    assert f"port {demo.port} is in use" in other.says("is in use")
    assert other.ends() == 2
    assert not (tmp_path / "data").exists()
