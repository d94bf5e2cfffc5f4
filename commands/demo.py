"""demo: both companies on this machine, with an emulated phone network; nothing stays running."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import rmtree

from callflows.book import Book
from commands.companies import RefusedError, tenants_in
from commands.demo_clock import ahead_of
from commands.demo_network import (
    ACCOUNT_SID,
    API_KEY,
    API_SECRET,
    APP_SID,
    AUTH_TOKEN,
    emulator_config,
    live_books,
)
from commands.demo_robots import robots_plan
from commands.demo_told import Serving, told
from commands.demo_wanted import LOOPBACK, PHONES_ABOVE, Ports, Wanted
from commands.demo_watch import Watching, kept, stamps, watch
from commands.publishing import Publisher
from commands.staff import fill_demo_staff
from storage.live.server import start_redis
from storage.record.engine import Record, open_record
from storage.record.generator import fill, is_filled
from storage.record.releases import Releases

#: Ctrl-C, a polite end, and a terminal that is closed.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
#: How long everything may take to answer at the start, and to end at the stop, in seconds.
START_WITHIN_S = 60.0
STOP_WITHIN_S = 10.0

Process = subprocess.Popen[bytes]
Say = Callable[[str], None]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What runs in the demo. ahead: how far its clock is ahead of the machine's."""

    record: Record
    books: list[Book]
    ahead: timedelta


def demo(wanted: Wanted, clock: Clock, say: Say) -> int:
    """Serve until Ctrl-C. Raises RefusedError when the flows do not pass or a port is taken."""
    _refuse_taken(wanted.ports)
    seen = stamps(wanted.folder)
    with ExitStack() as running:
        try:
            record = _prepare(wanted, running, clock, say)
        except KeyboardInterrupt:
            say("Stopped; nothing is left running.")
            return 0
        stopping = threading.Event()
        for number in SIGNALS:
            signal.signal(number, lambda *_: stopping.set())
        say("Starting ...")
        books = live_books(record, wanted.folder)
        ahead = timedelta() if wanted.real_time else ahead_of(books, clock())
        started = _start(wanted, running, Running(record=record, books=books, ahead=ahead))
        if _answers(wanted.ports, started, stopping):
            serving = Serving(ports=wanted.ports, folder=wanted.folder, ahead=ahead)
            for line in told(books, serving, clock() + ahead):
                say(line)
            watching = Watching(
                clock=clock,
                say=say,
                stopping=stopping,
                started=started,
                seen=seen,
                published=partial(_retell, wanted, record, started["emulator"]),
            )
            watch(wanted.folder, _publisher(record, wanted.folder), watching)
        ended = [name for name, process in started.items() if process.poll() is not None]
        for name in ended:
            say(f"{name} has ended by itself; see {wanted.data / 'log' / name}.log")
        say("Stopping.")
    return 0 if stopping.is_set() and not ended else 1


def _refuse_taken(ports: Ports) -> None:
    for port in (ports.web, ports.phones):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError as taken:
                raise RefusedError(
                    f"port {port} is in use; choose another --port (the phones are {PHONES_ABOVE} above it)"
                ) from taken


def _prepare(wanted: Wanted, running: ExitStack, clock: Clock, say: Say) -> Record:
    """Put the directory and the flows in place; a second start finds them there.

    Nothing else runs yet, so a signal may interrupt it anywhere (KeyboardInterrupt).
    """
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)
    wanted.data.mkdir(parents=True, exist_ok=True)
    record = open_record(_database_url(wanted.data))
    running.callback(record.close)
    record.migrate()
    fill_demo_staff(record, wanted.folder)
    publisher = _publisher(record, wanted.folder)
    if publisher.is_live(wanted.folder):
        return record
    if not is_filled(record):
        say(
            f"Filling the directory with {wanted.customers:,} fictional customers a company "
            "(half a minute, once) ..."
        )
        fill(record, clock(), wanted.customers)
    say("Proving the flows and running their tests ...")
    try:
        publisher.publish(wanted.folder, "demo", clock())
    except RefusedError as refused:
        if not publisher.has_live:
            raise
        say(kept(refused))
    return record


def _publisher(record: Record, folder: Path) -> Publisher:
    return Publisher(releases={name: Releases(record, name) for name, _ in tenants_in(folder)}, by="demo")


def _database_url(data: Path) -> str:
    return f"sqlite:///{data / 'ringdown.sqlite'}"


