"""A storm: far more callers in danger than people on call, for minutes, in phone time (reliability.md 11).

K people take K calls. Every other caller hears at once that all are helping others, and has a promise of a
call back, which is kept once people are free: whoever waits on the line first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from math import ceil
from multiprocessing import get_context
from random import Random

from commands.logs import log_to_stderr
from emulator.phone_call import PhoneCall
from emulator.phones import Network
from routing.oncall.roster import LevelPlan, Person, Policy, Roster
from storage.record.pages import key_of
from tests.house import HOMEIKA_EMERGENCY, House
from tests.soak.ground import Ground, ground

#: Night at Homeika: the emergency line pages.
NIGHT = datetime.fromisoformat("2026-12-26T09:30:00+00:00")
TENANT, POLICY = "homeika", "homeika-on-call"
NOTICE = "All responders are helping others."
ROUND_S = 3.0  #: of a follower and a worker, in phone time
#: Minutes of storm: calls a minute before and after, and in between after a ramp.
CALM, BEGINS_S, RAMP_S, LASTS_S = 2.0, 30.0, 30.0, 300.0
#: Talks, by whoever called and for whoever is called back, in seconds.
TALKS_S, BACK_TALKS_S = (180.0, 480.0), (45.0, 90.0)
#: Callers hang up while they wait (mean), or ask to be called back; those who hang up may dial again.
PATIENCE_S, CALLED_BACK, REDIALS, MOST_DIALS = 90.0, 0.3, 0.6, 3
#: Until all promises are kept, in seconds of phone time.
RECOVERS_WITHIN_S = 20 * 3600.0
#: From our answer to the notice, or to the first ring with what is said before (reliability.md 2, 11).
TOLD_WITHIN_S, RUNG_WITHIN_S = 4.0, 5.0

TALKED = "talked to a person while they were on the line"
CALLED = "were called back by a person, as promised"
OPEN = "lost: a promise is still open"
LOST = "lost: nothing was promised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """peak: calls a minute; share: of the storm's full length that is played."""

    seed: int
    number: int
    people: int
    peak: float
    share: float = 1.0


#: S50 of reliability.md 11, with few people on call and with more.
FULL_STORMS = tuple(
    Storm(seed=20261122, number=number, people=people, peak=100) for number, people in enumerate((5, 12))
)


@dataclass(kw_only=True)
class Weathered:
    """What became of it. told_s, rang_s: from our answer to the notice, or to the first ring, by call."""

    calls: int = 0
    webhooks: int = 0
    phone_s: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    told_s: list[float] = field(default_factory=list)
    rang_s: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def adds(self, other: Weathered) -> None:
        self.calls += other.calls
        self.webhooks += other.webhooks
        self.phone_s += other.phone_s
        self.counts += other.counts
        self.told_s += other.told_s
        self.rang_s += other.rang_s
        self.failures += other.failures


def late_s(seconds: list[float]) -> float:
    """Return within how many seconds it was so for 99 in 100."""
    return sorted(seconds)[max(0, ceil(len(seconds) * 0.99) - 1)] if seconds else 0.0


def weather(storms: Sequence[Storm], processes: int, tell: Callable[[str], None]) -> Weathered:
    """Play them all, each in a house of its own."""
    came = Weathered()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for storm, one in zip(storms, pool.map(_alone, storms), strict=True):
            came.adds(one)
            tell(f"storm {storm.number}: {one.calls} calls, {len(one.failures)} failures")
    return came


def _alone(storm: Storm) -> Weathered:
    log_to_stderr()
    with ground() as stands:
        return play(stands, storm)


def play(stands: Ground, storm: Storm) -> Weathered:
    random = Random(f"{storm.seed}/{storm.number}")  # noqa: S311 - callers, no secrets
    with stands.house(NIGHT) as house:
        return _Course(house, storm, random).run()


