"""drill: ring each emergency line and see that a person takes it; by hand, each week, and as a report."""

from __future__ import annotations

import threading
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from commands.companies import RefusedError
from commands.drill_report import told
from commands.operating import operating, rest_of
from commands.settings import read_settings, refuse_without_redis
from commands.standby_walk import wrong_with
from commands.terminal import Terminal
from storage.live.client import StoreUnavailableError
from storage.live.signs import Signs
from storage.record.bounded import AWAY, RecordUnavailable
from storage.record.drills import Drill, Drills
from switchboard.drilling import NotNowError, Watch, hold_drill, line_of, tell_failed
from switchboard.drills import E2, drills_due
from switchboard.services import Services, Tenant
from telephony.assets import Assets
from telephony.carrier import CarrierError
from telephony.rest import Rest

log = structlog.get_logger(__name__)

#: Between two looks at whether a drill is due.
EVERY_S = 15.0
#: A drill that nobody could hold for so long after its time is left out: it is told of as missed.
GRACE = timedelta(hours=1)
#: No drill lasts so long: whoever held one that is still running is no more.
LASTS = timedelta(minutes=10)
#: Of the drills: when somebody last looked whether any is due.
SIGN = "drills"
#: Between two walks through a standby that is not as it should be, in seconds: longer than a build takes.
WALKED_AGAIN_S = 120.0
MISSED = "it could not begin within an hour of its time: nobody led, or callers needed people on call"
LEFT = "whoever held it ended before it did, or could not write it down"


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
        held = [_held(services, each, watch, terminal) for each in wanted]
    return 0 if all(held) else 1


def _held(services: Services, wanted: Wanted, watch: Watch, terminal: Terminal) -> bool:
    """Hold one drill, and say how it ended. False: no person has taken it."""
    try:
        ended = hold_drill(services, wanted.tenant, wanted.line, terminal.clock(), watch)
    except NotNowError as other:
        terminal.say(f"{wanted.line}: not held, {other}. Try again later.")
        return False
    terminal.say(_result(ended))
    return ended is not None and ended.state == "accepted"


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
    services: Services, rest: Rest, assets: Assets, leads: threading.Event, stopping: threading.Event
) -> None:
    """Hold each drill at its time, for as long as this process leads, until told to stop."""
    watch = Watch(rest=rest, rests=lambda seconds: _wait(stopping, seconds))
    schedule = Schedule(services, watch, assets)
    while not stopping.wait(EVERY_S):
        if leads.is_set():
            try:
                schedule.look()
            except (StoreUnavailableError, RecordUnavailable) as away:
                log.warning("round_waits", what="drills", why=str(away))
            except Exception:  # a boundary: the next look comes
                log.exception("round_failed", what="drills")


class Schedule:
    """What is to be held when, of all companies. The log says once of each drill that it is put off."""

    def __init__(self, services: Services, watch: Watch, assets: Assets) -> None:
        self._services = services
        self._assets = assets
        self._watch = watch
        self._put_off: set[tuple[str, str, datetime]] = set()

    def look(self) -> list[Drill]:
        """Hold what is due, and fail what was left or missed; returns how each ended.

        Raises StoreUnavailableError, and what SQL raises.
        """
        now = self._services.clock()
        signs = Signs(self._services.live)
        looked_at = signs.last(SIGN) or now
        ended: list[Drill] = []
        broken = False
        for name in self._services.books.tenants:
            for some in (
                self._left(name, now),
                self._missed(name, looked_at - GRACE, now - GRACE),
                self._due(name, now),
            ):
                try:
                    ended += some
                except (StoreUnavailableError, RecordUnavailable, *AWAY):
                    raise
                except Exception:  # a boundary: what breaks one keeps none of the others from being held
                    broken = True
                    log.exception("round_failed", what="drills", tenant=name)
        if not broken:  # else what was missed is looked for once more
            signs.put(SIGN, now)
        return ended

    def _left(self, name: str, now: datetime) -> Iterator[Drill]:
        """End those whose holder is no more."""
        left = Drills(self._services.record, name).left(now - LASTS)
        yield from self._fail(name, [replace(drill, state="failed", why=LEFT) for drill in left])

    def _missed(self, name: str, since: datetime, until: datetime) -> Iterator[Drill]:
        """Write down those that nobody has begun, and whose time is over since the last look."""
        drills, missed = Drills(self._services.record, name), list[Drill]()
        for line, due in self._dues(name, since, until):
            begun = None if drills.is_begun(line, due) else drills.begin(line, due, self._services.clock())
            if begun is not None:
                missed.append(replace(begun, state="missed", why=MISSED))
        yield from self._fail(name, missed)

    def _due(self, name: str, now: datetime) -> Iterator[Drill]:
        for line, due in self._dues(name, now - GRACE, now + timedelta(microseconds=1)):
            if Drills(self._services.record, name).is_begun(line, due):
                continue
            try:
                held = self._held(name, line, due)
            except NotNowError as other:
                if (name, line, due) not in self._put_off:
                    log.warning("drill_put_off", tenant=name, line=line, why=str(other))
                self._put_off.add((name, line, due))
                continue
            if held is not None:
                yield held

    def _held(self, name: str, line: str, due: datetime) -> Drill | None:
        """Raises NotNowError."""
        if line.endswith(E2):
            return self._walked(name, line, due)
        return hold_drill(self._services, self._services.tenants[name], line, due, self._watch)

    def _walked(self, name: str, line: str, due: datetime) -> Drill | None:
        """Walk through the standby; a second time, since follow may be about to put what has just changed."""
        drills = Drills(self._services.record, name)
        begun = drills.begin(line, due, self._services.clock())
        if begun is None:
            return None
        try:
            wrong = self._wrong(name, line)
            if wrong:
                self._watch.rests(WALKED_AGAIN_S)
                wrong = self._wrong(name, line)
        except BaseException:  # it is held by the next look
            drills.give_back(begun)
            raise
        if wrong:
            [failed] = self._fail(name, [replace(begun, state="failed", why=wrong)])
            return failed
        walked = replace(begun, state="accepted")
        drills.end(walked)
        return walked

    def _wrong(self, name: str, line: str) -> str:
        try:
            return wrong_with(self._services, self._watch.rest, self._assets, name, line_of(line))
        except CarrierError as failed:
            return str(failed)

    def _dues(self, name: str, since: datetime, until: datetime) -> Iterator[tuple[str, datetime]]:
        drills = self._services.books.live(name).company.drills
        if drills is not None:
            yield from drills_due(drills, since, until)

    def _fail(self, name: str, drills: Sequence[Drill]) -> Sequence[Drill]:
        """Tell of them, once a line however many there are, and write each down."""
        services = self._services
        by_line: dict[str, list[Drill]] = {}
        for drill in drills:
            by_line.setdefault(drill.line, []).append(drill)
        for *before, newest in by_line.values():
            told = replace(newest, why=f"{newest.why} ({len(before) + 1} times)") if before else newest
            tell_failed(services, services.tenants[name], told, services.books.live(name))
        for drill in drills:
            Drills(services.record, name).end(drill)
        return drills


def _wait(stopping: threading.Event, seconds: float) -> None:
    """Raises NotNowError."""
    if stopping.wait(seconds):
        raise NotNowError("follow was told to stop")
