"""A storm over HTTP: the product's own processes and the emulated network, on loopback, in real time.

serve, follow and work run as they do anywhere; the network stands in this process and speaks HTTP with
them, as Twilio would. It ends by itself: a storm lasts seven minutes, and promises have some more to be kept.
"""

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
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from emulator.fetch import WsgiFetcher
from emulator.phone import Phone
from emulator.phones import Network
from emulator.server import Emulator
from emulator.settings import Line, Settings
from storage.live.client import LiveClient
from storage.live.facts import Facts
from storage.record.engine import Record, open_record
from storage.record.pages import key_of
from storage.record.promises import Promises
from tests.faults.stores import OwnRedis
from tests.soak.storm_people import Scene, Storm, Weathered

HOST = "127.0.0.1"
ROOT = Path(__file__).parents[2]
TENANT, LINE = "works", "+18885550190"
ACCOUNT, TOKEN = "AC" + "5" * 32, "e" * 32
SECRETS = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "SECRET_KEY": "a-key-for-tests-of-no-worth",
}
STARTS_WITHIN_S, STOPS_WITHIN_S = 90.0, 30.0
#: Between two lines of progress, in seconds.
TELLS_EVERY_S = 30.0
#: S50 of reliability.md 11; talks are a tenth as long, so that more than the first callers talk to somebody.
HTTP_STORMS = tuple(
    Storm(seed=20261122, number=number, people=people, peak=100, talk=0.1, recovers_s=180)
    for number, people in ((10, 5), (11, 12))
)
COMPANY = """\
company: v1
name: works
title: Works
country: US
lines: {works: "+18885550190"}
outside: {desk: "+13415551999"}
boxes: {post: {title: Post}}
policies:
  on-call:
    levels: [{call: [PEOPLE]}]
    catch_all: [PEOPLE]
"""
FLOW = """\
callflow: v1
name: works
title: Works
numbers: ["+18885550190"]
languages: [en-US]
start: engineer
anywhere: {error: failsafe}
steps:
  engineer:
    urgent: true
    say: "If anyone is in danger, call 911. Calling our engineer now."
    page: on-call
    progress: Still calling our engineers. Please stay on the line.
    urgency: critical
    next: {accepted: end, exhausted: message}
  message:
    urgent: true
    say: "Nobody has picked up yet. Please leave your name and number."
    voicemail: post
    alert: {page: on-call, urgency: critical}
    next: end
  failsafe: {say: Sorry. Putting you through., transfer: desk, next: {answered: end, else: message}}
tests:
  - name: it rings
    call: {at: "2026-11-23T10:00Z"}
    given: {page: accepted}
    do: []
    expect: {visits: [engineer]}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What runs while a storm goes on."""

    net: Network
    emulator: Emulator
    record: Record
    live: LiveClient


class OverHttp(Network):
    """The phones of an exchange that runs in real time by itself; whoever touches them enters it first."""

    def __init__(self, emulator: Emulator) -> None:
        self.exchange = emulator.exchange
        self.clock = self.exchange.clock
        self.app = WsgiFetcher(lambda _environ, _start: [])
        self.phones = {}
        self.clients = {}
        self._expected_alerts = []
        self._stranger = Phone(self, "nobody's phone", "")
        self.exchange.nobody = self._stranger.receiver


def weather_over_http(storm: Storm, tell: Callable[[str], None]) -> Weathered:
    """Play one storm; in real time, with nothing shared between it and other work of this machine."""
    random = Random(f"{storm.seed}/{storm.number}")  # noqa: S311 - callers, no secrets
    numbers = [f"+1341555{2000 + each}" for each in range(storm.people)]
    with _running(numbers) as ran:
        with ran.emulator.exchange.entered():
            scene = Scene(ran.net, storm, random, LINE, numbers)
        return _play(ran, scene, tell)


def weather_all(storms: Sequence[Storm], tell: Callable[[str], None]) -> Weathered:
    """Play them one after the other."""
    came = Weathered()
    for storm in storms:
        one = weather_over_http(storm, tell)
        came.adds(one)
        tell(f"storm {storm.number} over HTTP: {one.calls} calls, {len(one.failures)} failures")
    return came


def _play(ran: Ran, scene: Scene, tell: Callable[[str], None]) -> Weathered:
    exchange, waiting = ran.emulator.exchange, threading.Event()
    with exchange.entered():
        began = scene.net.clock.elapsed
        last = began + scene.dials_all()
        scene.talks()
    kept_before, left = -1, 1
    while left:
        waiting.wait(TELLS_EVERY_S / 6)
        with exchange.entered():
            now = scene.net.clock.elapsed
            calls = [one.call for one in scene.callers if one.call is not None]
            there = sum(not call.is_over for call in calls)
        states = _states(ran)
        kept = sum(state == "kept" for state in states.values())
        kept_before = kept if now > last and kept_before < 0 else kept_before
        left = 1 if now < last else len(states) - kept + there
        left = 0 if now > last + scene.storm.recovers_s else left
        if int(now / TELLS_EVERY_S) != int((now - TELLS_EVERY_S / 6) / TELLS_EVERY_S):
            tell(f"{now:5.0f} s: {len(calls)} calls, {there} on the line, {len(states) - kept} promises open")
    return _judged(ran, scene, max(0, kept_before), last)


