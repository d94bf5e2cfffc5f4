"""switchboard/choosing.py with a real store: nobody who may be taken waits behind those who may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from routing.floor.events import Offered
from routing.floor.match import WIDEST
from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile
from storage.live.calls import Asks, Commit
from storage.live.client import LiveClient
from storage.live.floor import HEAD, Floor
from storage.live.floor_commit import FloorCommit
from storage.live.keys import Keys
from storage.record.staff import Member
from switchboard.agent import obey
from switchboard.floor_keeping import agent_record, new_commit_id
from switchboard.profiles import FRESH_S
from switchboard.routing import match_agent, match_call, tick
from switchboard.services import Services, Tenant
from tests.switchboard.floor.conftest import CALL, DEMAND, NOW, NOW_MS, comes, hired, waits

ALSO = Demand(queue="sales").key
MANY = 2 * HEAD + 1


def agent(toy: Tenant, profile: Profile) -> Agent:
    return Agent.from_json(toy.floor.read((profile.id,)).agents[profile.id].state)


def asks_anew(toy: Tenant, needs: Needs) -> None:
    """Let the next turn of a waiting call ask for something else."""
    demands = (needs.demand, needs.also) if needs.also else (needs.demand,)
    asks = Asks(needs=needs.to_json(), demands=demands, score=needs.score)
    stored = toy.calls.read(needs.call)
    assert stored is not None
    turn = Commit(
        call_id=needs.call,
        turn_read=stored.turn,
        turn=stored.turn + 1,
        state=stored.state,
        reply="",
        now_ms=NOW_MS,
        asks=asks,
    )
    toy.calls.commit(turn)


def prefer_the_boss(toy: Tenant, many: int) -> None:
    """Let callers come first who wait for an agent who is not there."""
    for number in range(many):
        needs = waits(toy, f"CA{number:032d}", score=NOW_MS - 1_000 + number)
        asks_anew(toy, replace(needs, prefers="boss", prefer_until_ms=NOW_MS + 20_000))


@pytest.mark.parametrize("by", ["call", "agent", "tick"])
def test_callers_who_wait_for_another_agent_hold_nobody_up(services: Services, toy: Tenant, by: str) -> None:
    ann = hired(toy, "ann")
    toy.floor.register_demand(DEMAND)
    comes(services, toy, ann)
    prefer_the_boss(toy, MANY)
    waits(toy)
    match: dict[str, Callable[[], object]] = {
        "call": lambda: match_call(services, toy, CALL),
        "agent": lambda: match_agent(services, toy, ann),
        "tick": lambda: tick(services, toy),
    }
    match[by]()
    assert agent(toy, ann).call == CALL


def test_agents_who_declined_a_call_hide_no_other(services: Services, toy: Tenant) -> None:
    toy.floor.register_demand(DEMAND)
    for number in range(MANY):
        profile = hired(toy, f"agent{number}")
        comes(services, toy, profile)
        declines(toy, profile)
    others = replace(services, clock=lambda: NOW + timedelta(seconds=1))
    ann = hired(toy, "ann")
    comes(others, toy, ann)
    waits(toy)
    assert match_call(others, toy, CALL)
    assert agent(toy, ann).call == CALL


def test_an_agent_who_has_left_the_queue_while_available_holds_nobody_up(
    services: Services, toy: Tenant
) -> None:
    toy.floor.register_demand(DEMAND)
    ann, ben = hired(toy, "ann"), hired(toy, "ben")
    comes(services, toy, ann)
    comes(services, toy, ben)
    toy.staff.put([Member(profile=replace(ann, queues=("sales",)))])
    waits(toy)
    # What was read of Ann a moment ago is old by then.
    later = replace(services, stopwatch=lambda: services.stopwatch() + 2 * FRESH_S)
    assert match_call(later, toy, CALL)
    assert agent(toy, ben).call == CALL
    # And Ann stands in that pool no more.
    assert DEMAND not in agent(toy, ann).pools
    assert [each.agent for each in toy.floor.pool_head(DEMAND, WIDEST)] == []


def test_an_agent_of_whom_nothing_is_known_any_more_holds_nobody_up(services: Services, toy: Tenant) -> None:
    toy.floor.register_demand(DEMAND)
    stranger = Profile(id="agt_gone", login="gone", name="", queues=("support",))
    comes(services, toy, stranger)
    ben = hired(toy, "ben")
    comes(services, toy, ben)
    waits(toy)
    assert match_call(services, toy, CALL)
    assert agent(toy, ben).call == CALL


def test_a_claim_of_a_caller_who_asks_for_something_else_by_now_is_not_kept(
    services: Services, toy: Tenant
) -> None:
    toy.floor.register_demand(DEMAND)
    ann = hired(toy, "ann")
    comes(services, toy, ann)
    needs = waits(toy)
    offered = Offered(offer="off_1", call=CALL, agent=ann, needs=needs)
    asks_anew(toy, replace(needs, also=ALSO))
    assert obey(services, toy, offered).refused
    assert agent(toy, ann).work == "idle"
    assert match_agent(services, toy, ann)
    assert [head.call_id for head in toy.floor.heads([DEMAND, ALSO])] == []


def test_a_caller_whose_needs_change_between_the_look_and_the_claim_is_not_claimed_by_the_old_ones(
    services: Services, toy: Tenant
) -> None:
    toy.floor.register_demand(DEMAND)
    ann = hired(toy, "ann")
    comes(services, toy, ann)
    needs = waits(toy)
    late = Late(services.live, lambda: asks_anew(toy, replace(needs, also=ALSO)))
    assert not match_agent(services, replace(toy, floor=late), ann)
    assert agent(toy, ann).work == "idle"
    assert {head.call_id for head in toy.floor.heads([ALSO])} == {CALL}


def test_needs_that_were_written_before_a_field_was_added_are_claimed_all_the_same(
    services: Services, toy: Tenant
) -> None:
    toy.floor.register_demand(DEMAND)
    ann = hired(toy, "ann")
    comes(services, toy, ann)
    waits(toy)
    kept = json.loads(toy.floor.read((), CALL).needs or "")
    del kept["recording"]
    services.live.run(lambda redis: redis.hset(Keys("toy").needs, CALL, json.dumps(kept)))
    assert match_agent(services, toy, ann)


class Late(Floor):
    """Lets something happen just before a commit."""

    def __init__(self, client: LiveClient, meddle: Callable[[], object]) -> None:
        super().__init__(client, "toy")
        self._meddle = meddle

    def commit(self, commit: FloorCommit) -> bool:
        self._meddle()
        return super().commit(commit)


def declines(toy: Tenant, profile: Profile) -> None:
    """Let an agent have declined the call a moment ago."""
    record = toy.floor.read((profile.id,)).agents[profile.id]
    before = Agent.from_json(record.state)
    after = replace(before, declined={CALL: NOW_MS + 60_000})
    kept = agent_record(after, before, {profile.id: record.version})
    assert toy.floor.commit(FloorCommit(id=new_commit_id(), agents=(kept,)))