def _environment(wanted: Wanted, redis_url: str, ahead: timedelta) -> dict[str, str]:
    return {
        **os.environ,  # noqa: TID251 - handed to the demo's own processes
        "PUBLIC_URL": wanted.ports.web_url,
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_API_URL": wanted.ports.phones_url,
        "TWILIO_API_KEY": API_KEY,
        "TWILIO_API_SECRET": API_SECRET,
        "TWILIO_APP_SID": APP_SID,
        "SOFTPHONE_URL": wanted.ports.phones_url,
        "SECRET_KEY": "demo-of-no-worth" * 2,
        "PIN_PEPPER": "",  # as the directory and the staff were filled
        "REDIS_URL": redis_url,
        "DATABASE_URL": _database_url(wanted.data),
        "CALLFLOWS_DIR": str(wanted.folder),
        "RINGDOWN_DATA": str(wanted.data),
        "RINGDOWN_DEMO": "1",
        "RINGDOWN_DEMO_AHEAD_S": str(int(ahead.total_seconds())),
        "PORT": str(wanted.ports.web),
    }


def _start(wanted: Wanted, running: ExitStack, what: Running) -> dict[str, Process]:
    """Start Redis, the emulator and every process of the product, each with its log; `running` ends them.

    Redis begins empty: no call outlives the emulator that carried it.
    """
    rmtree(wanted.data / "redis", ignore_errors=True)
    redis = running.enter_context(start_redis(wanted.data / "redis"))
    env = _environment(wanted, redis.url, what.ahead)
    config = _write_config(wanted, what.books)
    python = sys.executable
    commands = {
        "emulator": [
            *(python, "-m", "emulator", "--port", str(wanted.ports.phones), "--config", str(config)),
            *("--ahead-s", env["RINGDOWN_DEMO_AHEAD_S"]),
        ],
        "serve": [python, "app.py", "serve"],
        "work": [python, "app.py", "work"],
        "follow": [python, "app.py", "follow"],
    }
    if wanted.robots:
        plan = wanted.data / "robots.json"
        known = robots_plan(what.record, what.books, wanted.ports, wanted.customers)
        plan.write_text(json.dumps(known, indent=1))
        commands["robots"] = [python, "-m", "commands.robots", "--plan", str(plan)]
    logs = wanted.data / "log"
    logs.mkdir(exist_ok=True)
    started: dict[str, Process] = {}
    running.callback(_stop, started)
    for name, command in commands.items():
        with (logs / f"{name}.log").open("wb") as log:
            # A session of its own: Ctrl-C comes to the demo alone, which ends the others in order.
            started[name] = subprocess.Popen(  # noqa: S603 - our own commands
                command, env=env, stdout=log, stderr=log, start_new_session=True
            )
    return started


def _write_config(wanted: Wanted, books: list[Book]) -> Path:
    config = wanted.data / "emulator.json"
    config.write_text(json.dumps(emulator_config(books, wanted.ports), indent=1))
    return config


def _retell(wanted: Wanted, record: Record, emulator: Process) -> None:
    """Let the emulator know the lines as they are live now."""
    _write_config(wanted, live_books(record, wanted.folder))
    emulator.send_signal(signal.SIGUSR1)


def _answers(ports: Ports, started: Mapping[str, Process], stopping: threading.Event) -> bool:
    """Wait until web and phones answer; False when one of them has ended, or time is up."""
    until = time.monotonic() + START_WITHIN_S
    waiting = [f"{ports.web_url}/readyz", f"{ports.phones_url}/"]
    while waiting and time.monotonic() < until and not stopping.is_set():
        if any(process.poll() is not None for process in started.values()):
            return False
        try:
            with urllib.request.urlopen(waiting[0], timeout=2):  # noqa: S310 - our own loopback address
                waiting.pop(0)
        except (urllib.error.URLError, OSError):
            stopping.wait(0.2)
    return not waiting


def _stop(started: Mapping[str, Process]) -> None:
    """End what was started, and wait for it: the robots first, so that they hang up."""
    robots = {name: process for name, process in started.items() if name == "robots"}
    _end(robots)
    _end({name: process for name, process in started.items() if name not in robots})


def _end(processes: Mapping[str, Process]) -> None:
    for process in processes.values():
        process.terminate()
    until = time.monotonic() + STOP_WITHIN_S
    for process in processes.values():
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
