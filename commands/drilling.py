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
from commands.operating import assets_of, operating, rest_of
from commands.settings import read_settings, refuse_without_redis
from commands.standby_walk import wrong_with
from commands.terminal import Terminal
from storage.live.client import StoreUnavailableError
from storage.live.signs import Signs
from storage.record.bounded import AWAY, RecordUnavailable
from storage.record.drills import Drill, Drills
from switchboard.drilling import NotNowError, Watch, hold_drill, line_of, tell_failed
from switchboard.drills import E1, E2, drills_due, robot_of
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
MISSED = "it could not begin within an hour of its time: nobody led, or callers needed people on call"
LEFT = "whoever held it ended before it did, or could not write it down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A line to be drilled; with E1 or E2 after its name, one of its daily proofs."""

    tenant: Tenant
    line: str
    due_at: datetime


def drill(args: Namespace, terminal: Terminal) -> int:
    """Drill the lines that are named, one after the other. 1: a line that no person has taken."""
    settings = read_settings(terminal.env)
    with operating(settings, terminal) as services:
        if args.report:
            for line in told(services, args.report, terminal.clock()):
                terminal.say(line)
            return 0
        refuse_without_redis(settings)
        watch = Watch(rest=rest_of(settings), rests=time.sleep, says=terminal.say)
        assets, now = assets_of(settings), terminal.clock()
        wanted = [
            Wanted(tenant=services.tenants[name], line=line, due_at=now)
            for name, line in _drilled(services, args.tenant, args.line)
        ]
        held = [_held(services, each, watch, assets) for each in wanted]
    return 0 if all(held) else 1


def _drilled(services: Services, tenant: str, line: str) -> list[tuple[str, str]]:
    """Return what is to be held, proofs only where one is named. Raises RefusedError for nothing."""
    found = []
    for name in services.books.tenants:
        book = services.books.live(name)
        for each in () if book.company.drills is None else book.company.drills.lines:
            proofs = (each + E1, each + E2) if robot_of(book) else (each + E2,)
            if tenant in ("", name) and (line in ("", each) or line in proofs):
                found.append((name, line or each))
    if not found:
        named = " ".join(each for each in (tenant, line) if each) or "any company"
        remedy = "put the line, for /e1 a robot too, under `drills` in company.yaml, and publish"
        raise RefusedError(f"no drills of {named}: {remedy}")
    return found


def _held(services: Services, wanted: Wanted, watch: Watch, assets: Assets) -> bool:
    """Hold one drill, and say how it ended. False: no person has taken it, or a proof has failed."""
    try:
        ended = _hold(services, wanted, watch, assets)
    except NotNowError as other:
        watch.says(f"{wanted.line}: not held, {other}. Try again later.")
        return False
    watch.says(_result(ended))
    return ended is not None and ended.state == "accepted"


def _hold(services: Services, wanted: Wanted, watch: Watch, assets: Assets) -> Drill | None:
    """Raises NotNowError, and what SQL raises."""
    tenant, line = wanted.tenant, wanted.line
    if not line.endswith(E2):
        return hold_drill(services, tenant, line, wanted.due_at, watch)
    drills = Drills(services.record, tenant.name)
    begun = drills.begin(line, wanted.due_at, services.clock())
    if begun is None:
        return None
    try:
        wrong = wrong_with(services, watch, assets, tenant.name, line_of(line))
    except BaseException:  # it is held by the next look
        drills.give_back(begun)
        raise
    ended = replace(begun, state="failed", why=wrong) if wrong else replace(begun, state="accepted")
    if wrong:
        tell_failed(services, tenant, ended, services.books.live(tenant.name))
    drills.end(ended)
    return ended


def _result(ended: Drill | None) -> str:
    if ended is None:
        return "Another drill of this line is under way."
    if ended.state != "accepted":
        return f"{ended.line}: FAILED, {ended.why}"
    if ended.to_human_ms is None:
        return f"{ended.line}: its standby is as it should be"
    return f"{ended.line}: taken by {ended.person}, {ended.to_human_ms / 1000:.1f} s after the answer"


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
            if drills.is_begun(line, due) or not self._is_awaited(name, line):
                continue
            begun = drills.begin(line, due, self._services.clock())
            if begun is not None:
                missed.append(replace(begun, state="missed", why=MISSED))
        yield from self._fail(name, missed)

    def _due(self, name: str, now: datetime) -> Iterator[Drill]:
        for line, due in self._dues(name, now - GRACE, now + timedelta(microseconds=1)):
            if Drills(self._services.record, name).is_begun(line, due) or not self._is_awaited(name, line):
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
        wanted = Wanted(tenant=self._services.tenants[name], line=line, due_at=due)
        return _hold(self._services, wanted, self._watch, self._assets)

    def _is_awaited(self, name: str, line: str) -> bool:
        """A walk through the standby: once somebody has provisioned, and ever after."""
        if not line.endswith(E2) or line in Drills(self._services.record, name).newest():
            return True
        try:
            return self._assets.find() is not None
        except CarrierError:
            return False

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
