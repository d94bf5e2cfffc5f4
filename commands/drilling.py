"""drill: ring each emergency line and see that a person takes it; by hand, each week, and as a report."""

from __future__ import annotations

import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import structlog

from commands.companies import RefusedError
from commands.drill_report import told
from commands.operating import operating, rest_of
from commands.settings import read_settings, refuse_without_redis
from commands.terminal import Terminal
from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from storage.record.drills import Drill, Drills
from switchboard.drilling import Watch, hold_drill
from switchboard.drills import dues
from switchboard.services import Services, Tenant
from telephony.rest import Rest

log = structlog.get_logger(__name__)

#: Between two looks at whether a drill is due.
EVERY_S = 15.0
#: A drill that nobody could hold for so long after its time is left out: it is told of as missed.
GRACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A line to be drilled."""

    tenant: Tenant
    line: str


def drill(args: Namespace, terminal: Terminal) -> int:
    """Drill the lines that are named, one after the other. 1: a line that no person has taken."""
    settings = read_settings(terminal.env)
    with operating(settings, terminal) as services:
        if args.report:
            for line in told(services, args.report, terminal.clock()):
                terminal.say(line)
            return 0
        refuse_without_redis(settings)
        wanted = _wanted(services, args.tenant, args.line)
        watch = Watch(rest=rest_of(settings), rests=time.sleep, says=terminal.say)
        held = [hold_drill(services, each.tenant, each.line, terminal.clock(), watch) for each in wanted]
    for ended in held:
        terminal.say(_result(ended))
    return 0 if all(ended is not None and ended.state == "accepted" for ended in held) else 1


def _wanted(services: Services, tenant: str, line: str) -> list[Wanted]:
    """Return the lines to be drilled. Raises RefusedError where there is none."""
    found = [
        Wanted(tenant=services.tenants[name], line=each)
        for name, each in _drilled(services)
        if tenant in ("", name) and line in ("", each)
    ]
    if not found:
        named = " ".join(each for each in (tenant, line) if each) or "any company"
        raise RefusedError(f"no drills of {named}: put the line under `drills` in company.yaml, and publish")
    return found


def _drilled(services: Services) -> Iterator[tuple[str, str]]:
    for name in services.books.tenants:
        drills = services.books.live(name).company.drills
        for line in () if drills is None else drills.lines:
            yield name, line


def _result(ended: Drill | None) -> str:
    if ended is None:
        return "Another drill of this line is under way."
    if ended.state == "accepted" and ended.to_human_ms is not None:
        return f"{ended.line}: taken by {ended.person}, {ended.to_human_ms / 1000:.1f} s after the answer"
    return f"{ended.line}: FAILED, {ended.why}"


def hold_due_drills(
    services: Services, rest: Rest, leads: threading.Event, stopping: threading.Event
) -> None:
    """Hold each drill at its time, for as long as this process leads, until told to stop."""
    while not stopping.wait(EVERY_S):
        if leads.is_set():
            try:
                hold_due(services, Watch(rest=rest, rests=lambda s: _wait(stopping, s)))
            except (StoreUnavailableError, RecordUnavailable) as away:
                log.warning("round_waits", what="drills", why=str(away))
            except Exception:  # a boundary: the next look comes
                log.exception("round_failed", what="drills")


def hold_due(services: Services, watch: Watch) -> list[Drill]:
    """Hold what is due now and was not held; returns how each ended."""
    now = services.clock()
    ended: list[Drill] = []
    for name, line in _drilled(services):
        drills = services.books.live(name).company.drills
        for due in () if drills is None else dues(drills, now - GRACE, now + timedelta(microseconds=1)):
            if not Drills(services.record, name).is_begun(line, due):
                held = hold_drill(services, services.tenants[name], line, due, watch)
                ended += [] if held is None else [held]
    return ended


def _wait(stopping: threading.Event, seconds: float) -> None:
    stopping.wait(seconds)
