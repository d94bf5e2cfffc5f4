"""The demo from its start to Ctrl-C: it publishes what passes, keeps what serves, leaves nothing behind."""

from __future__ import annotations

import json
import re
import shutil
import signal
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e import visitor
from tests.e2e.demonstration import Demo, copy_flows, serving_demo, start_demo

#: What "a second run starts in seconds" is held to on a machine that is busy with other tests.
SECONDS = 45.0
LATER = "+18005551829"
GREETING = "Thank you for calling Homeika."


def edit(demo: Demo, old: str, new: str, file: str = "homeika-support.yaml") -> None:
    path = demo.folder / "homeika" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Demo]:
    """A demo of a test's own, since its flows are changed."""
    running = serving_demo(copy_flows(tmp_path), tmp_path / "data", robots=True)
    yield running
    if running.process.poll() is None:
        running.is_interrupted()


def test_the_demo_lives_publishes_what_passes_and_starts_again_where_it_was(first: Demo) -> None:
    """One demo's life, in order, since each start takes its time; a visitor waits for a robot meanwhile."""
    with ThreadPoolExecutor(1) as visitors:
        visit = visitors.submit(visitor.is_greeted_by_a_robot_that_supervisors_see_working, first)
        runs_every_process_and_says_what_to_open(first)
        publishes_a_changed_flow_that_passes(first)
        lets_a_new_line_be_dialled_and_leaves_a_new_company_for_the_next_start(first)
        keeps_what_serves_when_a_changed_flow_does_not_pass(first)
        visit.result()
    ends_every_process(first)
    starts_with_what_was_live_on_a_folder_that_does_not_pass(first)
    fills_and_proves_nothing_again_and_ends_with_its_terminal(first)


def runs_every_process_and_says_what_to_open(demo: Demo) -> None:
    running = " | ".join(demo.processes().values())
    for command in ("app.py serve", "app.py work", "app.py follow", "-m emulator", "-m commands.robots"):
        assert command in running
    assert demo.phones_url in demo.says("Open the phone page")
    assert "PIN 271828" in demo.says("Premium customer")
    assert "/desk" in demo.says("Take calls as an agent")
    assert "password demo-agent1-homeika" in demo.says("agent1")
    assert "app.py talk homeika support" in demo.says("In a terminal")
    demo.says("Ctrl-C stops everything.")


def publishes_a_changed_flow_that_passes(demo: Demo) -> None:
    edit(demo, GREETING, GREETING + " We are glad you rang.")
    assert re.search(r"Live: homeika, release 2, [0-9a-f]{12}", demo.says("Live: homeika"))


def lets_a_new_line_be_dialled_and_leaves_a_new_company_for_the_next_start(demo: Demo) -> None:
    draft = demo.folder / "acme"
    draft.mkdir()
    (draft / "company.yaml").write_text("company: v1\n", encoding="utf-8")
    edit(demo, 'numbers: ["+18005551820"]', f'numbers: ["+18005551820", "{LATER}"]')
    edit(demo, "lines:\n", f'lines:\n  later: "{LATER}"\n', "company.yaml")
    demo.says("acme is new: stop and start the demo to take it up.")
    demo.says("Live: homeika, release 3")
    until = time.monotonic() + SECONDS
    while LATER not in numbers_on_the_page(demo):
        assert time.monotonic() < until
    shutil.rmtree(draft)


def numbers_on_the_page(demo: Demo) -> set[str]:
    with urllib.request.urlopen(f"{demo.phones_url}page/config", timeout=10) as reply:  # noqa: S310 - loopback
        return {line["number"] for line in json.load(reply)["lines"]}


def keeps_what_serves_when_a_changed_flow_does_not_pass(demo: Demo) -> None:
    edit(demo, "next: danger_check}", "next: nowhere}")
    told = demo.says("homeika-support.yaml:")
    assert re.search(r"homeika-support\.yaml:\d+:\d+: error: .*nowhere.* \[unknown-target\]", told)
    demo.says("Not published; the version before it goes on serving.")


def ends_every_process(demo: Demo) -> None:
    assert len(demo.processes()) >= 7
    assert demo.is_interrupted() == 0
    assert demo.processes() == {}


def starts_with_what_was_live_on_a_folder_that_does_not_pass(demo: Demo) -> None:
    """The folder is still broken from before: it is told again, and the demo serves in spite of it."""
    second = serving_demo(demo.folder, demo.data, demo.port)
    assert second.is_interrupted() == 0
    assert second.processes() == {}
    assert "Not published; the version before it goes on serving." in second.printed
    assert not [line for line in second.printed if line.startswith("Filling")]


def fills_and_proves_nothing_again_and_ends_with_its_terminal(demo: Demo) -> None:
    edit(demo, "next: nowhere}", "next: danger_check}")
    third = serving_demo(demo.folder, demo.data, demo.port)
    third.process.send_signal(signal.SIGHUP)
    assert third.ends() == 0
    assert third.processes() == {}
    assert third.printed[0] == "Starting ..."
    assert third.started_in_s < SECONDS


def test_ctrl_c_during_the_first_filling_leaves_no_process(tmp_path: Path) -> None:
    demo = start_demo(copy_flows(tmp_path), tmp_path / "data")
    demo.says("Filling the directory with 40 fictional customers a company")
    assert demo.is_interrupted() == 0
    assert demo.processes() == {}


def test_a_port_that_is_taken_is_named_and_nothing_is_started(demo: Demo, tmp_path: Path) -> None:
    other = start_demo(demo.folder, tmp_path / "data", demo.port)
    assert f"port {demo.port} is in use" in other.says("is in use")
    assert other.ends() == 2
    assert not (tmp_path / "data").exists()
