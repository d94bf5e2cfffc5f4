"""The demo as its user starts it: a process, what it prints, Ctrl-C, and what is left of it afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
#: A machine that runs other tests beside this one is slow; nothing waits so long when all is well.
SERVES_WITHIN_S = 180.0
SAYS_WITHIN_S = 120.0
STOPS_WITHIN_S = 30.0
#: Enough for every role, and a few strangers in the directory.
CUSTOMERS = 40
PHONES_ABOVE = 10


@dataclass(kw_only=True)
class Demo:
    """One running demo on a copy of the flows. folder: the copy; data: all that it keeps."""

    folder: Path
    data: Path
    port: int
    process: subprocess.Popen[str]
    started_in_s: float = 0.0
    printed: list[str] = field(default_factory=list)
    _heard: int = 0  #: lines that `says` has gone past
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _reader: threading.Thread | None = None

    @property
    def phones_url(self) -> str:
        return f"http://127.0.0.1:{self.port + PHONES_ABOVE}/"

    def reads(self) -> None:
        """Begin to take down what it prints."""
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()

    def says(self, words: str, within: float = SAYS_WITHIN_S) -> str:
        """Wait for a line with these words, after all that was printed before; return it."""
        until = time.monotonic() + within
        with self._changed:
            while True:
                while self._heard < len(self.printed):
                    self._heard += 1
                    if words in self.printed[self._heard - 1]:
                        return self.printed[self._heard - 1]
                left = until - time.monotonic()
                if left <= 0 or not (self._reader and self._reader.is_alive()):
                    raise AssertionError(f"it did not say {words!r} but:\n" + "\n".join(self.printed))
                self._changed.wait(min(left, 1.0))

    def is_interrupted(self) -> int:
        """Press Ctrl-C; return the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.ends()

    def ends(self) -> int:
        status = self.process.wait(STOPS_WITHIN_S)
        if self._reader is not None:
            self._reader.join(STOPS_WITHIN_S)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status

    def processes(self) -> dict[int, str]:
        """Every process that has the demo's data folder in its environment: {pid: command line}."""
        mark = f"RINGDOWN_DATA={self.data}".encode()
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdecimal():
                continue
            try:
                environment = (entry / "environ").read_bytes().split(b"\0")
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if mark in environment and command:
                found[int(entry.name)] = command.strip()
        return found

    def _read(self, output: IO[str]) -> None:
        for line in output:
            with self._changed:
                self.printed.append(line.rstrip("\n"))
                self._changed.notify_all()


def copy_flows(scratch: Path) -> Path:
    """Copy the companies' flows, so that a test may change them."""
    folder = scratch / "flows"
    for tenant in ("homeika", "homewise"):
        shutil.copytree(ROOT / "callflows" / tenant, folder / tenant)
    return folder


def start_demo(
    folder: Path, data: Path, port: int | None = None, *, robots: bool = False, open_now: bool = False
) -> Demo:
    """Start a demo; it may not serve yet. Without robots nobody answers or rings but the test.

    open_now: its clock stands where every company is open, as with robots.
    """
    port = port or free_port()
    about = ["--port", str(port), "--customers", str(CUSTOMERS)]
    about += ["--robots"] if robots else ["--no-robots"] if open_now else ["--no-robots", "--real-time"]
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}  # noqa: TID251
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "app.py", "demo", *about, str(folder)],
        cwd=ROOT,
        env={**env, "RINGDOWN_DATA": str(data), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    demo = Demo(folder=folder, data=data, port=port, process=process)
    demo.reads()
    return demo


def serving_demo(
    folder: Path, data: Path, port: int | None = None, *, robots: bool = False, open_now: bool = False
) -> Demo:
    """Start a demo as `start_demo` does, and wait until it serves."""
    began = time.monotonic()
    demo = start_demo(folder, data, port, robots=robots, open_now=open_now)
    try:
        demo.says("is serving on", SERVES_WITHIN_S)
    except AssertionError:
        demo.process.terminate()
        demo.ends()
        raise
    demo.started_in_s = time.monotonic() - began
    return demo


def free_port() -> int:
    """Find a port that is free and has its phones' port free too."""
    for _ in range(50):
        with socket.socket() as web, socket.socket() as phones:
            web.bind(("127.0.0.1", 0))
            port: int = web.getsockname()[1]
            try:
                phones.bind(("127.0.0.1", port + PHONES_ABOVE))
            except OSError:
                continue
            return port
    raise AssertionError("no pair of free ports")
