"""switchboard/pools.py: whatever breaks, every free agent stands in the pool of a new demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from routing.floor.events import LinkChanged, PresenceChosen
from routing.floor.people import Agent, Profile
from storage.live.client import StoreUnavailableError
from storage.live.floor import Floor, Versioned
from storage.live.floor_commit import FloorCommit
from switchboard.agent import obey
from switchboard.routing import match_call
from switchboard.services import Services, Tenant
from tests.switchboard.floor.conftest import CALL, DEMAND, comes, hired, waits


class Breaking(Floor):
    """Does what is asked, and loses the reply of one kind of request."""

    loses = ""

    def register_demand(self, demand: str) -> bool:
        return self._lost("register", done=super().register_demand(demand))

    def commit(self, commit: FloorCommit) -> bool:
        return self._lost("commit", done=super().commit(commit))

    def open_demand(self, demand: str) -> None:
        super().open_demand(demand)
        self._lost("open")

    def agents(self) -> dict[str, Versioned]:
        found = super().agents()
        self._lost("agents")
        return found

    def _lost(self, what: str, *, done: bool = True) -> bool:
        if self.loses == what:
            raise StoreUnavailableError("the reply is lost")
        return done


class Slow(Floor):
    """Lets something happen just before the first commit."""

    before: Callable[[], object] | None = None

    def commit(self, commit: FloorCommit) -> bool:
        before, self.before = self.before, None
        if before is not None:
            before()
        return super().commit(commit)


def state(toy: Tenant, profile: Profile) -> Agent:
    return Agent.from_json(toy.floor.read((profile.id,)).agents[profile.id].state)


@pytest.mark.parametrize("loses", ["register", "agents", "commit", "open"])
def test_a_new_demand_whose_pool_was_left_half_open_is_opened_by_the_next_match(
    services: Services, toy: Tenant, loses: str
) -> None:
    ann = hired(toy, "ann")
    comes(services, toy, ann)
    waits(toy)
    broken = Breaking(services.live, "toy")
    broken.loses = loses
    with pytest.raises(StoreUnavailableError):
        match_call(services, replace(toy, floor=broken), CALL)
    assert match_call(services, toy, CALL)
    assert state(toy, ann).work == "ringing"


def test_an_agent_who_comes_while_a_demand_is_noted_stands_in_its_pool(
    services: Services, toy: Tenant
) -> None:
    ann = hired(toy, "ann")
    waits(toy)
    slow = Slow(services.live, "toy")
    slow.before = lambda: match_call(services, toy, CALL)
    obey(services, toy, LinkChanged(agent=ann, up=True))
    obey(services, replace(toy, floor=slow), PresenceChosen(agent=ann, presence="available"))
    assert state(toy, ann).pools == {DEMAND: 1}
    assert state(toy, ann).work == "ringing"


def test_a_demand_is_opened_once(services: Services, toy: Tenant) -> None:
    needs = waits(toy)
    match_call(services, toy, CALL)
    assert toy.floor.needs_and_open(CALL)[1] == {needs.demand}
    assert toy.floor.demands() == {needs.demand}
