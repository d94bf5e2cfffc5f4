"""demo: both companies on this machine, with an emulated phone network; nothing stays running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callflows.book import Book, load_company
from commands.publishing import Publisher, RefusedError, tenants_in
from storage.live.server import start_redis
from storage.record.engine import Record, open_record
from storage.record.generator import fill
from storage.record.releases import Releases
from storage.record.roles import ROLES

#: Worth nothing outside this machine: the emulator is the only one who knows them.
ACCOUNT_SID = "AC" + "d0" * 16
AUTH_TOKEN = "demo" * 8
DATA = Path("var/demo")
#: How long everything may take to answer at the start, and to end at the stop, in seconds.
START_WITHIN_S = 60.0
STOP_WITHIN_S = 10.0
WATCH_S = 1.0

Say = Callable[[str], None]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    web: int
    phones: int

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.web}"

    @property
    def phones_url(self) -> str:
        return f"http://127.0.0.1:{self.phones}"


def demo(folder: Path, ports: Ports, clock: Clock, say: Say) -> int:
    """Serve until Ctrl-C. Raises RefusedError when the flows do not pass."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    DATA.mkdir(parents=True, exist_ok=True)
    with ExitStack() as running:
        redis = running.enter_context(start_redis(DATA / "redis"))
        env = _environment(folder, ports, redis.url)
        record = open_record(env["DATABASE_URL"])
        running.callback(record.close)
        _fill(record, folder, clock, say)
        started = _start(folder, ports, env)
        running.callback(_stop, started)
        if not _answers(ports, started, stopping):
            say("The demo did not start; its log is in var/demo/log.")
            return 1
        _tell(folder, ports, say)
        _watch(folder, _publisher(record, folder), Watching(clock=clock, say=say, stopping=stopping))
        say("Stopping.")
    return 0


def _environment(folder: Path, ports: Ports, redis_url: str) -> dict[str, str]:
    return {
        **os.environ,  # noqa: TID251 - handed to the demo's own processes
        "PUBLIC_URL": ports.web_url,
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_API_URL": ports.phones_url,
        "SECRET_KEY": "demo-of-no-worth" * 2,
        "REDIS_URL": redis_url,
        "DATABASE_URL": f"sqlite:///{DATA / 'ringdown.sqlite'}",
        "CALLFLOWS_DIR": str(folder),
        "RINGDOWN_DATA": str(DATA),
        "RINGDOWN_DEMO": "1",
        "PORT": str(ports.web),
    }


def _fill(record: Record, folder: Path, clock: Clock, say: Say) -> None:
    """Put the directory and the flows in place; a second start finds them there."""
    record.migrate()
    say("Filling the directory with 10,000 fictional customers a company (half a minute, once) ...")
    fill(record, clock())
    _publisher(record, folder).publish(folder, "demo", clock())


def _publisher(record: Record, folder: Path) -> Publisher:
    return Publisher(releases={name: Releases(record, name) for name, _ in tenants_in(folder)}, by="demo")


def _start(folder: Path, ports: Ports, env: Mapping[str, str]) -> list[subprocess.Popen[bytes]]:
    """Start the emulator and every process of the product, each with its log."""
    config = DATA / "emulator.json"
    books = [load_company(path) for _, path in tenants_in(folder)]
    config.write_text(json.dumps(emulator_config(books, ports), indent=1))
    python = sys.executable
    commands = {
        "emulator": [python, "-m", "emulator", "--port", str(ports.phones), "--config", str(config)],
        "serve": [python, "app.py", "serve"],
        "work": [python, "app.py", "work"],
        "follow": [python, "app.py", "follow"],
    }
    logs = DATA / "log"
    logs.mkdir(exist_ok=True)
    started = []
    for name, command in commands.items():
        with (logs / f"{name}.log").open("wb") as log:
            # A session of its own: Ctrl-C comes to the demo alone, which ends the others in order.
            process = subprocess.Popen(  # noqa: S603 - our own commands
                command, env=dict(env), stdout=log, stderr=log, start_new_session=True
            )
        started.append(process)
    return started


def emulator_config(books: list[Book], ports: Ports) -> dict[str, object]:
    """Tell the emulator of the lines, of who may call, and of whose phones may ring."""
    lines = [
        {
            "number": number,
            "name": f"{book.company.title} {name}",
            "voice_url": f"{ports.web_url}/twilio/voice",
            "status_url": f"{ports.web_url}/twilio/status",
            "sms_url": f"{ports.web_url}/twilio/sms",
        }
        for book in books
        for name, number in book.company.lines.items()
    ]
    people = [
        {
            "name": f"{role.tenant.title()}: {role.name}",
            "number": role.number,
            "attestation": "TN-Validation-Passed-A" if role.number.startswith("+1") else "",
            "hints": [f"order {role.order_number}", f"account {role.account}", f"PIN {role.pin}"],
        }
        for role in ROLES
    ]
    contacts = [
        {"number": number, "name": f"{book.company.title} {name.replace('_', ' ')}"}
        for book in books
        for name, number in book.company.outside.items()
    ]
    return {
        "account_sid": ACCOUNT_SID,
        "auth_token": AUTH_TOKEN,
        "public_url": ports.web_url,
        "path_url": f"{ports.web_url}/demo/calls/{{sid}}/path",
        "lines": lines,
        "people": [*people, {"name": "Somebody who withholds the number"}],
        "contacts": contacts,
    }


def _answers(ports: Ports, started: list[subprocess.Popen[bytes]], stopping: threading.Event) -> bool:
    """Wait until web and phones answer; False when one of them has ended, or time is up."""
    until = time.monotonic() + START_WITHIN_S
    waiting = [f"{ports.web_url}/readyz", f"{ports.phones_url}/"]
    while waiting and time.monotonic() < until and not stopping.is_set():
        if any(process.poll() is not None for process in started):
            return False
        try:
            with urllib.request.urlopen(waiting[0], timeout=2):  # noqa: S310 - our own loopback address
                waiting.pop(0)
        except (urllib.error.URLError, OSError):
            stopping.wait(0.2)
    return not waiting


def _stop(started: list[subprocess.Popen[bytes]]) -> None:
    """End what was started, web first, and wait for it."""
    for process in started:
        process.terminate()
    until = time.monotonic() + STOP_WITHIN_S
    for process in started:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _tell(folder: Path, ports: Ports, say: Say) -> None:
    say("")
    say(f"Ringdown is serving on {ports.web_url}")
    say(f"Open the phone page: {ports.phones_url}/")
    say("")
    say("Dial a line there, as one of these customers or as anybody:")
    for role in ROLES:
        say(f"  {role.tenant:9} {role.name:40} order {role.order_number}  PIN {role.pin}")
    say("")
    say("In a terminal:  .venv/bin/python app.py talk homeika support")
    say(f"Change a flow in {folder}/ and save it: what passes is live for the next call.")
    say("Ctrl-C stops everything.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    clock: Clock
    say: Say
    stopping: threading.Event


def _watch(folder: Path, publisher: Publisher, watching: Watching) -> None:
    """Publish what changes and passes; say what does not, and keep what serves."""
    seen = _stamps(folder)
    while not watching.stopping.wait(WATCH_S):
        now = _stamps(folder)
        if now == seen:
            continue
        seen = now
        try:
            for release in publisher.publish(folder, "changed while the demo ran", watching.clock()):
                watching.say(f"Live: release {release.number}, {release.version}")
        except RefusedError as refused:
            watching.say(f"{refused}\nNot published; the version before it goes on serving.")


def _stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in sorted(folder.glob("*/*.yaml"))}
