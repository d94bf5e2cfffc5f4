"""Calls that came while no process of ours was alive are found by the next one: real processes, real time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emulator.calls import Arrival, arrive
from emulator.exchange import Nobody
from storage.record.engine import open_record
from storage.record.found_calls import FoundCalls
from storage.record.promises import Promises
from switchboard.reconciling import SETTLES
from tests.commands.account import Operator
from tests.e2e.command import run
from tests.e2e.demonstration import ROOT
from tests.e2e.test_standby import CALLER, house, until
from tests.on_call_company import LINE

__all__ = ["house"]


@contextmanager
def followed(operator: Operator) -> Iterator[None]:
    """Follow in a process group of its own, and kill it."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX") if name in os.environ}  # noqa: TID251
    process = subprocess.Popen(
        [sys.executable, "app.py", "follow"],
        cwd=ROOT,
        env={**kept, **operator.env},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def test_a_call_that_only_the_standby_answered_is_promised_a_call_back(house: tuple[Operator, int]) -> None:
    operator, _ = house
    assert run("provision", "--yes", env=operator.env).status == 0
    record = open_record(f"sqlite:///{Path(operator.env['RINGDOWN_DATA']) / 'ringdown.sqlite'}")
    calls = FoundCalls(record, "toy")
    with followed(operator):
        until(lambda: calls.looked_until() is not None)
    exchange = operator.emulator.exchange
    with exchange.entered():
        leg = arrive(exchange, Nobody(), Arrival(from_=CALLER, to=LINE))
    until(lambda: bool(leg.heard))
    with exchange.entered():
        leg.finish("completed")
        ended_at = exchange.now
    until(lambda: exchange.now - ended_at > SETTLES)
    with followed(operator):
        until(lambda: Promises(record, "toy").find(f"{leg.call.sid}/page") is not None)
    record.close()