class _Caller:
    """Somebody in danger, who may dial more than once."""

    def __init__(self, course: _Course, number: str, dialled: int = 1) -> None:
        self._course = course
        self._random = course.random
        self._number = number
        self._dialled = dialled
        self.call: PhoneCall | None = None
        self._leaves = self._random.random() < CALLED_BACK

    def dials(self) -> None:
        net = self._course.net
        phone = net.phone(self._number)
        if phone.current and not phone.current.is_over:  # somebody is calling them back just now
            return
        self.call = phone.will("answer").calls(HOMEIKA_EMERGENCY)
        self._course.callers.append(self)
        self.call.leg.on_listening = self._is_asked
        net.clock.after(self._random.expovariate(1 / PATIENCE_S), self._gives_up)

    def _is_asked(self) -> None:
        if self.call is None or self.call.leg.listening is None:
            return
        if self._course.has_talked(self.call.sid):
            self._course.net.clock.after(1.0, self._hangs_up)
        elif self._leaves:
            self._course.net.clock.after(self._random.uniform(1, 3), partial(self._presses, "1"))

    def _presses(self, key: str) -> None:
        if self.call is not None and not self.call.is_over and self.call.leg.listening is not None:
            self.call.leg.presses(key)

    def _gives_up(self) -> None:
        if self.call is None or self.call.is_over or self._course.has_talked(self.call.sid):
            return
        self._hangs_up()
        if self._dialled < MOST_DIALS and self._random.random() < REDIALS:
            again = _Caller(self._course, self._number, self._dialled + 1)
            self._course.net.clock.after(self._random.uniform(5, 60), again.dials)

    def _hangs_up(self) -> None:
        if self.call is not None and not self.call.is_over:
            self.call.leg.hang_up()


