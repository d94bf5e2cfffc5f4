"""Fairness through the real store: bounded looks, orders and pools, and `obey` with each offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile
from routing.place import score
from storage.live.client import LiveClient
from storage.live.floor import HEAD
from storage.live.floor_commit import FloorCommit
from storage.live.server import RunningRedis
from switchboard.floor_keeping import new_commit_id
from switchboard.routing import match_agent, match_call
from tests.matching import PATIENT_S, QUEUE, Matching, free, held, is_over, joins, record
from tests.switchboard.floor.conftest import NOW, NOW_MS

DEMAND = Demand(queue=QUEUE)


@pytest.fixture
def matching(redis_server: RunningRedis, tmp_path: Path) -> Iterator[Matching]:
    client = LiveClient(redis_server.url, timeout_s=PATIENT_S)
    client.run(lambda redis: redis.flushall())
    made = Matching(client, tmp_path, NOW)
    made.opens([DEMAND])
    yield made
    made.close()
    client.close()


def comes(matching: Matching, number: int) -> Profile:
    """Let a free agent be on the floor, idle the longer the smaller the number."""
    who = f"agt_{number:012x}"
    profile = Profile(id=who, login=who, name="", queues=(QUEUE,))
    matching.knows(profile)
    agent = record(held(matching.floor, who), free(profile, [DEMAND], NOW_MS - 1_000 + number))
    assert matching.floor.commit(FloorCommit(id=new_commit_id(), agents=(agent,)))
    return profile


def call(matching: Matching, number: int, **asks: Any) -> Needs:
    asks = {"joined_ms": NOW_MS, "priority": 0, **asks}
    place = score(asks["joined_ms"], asks["priority"])
    needs = Needs(call=f"CA{number:032d}", demand=DEMAND.key, score=place, **asks)
    joins(matching.tenant.calls, needs, NOW_MS)
    return needs


def call_of(matching: Matching, who: str) -> str:
    return held(matching.floor, who).agent.call


@pytest.mark.parametrize("seed", range(3))
def test_one_agent_takes_all_by_their_scores_past_those_who_wait_for_another(
    matching: Matching, seed: int
) -> None:
    """So nobody of equal priority is overtaken, and others by no more than the score allows."""
    chance = Random(seed)  # noqa: S311 - arrivals, no secrets
    ann = comes(matching, 0)
    asked: list[Needs] = []
    for number in range(2 * HEAD + 8):
        waited_ms, priority = chance.randint(0, 900_000), chance.choice([0, 0, 0, 40, 99, 100])
        asked.append(call(matching, number, joined_ms=NOW_MS - waited_ms, priority=priority))
    for number in range(2 * HEAD + 8):
        call(
            matching,
            1_000 + number,
            joined_ms=NOW_MS - 900_000,
            priority=99,
            prefers="boss",
            prefer_until_ms=NOW_MS + 60_000,
        )
    order: list[str] = []
    while match_agent(matching.services, matching.tenant, ann):
        order.append(call_of(matching, ann.id))
        is_over(matching.floor, ann.id, NOW_MS)
    assert order == [each.call for each in sorted(asked, key=lambda one: (one.score, one.call))]


def test_a_rota_of_twenty_agents_gets_work_within_a_tenth_of_even(matching: Matching) -> None:
    """A call every 20 s for talks of 30 s to 5 min: about every second agent is free."""
    chance = Random(1)  # noqa: S311 - talk times, no secrets
    for number in range(20):
        comes(matching, number)
    now, counted = NOW, Counter[str]()
    talks: dict[str, datetime] = {}
    for number in range(200):
        now += timedelta(seconds=20)
        for who, ends in sorted(talks.items(), key=lambda talk: talk[1]):
            if ends <= now:
                is_over(matching.floor, who, int(ends.timestamp() * 1000))
                del talks[who]
        services = replace(matching.services, clock=partial(datetime.fromtimestamp, now.timestamp(), UTC))
        needs = call(matching, number)
        assert match_call(services, matching.tenant, needs.call)
        there = matching.floor.agents().items()
        (taken,) = (who for who, kept in there if Agent.from_json(kept.state).call == needs.call)
        counted[taken] += 1
        talks[taken] = now + timedelta(seconds=chance.randint(30, 300))
    assert len(counted) == 20
    assert all(9 <= many <= 11 for many in counted.values()), counted
