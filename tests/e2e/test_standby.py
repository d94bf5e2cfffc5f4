"""Ringdown is killed, and a caller all the same reaches whoever is on call: real processes, real time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from emulator.calls import Arrival, arrive
from emulator.exchange import Nobody
from emulator.leg import Key, Leg
from emulator.model import Message
from storage.live.server import start_redis
from tests.commands.account import Operator, an_account
from tests.e2e.command import run
from tests.e2e.demonstration import ROOT, free_port
from tests.on_call_company import DRILLS, FIRST, LINE

#: A busy machine may be slow; nothing waits so long when all is well.
WITHIN_S = 90.0
CALLER = "+447700900123"


class Engineer:
    """Picks up at once, and presses 1 for as long as it is rung."""

    def __init__(self, operator: Operator) -> None:
        self.exchange = operator.emulator.exchange
        self.rang_at: list[datetime] = []

    def rings(self, leg: Leg) -> None:
        self.rang_at.append(self.exchange.now)
        self.exchange.clock.after(0.5, leg.answer)
        leg.on_listening = lambda: self._press(leg)

    def _press(self, leg: Leg) -> None:
        if leg.listening is not None:
            self.exchange.clock.after(1.0, lambda: leg.signal(Key(digit="1")))

    def over(self, leg: Leg) -> None: ...

    def texted(self, message: Message) -> None: ...


def until(holds: Callable[[], bool]) -> None:
    """Wait for real processes; the clock of the emulator is the machine's."""
    ends, pause = time.monotonic() + WITHIN_S, threading.Event()
    while not holds():
        assert time.monotonic() < ends
        pause.wait(0.1)


@contextmanager
def served(operator: Operator, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the company in a process group of its own, until it is killed or the test is over."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX") if name in os.environ}  # noqa: TID251
    process = subprocess.Popen(
        [sys.executable, "app.py", "serve"],
        cwd=ROOT,
        env={**kept, **operator.env, "PORT": str(port)},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: _answers(port))
        yield process
    finally:
        _kill(process)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill all of it at once: the supervisor and its workers, which share our own process group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Operator, int]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    now = datetime.now(UTC)  # noqa: TID251 - processes run by the machine's clock
    with (
        an_account(tmp_path, public_url=url, now=now, extra=(DRILLS,)) as operator,
        start_redis(tmp_path / "redis", forced_bundled=True) as redis,
    ):
        operator.env["REDIS_URL"] = redis.url
        yield operator, port


def _call(operator: Operator) -> Leg:
    with operator.emulator.exchange.entered():
        return arrive(operator.emulator.exchange, Nobody(), Arrival(from_=CALLER, to=LINE))


def test_a_killed_ringdown_is_followed_by_the_standby_which_rings_within_fifteen_seconds(
    house: tuple[Operator, int],
) -> None:
    operator, port = house
    assert run("provision", "--yes", env=operator.env).status == 0
    with served(operator, port) as process:
        assert _said(operator, _call(operator))
        _kill(process)
        first = operator.document(operator.number(LINE).hooks.voice_fallback_url).split("</Number>")[0][-13:]
        engineer = Engineer(operator)
        operator.emulator.exchange.handsets[first] = engineer
        leg = _call(operator)
        until(lambda: leg.bridged is not None)
        assert leg.bridged is not None
        assert leg.bridged.call.to == first
        assert (engineer.rang_at[0] - leg.call.created).total_seconds() <= 15


def _said(operator: Operator, leg: Leg) -> bool:
    """While it lives, Ringdown itself answers: its own webhook is asked."""
    until(lambda: bool(leg.heard))
    asked = [hook.url for hook in operator.emulator.exchange.post.sent if hook.call_sid == leg.call.sid]
    return asked[0].startswith(operator.env["PUBLIC_URL"]) and leg.is_live


@pytest.mark.parametrize("takes", [True, False])
def test_a_drill_through_real_processes_ends_with_the_status_of_whether_a_person_took_it(
    house: tuple[Operator, int],
    takes: bool,  # noqa: FBT001 - a parameter
) -> None:
    operator, port = house
    file = operator.folder / "toy" / "oncall.yaml"
    text = file.read_text("utf-8").replace('"}', '", drills: true}').replace("drills: true, drills", "drills")
    file.write_text(text, encoding="utf-8")
    assert run("publish", operator.folder, env=operator.env).status == 0
    assert run("provision", "--yes", env=operator.env).status == 0
    for number in (FIRST, "+442079460983"):
        operator.emulator.exchange.handsets[number] = Engineer(operator) if takes else _Busy()
    with served(operator, port):
        ran = run("drill", env=operator.env)
    assert ran.status == (0 if takes else 1), ran.out + ran.err
    assert ("s after the answer" if takes else "FAILED, nobody on call has pressed 1") in ran.out


class _Busy:
    def rings(self, leg: Leg) -> None:
        leg.finish("busy", sip_code=486)

    def over(self, leg: Leg) -> None: ...

    def texted(self, message: Message) -> None: ...