class _Course:
    def __init__(self, house: House, storm: Storm, random: Random) -> None:
        self._house = house
        self._storm = storm
        self.net: Network = house.net
        self.random = random
        self.callers: list[_Caller] = []
        self._numbers = [f"+1341555{2000 + each}" for each in range(storm.people)]
        self._ends_at: dict[int, datetime] = {}
        self._came = Weathered()

    def run(self) -> Weathered:
        self._puts_on_call()
        for number in self._numbers:
            self.net.phone(number).will("accept")
        last = self._dials_all()
        self._talks()
        while self.net.clock.elapsed < last + RECOVERS_WITHIN_S:
            self.net.settles(seconds=ROUND_S)
            self._house.runs_errands("page")
            if self.net.clock.elapsed > last and self._is_calm():
                break
        self._judges()
        for phone in self.net.phones.values():
            phone.unread.clear()
        return self._came

    def has_talked(self, sid: str) -> bool:
        return any(bridge.one == sid for bridge in self.net.exchange.bridges)

    def _puts_on_call(self) -> None:
        names = [f"engineer_{number}" for number in range(self._storm.people)]
        people = {
            name: Person(id=name, title=f"Engineer {place}", number=number)
            for place, (name, number) in enumerate(zip(names, self._numbers, strict=True), 1)
        }
        policy = Policy(name=POLICY, levels=(LevelPlan(call=tuple(names)),), catch_all=(names[0],), rounds=2)
        self._house.services.rosters.keep(
            Roster(
                tenant=TENANT,
                since=self.net.now - timedelta(days=1),
                until=self.net.now + timedelta(days=14),
                people=people,
                policies={POLICY: policy},
            )
        )

    def _dials_all(self) -> float:
        """Let callers dial at the storm's rate; returns when the last one does."""
        at, count = 0.0, 0
        ends = BEGINS_S + 2 * RAMP_S + LASTS_S * self._storm.share
        while True:
            at += self.random.expovariate(self._rate(at, ends) / 60)
            if at > ends + BEGINS_S:
                return ends + BEGINS_S + MOST_DIALS * 90
            count += 1
            self.net.clock.after(at, _Caller(self, f"+1510{5550000 + count}").dials)

    def _rate(self, at: float, ends: float) -> float:
        up = min(1.0, max(0.0, (at - BEGINS_S) / RAMP_S))
        down = min(1.0, max(0.0, (ends - at) / RAMP_S))
        return CALM + (self._storm.peak - CALM) * min(up, down)

    def _talks(self) -> None:
        """End each talk in time, by whoever is on call."""
        exchange = self.net.exchange
        for place, bridge in enumerate(exchange.bridges):
            if bridge.until is not None:
                continue
            sids = (bridge.one, bridge.other)
            theirs = next((sid for sid in sids if exchange.calls[sid].to in self._numbers), None)
            called = exchange.calls[bridge.one].direction == "inbound"
            lasts = self.random.uniform(*(TALKS_S if called else BACK_TALKS_S))
            ends = self._ends_at.setdefault(place, bridge.since + timedelta(seconds=lasts))
            if theirs is not None and self.net.now >= ends and exchange.legs[theirs].is_live:
                exchange.legs[theirs].hang_up()
        self.net.clock.after(1.0, self._talks)

    def _is_calm(self) -> bool:
        waits = any(one.call is not None and not one.call.is_over for one in self.callers)
        return not (waits or self._house.services.tenants[TENANT].pages.unsettled(1))

    # What must be true

    def _judges(self) -> None:
        came = self._came
        inbound = [one.call for one in self.callers if one.call is not None]
        came.calls, came.webhooks = len(inbound), len(self.net.webhooks)
        came.phone_s = self.net.clock.elapsed
        came.failures += [f"alert {one.code}: {one.message} {one.call_sid}" for one in self.net.alerts]
        came.failures += [f"the application raised {error!r}" for error in self.net.app.raised]
        came.failures += self._two_at_once()
        ended = Counter(fact["call"] for fact in self._house.facts(TENANT) if fact["fact"] == "CallEnded")
        for call in inbound:
            bucket = self._bucket(call)
            came.counts[bucket] += 1
            self._times(call)
            if bucket in {OPEN, LOST} or ended[call.sid] != 1:
                came.failures.append(f"{call.sid} {bucket}, ended {ended[call.sid]}:\n{call.transcript}")
        legs = self.net.exchange.calls.values()
        came.counts["rings that met a phone that was busy"] = sum(one.status == "busy" for one in legs)
        came.counts["heard that all were engaged"] = sum(NOTICE in call.transcript for call in inbound)
        for what, seconds, most in (
            ("told", came.told_s, TOLD_WITHIN_S),
            ("rung", came.rang_s, RUNG_WITHIN_S),
        ):
            if late_s(seconds) > most:
                came.failures.append(f"of 100 callers one was {what} after {late_s(seconds):.1f} s, or later")

    def _bucket(self, call: PhoneCall) -> str:
        if self.has_talked(call.sid):
            return TALKED
        row = self._house.services.tenants[TENANT].promises.find(key_of(call.sid))
        if row is None:
            return LOST
        return CALLED if row.state == "kept" else OPEN

    def _times(self, call: PhoneCall) -> None:
        """Note when a caller was rung for or told, whichever came first."""
        answered = call.leg.call.answered
        if answered is None:
            return
        before = (self.net.now - answered).total_seconds() - self.net.clock.elapsed
        told = [line.since + before for line in call.leg.heard if NOTICE in line.text]
        legs = self.net.exchange.calls.values()
        rang = [(leg.created - answered).total_seconds() for leg in legs if leg.parent_sid == call.sid]
        if told and min(told) <= min(rang, default=min(told)):
            self._came.told_s.append(min(told))
        elif rang:
            self._came.rang_s.append(min(rang))

    def _two_at_once(self) -> Iterator[str]:
        """Find people who were on two calls at one instant."""
        for number in self._numbers:
            legs = [leg for leg in self.net.exchange.calls.values() if leg.to == number]
            spans = sorted((leg.answered, leg.ended or self.net.now, leg.sid) for leg in legs if leg.answered)
            for (_, ended, one), (answered, _, other) in pairwise(spans):
                if ended > answered:
                    yield f"{number} was on {one} and {other} at once"
