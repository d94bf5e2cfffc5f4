"""app.py talk, typed on a terminal: the whole product in one process, in phone time."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.e2e.command import WITHIN_S, run, run_here
from tests.e2e.demonstration import ROOT

MONDAY = "2026-11-23T18:00"


@dataclass(kw_only=True)
class Terminal:
    """A pseudo-terminal with a command on it: what it shows is read, what a person types is written."""

    process: subprocess.Popen[bytes]
    end: int
    shown: str = ""

    def shows(self, words: str) -> None:
        """Wait for words after all that was waited for before."""
        until = time.monotonic() + WITHIN_S
        while words not in self.shown:
            ready, _, _ = select.select([self.end], [], [], max(0.0, until - time.monotonic()))
            assert ready, f"{words!r} did not come, but:\n{self.shown}"
            self.shown += os.read(self.end, 4096).decode()
        self.shown = self.shown.partition(words)[2]

    def types(self, line: str) -> None:
        """Type a line once the prompt is there."""
        self.shows("> ")
        os.write(self.end, line.encode() + b"\n")


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    mine, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "app.py", "talk", "homeika", "support", "--as", "basic customer", "--at", MONDAY],
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    yield Terminal(process=process, end=mine)
    if process.poll() is None:
        process.terminate()
    process.wait(WITHIN_S)
    os.close(mine)


def test_a_call_is_held_from_a_terminal(terminal: Terminal) -> None:
    """HK7: keys, speech, silence, the path so far, and the end of the call by the far side."""
    terminal.shows("Dialling homeika support, +18005551820.")
    terminal.shows("Otherwise, stay on the line.")
    terminal.types("help")
    terminal.shows("leave WORDS")
    terminal.types("")
    terminal.shows("Key in your order number")
    terminal.types("41000002#")
    terminal.shows("Now your six digit PIN.")
    terminal.types("314159")
    terminal.shows("For your bill or plan, press 3.")
    terminal.types("say I have a question about my bill")
    terminal.shows("just hang up.")
    terminal.types("leave a message")
    terminal.shows("Nothing is recording")
    terminal.types("shout")
    terminal.shows("`shout` is none of these:")
    terminal.types("path")
    terminal.shows("who > by_plan > choices > main_menu > billing > find_invoice")
    terminal.types("hang up")
    terminal.shows("The call has ended.")
    assert terminal.process.wait(WITHIN_S) == 0


def test_the_end_of_the_input_hangs_up() -> None:
    """Ctrl-D, and a script that runs out of lines."""
    ran = run("talk", "homewise", "main", "--at", MONDAY, typed="8\n")
    assert ran.status == 0
    assert "0800 111 999" in ran.out
    assert ran.out.rstrip().endswith("The call has ended.")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nobody", "support"), r"there is no company nobody; there are homeika, homewise"),
        (("homeika", "sales"), r"homeika has no line sales; it has support, emergency"),
        (
            ("homeika", "support", "--as", "Jo"),
            r"Jo is neither a number such as \+\d+ nor one of these: .*renter",
        ),
    ],
)
def test_whoever_is_not_there_is_told_who_is(args: tuple[str, ...], said: str) -> None:
    ran = run_here("talk", *args)
    assert ran.status == 2
    assert re.match(said, ran.err)
