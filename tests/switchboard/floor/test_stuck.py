"""switchboard/agent.py and stuck.py: what a timer that breaks, or is lost, leaves behind."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from routing.floor.events import Accepted
from routing.floor.people import Agent, Profile
from storage.live.keys import Keys
from switchboard.agent import AGAIN_MS, due, settle
from switchboard.routing import match_call
from switchboard.services import Services, Tenant
from switchboard.stuck import free_stuck
from tests.switchboard.floor.conftest import CALL, NOW, NOW_MS, comes, hired, waits

KEYS = Keys("toy")


def agent(toy: Tenant, profile: Profile) -> Agent:
    return Agent.from_json(toy.floor.read((profile.id,)).agents[profile.id].state)


def after(services: Services, seconds: int) -> Services:
    return replace(services, clock=lambda: NOW + timedelta(seconds=seconds))


def write(services: Services, state: str) -> None:
    services.live.run(lambda redis: redis.hset(KEYS.conversation(CALL), "state", state))


@pytest.fixture
def ann(services: Services, toy: Tenant) -> Profile:
    """An agent for whom a call rings."""
    profile = hired(toy, "ann")
    comes(services, toy, profile)
    waits(toy)
    assert match_call(services, toy, CALL)
    return profile


def stored(services: Services) -> str:
    state: Any = services.live.run(lambda redis: redis.hget(KEYS.conversation(CALL), "state"))
    return str(state, "utf-8")


def test_a_conversation_that_a_newer_version_wrote_is_read(
    services: Services, toy: Tenant, ann: Profile
) -> None:
    newer = json.loads(stored(services))
    newer["new"], newer["needs"]["new"], newer["offers"][0]["new"] = 1, 1, 1
    write(services, json.dumps(newer))
    assert due(after(services, 300), toy) == 1
    assert agent(toy, ann).display == "away:missed"


def test_a_timer_that_breaks_is_heard_again_later(services: Services, toy: Tenant, ann: Profile) -> None:
    whole = stored(services)
    write(services, "broken")
    due(after(services, 300), toy)
    (timer,) = toy.floor.due(NOW_MS + 10**7)
    assert timer.due_ms == NOW_MS + 300_000 + AGAIN_MS
    assert agent(toy, ann).work == "ringing"
    write(services, whole)
    due(after(services, 320), toy)
    assert agent(toy, ann).display == "away:missed"


@pytest.mark.parametrize("accepts", [False, True], ids=["ringing", "connecting"])
def test_an_agent_whose_timer_was_lost_is_found_by_the_next_look(
    services: Services, toy: Tenant, ann: Profile, *, accepts: bool
) -> None:
    if accepts:
        settle(services, toy, Accepted(agent=ann, offer=agent(toy, ann).offer))
    # Nothing is known of the caller's leg either, so that none is brought anywhere.
    services.live.run(lambda redis: redis.delete(KEYS.timers, KEYS.call(CALL)))
    assert free_stuck(after(services, 50), toy) == 0
    assert free_stuck(after(services, 300), toy) == 1
    assert agent(toy, ann).work == "idle"
    assert free_stuck(after(services, 600), toy) == 0


def test_an_agent_whose_wrap_up_has_no_timer_is_found_by_the_next_look(
    services: Services, toy: Tenant, ann: Profile
) -> None:
    state = replace(agent(toy, ann), work="wrap_up", offer="", call="CA9", wrap_until_ms=NOW_MS + 60_000)
    services.live.run(lambda redis: redis.hset(KEYS.agents, ann.id, f"9 x {state.to_json()}"))
    assert free_stuck(after(services, 100), toy) == 0
    assert free_stuck(after(services, 300), toy) == 1
    assert agent(toy, ann).work == "idle"
