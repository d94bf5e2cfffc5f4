"""A storm: far more callers in danger than people on call, for minutes, in phone time (reliability.md 11).

K people take K calls. Every other caller hears at once that all are helping others, and has a promise of a
call back, which is kept once people are free: whoever waits on the line first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from random import Random

from commands.logs import log_to_stderr
from routing.oncall.roster import LevelPlan, Person, Policy, Roster
from storage.record.pages import key_of
from tests.house import HOMEIKA_EMERGENCY, House
from tests.soak.ground import Ground, ground
from tests.soak.storm_people import Scene, Storm, Weathered

#: Night at Homeika: the emergency line pages.
NIGHT = datetime.fromisoformat("2026-12-26T09:30:00+00:00")
TENANT, POLICY = "homeika", "homeika-on-call"
ROUND_S = 3.0  #: of a follower and a worker, in phone time
#: S50 of reliability.md 11, with few people on call and with more.
FULL_STORMS = tuple(
    Storm(seed=20261122, number=number, people=people, peak=100) for number, people in enumerate((5, 12))
)
#: S50L in tenths, each with people of its own; then ten minutes in which promises begin to be kept.
LARGE_STORMS = tuple(
    Storm(seed=20261122, number=number, people=12, calm=6, peak=300, recovers_s=600)
    for number in range(20, 30)
)


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


class _Course:
    def __init__(self, house: House, storm: Storm, random: Random) -> None:
        self._house = house
        numbers = [f"+1341555{2000 + each}" for each in range(storm.people)]
        self._scene = Scene(house.net, storm, random, HOMEIKA_EMERGENCY, numbers)

    def run(self) -> Weathered:
        net, scene = self._house.net, self._scene
        self._puts_on_call()
        last = scene.dials_all()
        scene.talks()
        kept_before = -1
        while net.clock.elapsed < last + scene.storm.recovers_s:
            net.settles(seconds=ROUND_S)
            self._house.runs_errands("page")
            if net.clock.elapsed > last:
                kept_before = self._kept() if kept_before < 0 else kept_before
                if self._is_calm():
                    break
        return self._judged(last, kept_before)

    def _judged(self, last: float, kept_before: int) -> Weathered:
        net, scene, came = self._house.net, self._scene, Weathered()
        came.failures += [f"the application raised {error!r}" for error in net.app.raised]
        ended = Counter(fact["call"] for fact in self._house.facts(TENANT) if fact["fact"] == "CallEnded")
        promises = self._house.services.tenants[TENANT].promises

        def state_of(sid: str) -> str:
            row = promises.find(key_of(sid))
            return "" if row is None else row.state

        scene.judges(came, state_of, ended)
        scene.drained(came, self._kept() - kept_before, net.clock.elapsed - last)
        for phone in net.phones.values():
            phone.unread.clear()
        return came

    def _kept(self) -> int:
        promises = self._house.services.tenants[TENANT].promises
        sids = [one.call.sid for one in self._scene.callers if one.call is not None]
        rows = [promises.find(key_of(sid)) for sid in sids if not self._scene.has_talked(sid)]
        return sum(row is not None and row.state == "kept" for row in rows)

    def _puts_on_call(self) -> None:
        names = [f"engineer_{number}" for number in range(self._scene.storm.people)]
        people = {
            name: Person(id=name, title=f"Engineer {place}", number=number)
            for place, (name, number) in enumerate(zip(names, self._scene.numbers, strict=True), 1)
        }
        policy = Policy(name=POLICY, levels=(LevelPlan(call=tuple(names)),), catch_all=(names[0],), rounds=2)
        self._house.services.rosters.keep(
            Roster(
                tenant=TENANT,
                since=self._house.net.now - timedelta(days=1),
                until=self._house.net.now + timedelta(days=14),
                people=people,
                policies={POLICY: policy},
            )
        )

    def _is_calm(self) -> bool:
        waits = any(one.call is not None and not one.call.is_over for one in self._scene.callers)
        return not (waits or self._house.services.tenants[TENANT].pages.unsettled(1))