def _judged(ran: Ran, scene: Scene, kept_before: int, last: float) -> Weathered:
    """Stop the callers, let the news of it arrive, and look at everything."""
    exchange, came = ran.emulator.exchange, Weathered()
    with exchange.entered():
        drained_s = scene.net.clock.elapsed - last
        for one in scene.callers:
            if one.call is not None and not one.call.is_over:
                one.call.leg.hang_up()
    threading.Event().wait(TELLS_EVERY_S / 3)
    states = _states(ran)
    kept = sum(state == "kept" for state in states.values())
    entries = Facts(ran.live, TENANT).read("tests", "reader", count=1_000_000)
    facts = [json.loads(entry.fact) for entry in entries]
    ended = Counter(fact["call"] for fact in facts if fact["fact"] == "CallEnded")
    with exchange.entered():
        scene.judges(came, lambda sid: states.get(sid, ""), ended)
        scene.drained(came, kept - kept_before, drained_s)
    return came


def _states(ran: Ran) -> Mapping[str, str]:
    """Return what became of each call's promise."""
    promises = Promises(ran.record, TENANT)
    with ran.emulator.exchange.entered():
        sids = [sid for sid, call in ran.emulator.exchange.calls.items() if call.direction == "inbound"]
    found = {sid: promises.find(key_of(sid)) for sid in sids}
    return {sid: row.state for sid, row in found.items() if row is not None}


@contextmanager
def _running(numbers: list[str]) -> Iterator[Ran]:
    """Start everything on loopback, and end it."""
    with TemporaryDirectory(prefix="ringdown-storm-") as scratch, ExitStack() as running:
        folder = Path(scratch)
        _write_company(folder / "callflows" / TENANT, numbers)
        (folder / "redis").mkdir()
        redis = OwnRedis(folder / "redis")
        redis.start()
        running.callback(redis.stop)
        port = _free_port()
        url = f"http://{HOST}:{port}"
        line = Line(
            number=LINE, name="Works", voice_url=f"{url}/twilio/voice", status_url=f"{url}/twilio/status"
        )
        settings = Settings(account_sid=ACCOUNT, auth_token=TOKEN, public_url=url, lines=(line,))
        emulator = Emulator(settings, port=0, now=datetime.now(UTC))  # noqa: TID251 - real time begins here
        net = OverHttp(emulator)
        emulator.start()
        running.callback(emulator.stop)
        database = f"sqlite:///{folder / 'record.sqlite'}"
        env = {
            **SECRETS,
            "PUBLIC_URL": url,
            "TWILIO_API_URL": emulator.url,
            "REDIS_URL": redis.url,
            "DATABASE_URL": database,
            "CALLFLOWS_DIR": str(folder / "callflows"),
            "RINGDOWN_DATA": str(folder / "data"),
            "PORT": str(port),
        }
        _start(running, env, "serve", folder)
        _wait(f"{url}/healthz", folder / "serve.log")
        for command in ("follow", "work"):
            _start(running, env, command, folder)
        _wait(f"{url}/readyz", folder / "serve.log")
        record = open_record(database)
        running.callback(record.close)
        live = LiveClient(redis.url, timeout_s=10.0)
        running.callback(live.close)
        yield Ran(net=net, emulator=emulator, record=record, live=live)


def _write_company(folder: Path, numbers: list[str]) -> None:
    folder.mkdir(parents=True)
    names = [f"engineer_{place}" for place in range(1, len(numbers) + 1)]
    people = "".join(
        f'  {name}: {{title: Engineer {place}, number: "{number}"}}\n'
        for place, (name, number) in enumerate(zip(names, numbers, strict=True), 1)
    )
    (folder / "oncall.yaml").write_text(f"oncall: v1\npeople:\n{people}")
    company = COMPANY.replace("catch_all: [PEOPLE]", f"catch_all: [{names[0]}]")
    (folder / "company.yaml").write_text(company.replace("PEOPLE", ", ".join(names)))
    (folder / "works.yaml").write_text(FLOW)


def _start(running: ExitStack, env: Mapping[str, str], command: str, folder: Path) -> None:
    with (folder / f"{command}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, "app.py", command],
            cwd=ROOT,
            env={**os.environ, **env},  # noqa: TID251 - handed on
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    running.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def _wait(url: str, log: Path) -> None:
    until, waiting = time.monotonic() + STARTS_WITHIN_S, threading.Event()
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, OSError):
            waiting.wait(0.3)
    raise TimeoutError(f"{url} does not answer:\n{log.read_text()}")
