"""A number of emergency calls while something is broken, and what must be true of them afterwards.

Callers press the danger keys of both companies; people on call do as they like. Every caller is connected to
a person, or has a promise that is written down and kept once things are back; no machine is connected to
anybody; phones begin to ring in time; and each call of the phone network's own list is told of once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil, inf
from random import Random
from threading import Event
from time import monotonic
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from emulator.faults import RestTrouble
from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from storage.record.pages import key_of
from storage.record.promises import Promise
from tests.calls.reconciling.standing import Standing
from tests.faults.breaking import Breaking
from tests.faults.oncall.outages import Outage
from tests.faults.oncall.people import BY_ANY_KEY, HABITS, InDanger, Ledger, OnCallPhone, Talks, sorts
from tests.house import TENANTS, House

#: Night at Homeika, and a bank holiday's night at Homewise: nobody is staffed, so everybody is on call.
NIGHT = datetime.fromisoformat("2026-12-26T09:30:00+00:00")
#: Between two callers, seconds of phone time; a follower's round.
GAP_S = 12.0
ROUND_S = 15.0
#: Rounds until all callers are gone, and until all promises are kept.
MOST_ROUNDS = 400
#: The buckets; the last is a promise.
TALKED, EARLY = "talked to a person", "hung up before asking for anybody"
AGAIN = "talked to a person when they called again"
#: How a page is settled whose caller nobody can call from here.
THEIRS = frozenset({"withheld", "refused", "theirs"})
#: What is heard at once instead, while everybody on call talks to others.
ENGAGED = "All responders are helping others"
#: A breaker lets its next probe through after 5 s of real time.
NOTICED_WITHIN_S = 30.0


@dataclass(kw_only=True)
class Part:
    """What became of the calls of an outage. engaged: how many heard at first that everybody was.

    rings_s: seconds from asking for a person to the first ringing, or to hearing that; inf: neither came.
    """

    calls: int = 0
    engaged: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    rings_s: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def late_s(self) -> float:
        """Seconds within which 99 in 100 first phones rang."""
        return sorted(self.rings_s)[max(0, ceil(len(self.rings_s) * 0.99) - 1)]


class Course:
    """One house, one outage, so many callers."""

    def __init__(self, house: House, breaking: Breaking, outage: Outage, random: Random) -> None:
        self._house = house
        self._net = house.net
        self._breaking = breaking
        self._outage = outage
        self._random = random
        self._broken = False
        self.ledger = Ledger(net=self._net)
        self._standing = Standing(house) if outage.dead else None
        self._phones = [self._on_call(number) for number in sorted(self._numbers())]
        self._facts: dict[str, list[dict[str, Any]]] = {}
        self._read: set[str] = set()  #: ids: Redis may be told of a call's end once more after it was emptied
        self._callers: list[InDanger] = []

    def run(self, calls: int) -> Part:
        Talks(self._net, self._random)
        for number in range(calls):
            caller = InDanger(self._net, self._random, sorts(self._random, f"+1510555{number:04}"))
            self._net.phone(caller.sort.number).will("answer")  # when they are called back
            self._callers.append(caller)
            self._net.clock.after(self._random.uniform(0, calls * GAP_S), caller.dials)
        begins, ends = (calls * GAP_S * share for share in (0.3, 0.7))
        if self._outage.comes_back:
            self._net.clock.after(begins, self._breaks)
            self._net.clock.after(ends, self._mends)
        else:
            self._breaks()
        self._rounds(lambda: all(caller.is_over for caller in self._callers))
        self._mends()
        for phone in self._phones:
            phone.habits = {"accept": 1}
        self._rounds(lambda: not list(self._open()))
        return self.judged()

    def _numbers(self) -> set[str]:
        plans = [self._house.services.books.live(tenant).oncall for tenant in TENANTS]
        return {person.number for plan in plans for person in plan.people.values()}

    def _on_call(self, number: str) -> OnCallPhone:
        phone = OnCallPhone(self._net.phone(number), self._random, self.ledger)
        if self._outage.dead:
            phone.habits = {habit: times for habit, times in HABITS.items() if habit not in BY_ANY_KEY}
        self._net.exchange.handsets[number] = phone
        return phone

    # What is broken

    def _breaks(self) -> None:
        self._broken = True
        if self._standing is not None:
            self._standing.looks()  # a first look of all rings for nobody
            self._standing.dies()
        if self._outage.store:
            self._breaking.of(self._outage.store)[0]()
        if self._outage.rest is not None:
            hangs = self._outage.rest == 0
            trouble = RestTrouble(times=10**9, status=self._outage.rest, hangs=hangs)
            self._net.faults.rest.append(trouble)

    def _mends(self) -> None:
        if not self._broken:
            return
        self._broken = False
        self._net.faults.rest.clear()
        if self._standing is not None:
            self._standing.revives()
        if self._outage.store:
            self._breaking.of(self._outage.store)[1]()
            self._notices()

    def _notices(self) -> None:
        """Wait until the product has found its stores again: breakers count real seconds."""
        until, tick = monotonic() + NOTICED_WITHIN_S, Event()
        while not (self._house.services.live.answers() and self._record_answers()):
            assert monotonic() < until, "the stores are back and the product does not notice"
            tick.wait(0.2)

    def _record_answers(self) -> bool:
        try:
            self._house.services.record.bounded.run(self._house.services.tenants[TENANTS[0]].oncall.newest)
        except RecordUnavailable:
            return False
        return True

    # What goes on

    def _rounds(self, are_over: Callable[[], bool]) -> None:
        for _ in range(MOST_ROUNDS):
            self._net.settles(seconds=ROUND_S)
            if not (self._broken and self._holds_up_followers):
                self._follows()
            if are_over() and not self._broken:
                return
            if are_over() and not self._outage.comes_back:
                return

    @property
    def _holds_up_followers(self) -> bool:
        outage = self._outage
        return outage.workers or outage.dead or outage.store == "postgresql paused"

    def _follows(self) -> None:
        """Do what a follower and a worker do; what a broken store keeps them from waits."""
        try:
            self._house.runs_errands("page", "alert", "text")
            if not self._broken:  # its reader is a patient one
                self._reads()
            if self._standing is not None:
                self._standing.looks()
        except (StoreUnavailableError, RecordUnavailable, SQLAlchemyError):
            assert self._broken

    def _reads(self) -> None:
        """Read the facts as a projector does: what Redis forgets later has been read."""
        for tenant in TENANTS:
            for fact in self._house.facts(tenant):
                if fact["id"] not in self._read:
                    self._read.add(fact["id"])
                    self._facts.setdefault(fact["call"], []).append(fact)

    def _open(self) -> Iterator[str]:
        """The pages that nobody has taken."""
        for tenant in self._house.services.tenants.values():
            for caller in self._callers:
                assert caller.call is not None
                yield from (row.id for row in tenant.promises.open_of(caller.call.sid) if row.kind == "page")

    # What must be true

    def judged(self) -> Part:
        """Say what became of the calls, and what is not as it must be."""
        part = Part(calls=len(self._callers))
        self._reads()
        part.failures += [f"{leg} was connected to nobody" for leg in self.ledger.wrongly_bridged()]
        if self._standing is not None:
            self._standing.forgives_alerts()  # those it does not forgive, the network's own check finds
        else:
            part.failures += [f"alert {one.code}: {one.message} {one.call_sid}" for one in self._net.alerts]
        part.failures += [f"the application raised {error!r}" for error in self._net.app.raised]
        for caller in self._callers:
            self._judge(part, caller)
        known = {call.sid for call in self._net.exchange.calls.values()}
        part.failures += [
            f"facts tell of {sid}, which nobody made" for sid in self._facts if sid not in known
        ]
        if part.late_s > self._outage.rings_within_s:
            part.failures.append(
                f"of 100 first phones one rang {part.late_s:.1f} s after it was to, or later"
            )
        for phone in self._net.phones.values():
            phone.unread.clear()
        return part

    def _judge(self, part: Part, caller: InDanger) -> None:
        assert caller.call is not None
        call, sid = caller.call, caller.call.sid
        kinds = Counter(str(fact["fact"]) for fact in self._facts.get(sid, []))
        bucket = self._bucket(caller)
        part.counts[bucket] += 1
        if bucket.startswith("lost") or not self._is_told_once(kinds):
            seen = [f"{fact['fact']} {fact.get('step', '')}" for fact in self._facts.get(sid, [])]
            part.failures.append(
                f"{sid} {bucket}, ended {kinds['CallEnded']} times: {seen}\n{call.transcript}"
            )
        heard = [self._net.clock.instant(line.since) for line in call.leg.heard if ENGAGED in line.text]
        served = min([*self.ledger.rang_of(sid), *heard[:1]], default=None)
        if served is None and bucket not in {EARLY, AGAIN} and self._waits(caller):
            part.rings_s.append(inf)
        if served is not None:
            part.rings_s.append((served - caller.asked_at(served)) / timedelta(seconds=1))
            part.engaged += served in heard

    def _waits(self, caller: InDanger) -> bool:
        """Whether somebody who was neither rung for nor told was there for as long as that may take."""
        assert caller.call is not None
        leg = caller.call.leg.call
        asked = caller.wanted_at or leg.answered
        waited = timedelta(0) if asked is None else (leg.ended or self._net.now) - asked
        return waited >= timedelta(seconds=self._outage.rings_within_s)

    def _called_again(self, caller: InDanger) -> bool:
        """Whether Ringdown died in this call, and the same number reached a person after it."""
        if self._standing is None or caller.sort.number is None or caller.call is None:
            return False
        began = caller.call.leg.call.created
        same = (each.call for each in self._callers if each.call and each.sort.number == caller.sort.number)
        return any(call.leg.call.created > began and self.ledger.persons_of(call.sid) for call in same)

    def _is_told_once(self, kinds: Counter[str]) -> bool:
        """Whether the facts tell a call's end once; of one that Ringdown died in, or never met, at most."""
        if self._standing is None:
            return kinds["CallEnded"] == 1
        return kinds["CallEnded"] <= 1 and kinds["CallFound"] <= 1

    def _bucket(self, caller: InDanger) -> str:
        """Say in which one bucket a call is, by the phone network's ledger and the record."""
        assert caller.call is not None
        sid = caller.call.sid
        if self.ledger.persons_of(sid):
            return TALKED
        if caller.hung_up and caller.sort.keys and caller.wanted_at is None:
            return EARLY
        if self._called_again(caller):
            return AGAIN
        return self._promised(caller, sid)

    def _promised(self, caller: InDanger, sid: str) -> str:
        """Say what became of the promise of a caller who talked to nobody on the line."""
        found = [tenant.promises.find(key_of(sid)) for tenant in self._house.services.tenants.values()]
        page = next((row for row in found if row is not None), None)
        if page is None:
            return "lost: nothing was promised"
        if page.state != "kept" or not page.acknowledged_by:
            return "lost: nobody has taken it"
        if not self._is_kept(caller, page):
            return "lost: nobody has called back"
        return f"promised, and taken by a person ({'message' if caller.left_message else 'no message'})"

    def _is_kept(self, caller: InDanger, page: Promise) -> bool:
        """Whether who took the page has talked to its caller, or was told that only they can reach them."""
        assert caller.call is not None
        number, facts = caller.sort.number, self._facts.get(caller.call.sid, [])
        theirs = any(fact["fact"] == "CalledBack" and fact["outcome"] in THEIRS for fact in facts)
        taken = page.body.get("taken", {})
        return theirs or (number is not None and self.ledger.called_back(taken.get("leg", ""), number))
