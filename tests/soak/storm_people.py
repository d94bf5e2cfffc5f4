"""The people of a storm: callers who dial, wait, give up and dial again, and people on call who talk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from math import ceil, inf
from random import Random

from emulator.leg import Leg
from emulator.phone import Phone, Plan
from emulator.phone_call import PhoneCall
from emulator.phones import Network

NOTICE = "All responders are helping others."
#: Of a storm: calm, then a ramp, then its height, then a ramp and calm again.
BEGINS_S, RAMP_S, LASTS_S = 30.0, 30.0, 300.0
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
OPEN = "are promised a call back, which is still open"
BEFORE = "hung up before they had heard a word"
LOST = "lost: nothing was promised"
UNKEPT = "lost: the promise is settled, and nobody has called back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """calm, peak: calls a minute; share: of the storm's full length that is played; talk: of a talk's.

    recovers_s: until it is looked at whatever is still open, in phone time after the last caller.
    """

    seed: int
    number: int
    people: int
    peak: float
    calm: float = 2.0
    share: float = 1.0
    talk: float = 1.0
    recovers_s: float = RECOVERS_WITHIN_S


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
    #: How promises were kept once the last caller had dialled, a sentence for each storm.
    drains: list[str] = field(default_factory=list)

    def adds(self, other: Weathered) -> None:
        self.calls += other.calls
        self.webhooks += other.webhooks
        self.phone_s += other.phone_s
        self.counts += other.counts
        self.told_s += other.told_s
        self.rang_s += other.rang_s
        self.failures += other.failures
        self.drains += other.drains


def late_s(seconds: list[float]) -> float:
    """Return within how many seconds it was so for 99 in 100."""
    return sorted(seconds)[max(0, ceil(len(seconds) * 0.99) - 1)] if seconds else 0.0


class Caller:
    """Somebody in danger, who may dial more than once."""

    def __init__(self, scene: Scene, number: str, dialled: int = 1) -> None:
        self._scene = scene
        self._random = scene.random
        self._number = number
        self._dialled = dialled
        self.call: PhoneCall | None = None
        self._leaves = self._random.random() < CALLED_BACK

    def dials(self) -> None:
        net = self._scene.net
        phone = net.phone(self._number)
        if phone.current and not phone.current.is_over:  # somebody is calling them back just now
            return
        self.call = phone.will("answer").calls(self._scene.line)
        self._scene.callers.append(self)
        self.call.leg.on_listening = self._is_asked
        net.clock.after(self._random.expovariate(1 / PATIENCE_S), self._gives_up)

    def _is_asked(self) -> None:
        if self.call is None or self.call.leg.listening is None:
            return
        if self._scene.has_talked(self.call.sid):
            self._scene.net.clock.after(1.0, self._hangs_up)
        elif self._leaves:
            self._scene.net.clock.after(self._random.uniform(1, 3), partial(self._presses, "1"))

    def _presses(self, key: str) -> None:
        if self.call is not None and not self.call.is_over and self.call.leg.listening is not None:
            self.call.leg.presses(key)

    def _gives_up(self) -> None:
        if self.call is None or self.call.is_over or self._scene.has_talked(self.call.sid):
            return
        self._hangs_up()
        if self._dialled < MOST_DIALS and self._random.random() < REDIALS:
            again = Caller(self._scene, self._number, self._dialled + 1)
            self._scene.net.clock.after(self._random.uniform(5, 60), again.dials)

    def _hangs_up(self) -> None:
        if self.call is not None and not self.call.is_over:
            self.call.leg.hang_up()


class Engineer(Phone):
    """Takes what rings, one call at a time: while they talk the phone is busy, and nobody picks it up."""

    def is_rung(self, leg: Leg) -> None:
        if self._talks():
            leg.finish("busy", sip_code=486)
        else:
            super().is_rung(leg)

    def _picks_up(self, call: PhoneCall, plan: Plan, *, machine: bool) -> None:
        if not self._talks():
            super()._picks_up(call, plan, machine=machine)

    def _talks(self) -> bool:
        return self.current is not None and not self.current.is_over


class Scene:
    """Whoever takes part in a storm. line: the number that is dialled; numbers: of the people on call."""

    def __init__(self, net: Network, storm: Storm, random: Random, line: str, numbers: list[str]) -> None:
        self.net = net
        self.storm = storm
        self.random = random
        self.line = line
        self.numbers = numbers
        self.callers: list[Caller] = []
        self._ends_at: dict[int, datetime] = {}
        for number in numbers:
            net.phones[number] = Engineer(net, number, "").will("accept")
            net.exchange.handsets[number] = net.phones[number].receiver

    def has_talked(self, sid: str) -> bool:
        return any(sid in (bridge.one, bridge.other) for bridge in self.net.exchange.bridges)

    def has_called_back(self, call: PhoneCall) -> bool:
        """Whether somebody has talked to the caller on a leg that rang them, since they called."""
        calls, made = self.net.exchange.calls, call.leg.call
        talks = [bridge for bridge in self.net.exchange.bridges if bridge.since >= made.created]
        return any(made.from_ in {calls[one.one].to, calls[one.other].to} for one in talks)

    def dials_all(self) -> float:
        """Let callers dial at the storm's rate; returns when the last one does."""
        at, count = 0.0, 0
        ends = BEGINS_S + 2 * RAMP_S + LASTS_S * self.storm.share
        while True:
            at += self.random.expovariate(self._rate(at, ends) / 60)
            if at > ends + BEGINS_S:
                return ends + BEGINS_S + MOST_DIALS * 90
            count += 1
            self.net.clock.after(at, Caller(self, number_of(count)).dials)

    def _rate(self, at: float, ends: float) -> float:
        up = min(1.0, max(0.0, (at - BEGINS_S) / RAMP_S))
        down = min(1.0, max(0.0, (ends - at) / RAMP_S))
        return self.storm.calm + (self.storm.peak - self.storm.calm) * min(up, down)

    def talks(self) -> None:
        """End each talk in time, by whoever is on call."""
        exchange = self.net.exchange
        for place, bridge in enumerate(exchange.bridges):
            if bridge.until is not None:
                continue
            sids = (bridge.one, bridge.other)
            theirs = next((sid for sid in sids if exchange.calls[sid].to in self.numbers), None)
            called = exchange.calls[bridge.one].direction == "inbound"
            lasts = self.storm.talk * self.random.uniform(*(TALKS_S if called else BACK_TALKS_S))
            ends = self._ends_at.setdefault(place, bridge.since + timedelta(seconds=lasts))
            if theirs is not None and self.net.now >= ends and exchange.legs[theirs].is_live:
                exchange.legs[theirs].hang_up()
        self.net.clock.after(1.0, self.talks)

    # What must be true

    def judges(self, came: Weathered, state_of: Callable[[str], str], ended: Counter[str]) -> None:
        """Put every call of the network's list in its bucket. state_of: of a call's promise; "": none."""
        exchange = self.net.exchange
        inbound = {one.call.sid: one.call for one in self.callers if one.call is not None}
        listed = {sid for sid, call in exchange.calls.items() if call.direction == "inbound"}
        came.calls, came.webhooks = len(listed), len(self.net.webhooks)
        came.phone_s = self.net.clock.elapsed
        came.failures += [f"{sid} is on one list only" for sid in listed ^ inbound.keys()]
        came.failures += [f"alert {one.code}: {one.message} {one.call_sid}" for one in self.net.alerts]
        came.failures += self.two_at_once()
        lost = {LOST, UNKEPT} if self.storm.recovers_s < RECOVERS_WITHIN_S else {LOST, UNKEPT, OPEN}
        for call in inbound.values():
            bucket = self.bucket(call, state_of(call.sid))
            came.counts[bucket] += 1
            self.note_times(call, came)
            if bucket in lost or ended[call.sid] != int(call.is_over):
                came.failures.append(f"{call.sid} {bucket}, ended {ended[call.sid]}:\n{call.transcript}")
        busy = sum(one.status == "busy" and one.to in self.numbers for one in exchange.calls.values())
        came.counts["(rings of people on call who were with somebody)"] = busy
        told = sum(NOTICE in call.transcript for call in inbound.values())
        came.counts["(heard that all were engaged)"] = told
        for what, seconds, most in (
            ("told", came.told_s, TOLD_WITHIN_S),
            ("rung", came.rang_s, RUNG_WITHIN_S),
        ):
            if late_s(seconds) > most:
                came.failures.append(f"of 100 callers one was {what} after {late_s(seconds):.1f} s, or later")

    def bucket(self, call: PhoneCall, state: str) -> str:
        if self.has_talked(call.sid):
            return TALKED
        if state in {"kept", "failed"}:
            return CALLED if state == "kept" and self.has_called_back(call) else UNKEPT
        if state:
            return OPEN
        return LOST if call.leg.heard else BEFORE

    def drained(self, came: Weathered, kept: int, seconds: float) -> None:
        """Note how promises were kept after the last caller had dialled."""
        rate = kept / max(seconds / 60, 1e-9)
        left = came.counts[OPEN]
        came.drains.append(
            f"{self.storm.people} people on call, {self.storm.peak:,g} calls a minute at the height: "
            f"of {came.calls:,} calls {came.counts[TALKED]:,} were talked to at once and "
            f"{came.counts[CALLED]:,} called back; {rate:.1f} a minute after the last caller; "
            f"{left:,} still open after {seconds / 60:.0f} minutes"
        )

    def note_times(self, call: PhoneCall, came: Weathered) -> None:
        """Note when a caller was rung for or told, whichever came first."""
        answered = call.leg.call.answered
        if answered is None:
            return
        before = (self.net.now - answered).total_seconds() - self.net.clock.elapsed
        told = [line.since + before for line in call.leg.heard if NOTICE in line.text]
        legs = self.net.exchange.calls.values()
        rang = [(leg.created - answered).total_seconds() for leg in legs if leg.parent_sid == call.sid]
        if told and min(told) <= min(rang, default=min(told)):
            came.told_s.append(min(told))
        elif rang:
            came.rang_s.append(min(rang))
        elif ((call.leg.call.ended or self.net.now) - answered).total_seconds() >= RUNG_WITHIN_S:
            came.rang_s.append(inf)  # neither came

    def two_at_once(self) -> Iterator[str]:
        """Find people who were on two calls at one instant."""
        for number in self.numbers:
            legs = [leg for leg in self.net.exchange.calls.values() if leg.to == number]
            spans = sorted((leg.answered, leg.ended or self.net.now, leg.sid) for leg in legs if leg.answered)
            for (_, ended, one), (answered, _, other) in pairwise(spans):
                if ended > answered:
                    yield f"{number} was on {one} and {other} at once"


def number_of(count: int) -> str:
    """Return the number of a caller."""
    return f"+1510{5550000 + count}"
