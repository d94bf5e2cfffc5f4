"""The race of claims at a hundredth of its numbers; and that its check sees what it is there to see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from storage.live.client import LiveClient
from storage.live.facts import Facts
from storage.live.server import start_redis
from tests.matching import PATIENT_S, TENANT
from tests.soak.claims import FULL_RACE, Check, Raced, race


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveClient]:
    with start_redis(tmp_path_factory.mktemp("redis")) as server:
        live = LiveClient(server.url, timeout_s=PATIENT_S)
        yield live
        live.close()


def test_of_raced_claims_no_call_gets_two_agents_no_agent_two_calls_and_none_is_lost() -> None:
    raced = race(replace(FULL_RACE, claims=FULL_RACE.claims // 100))
    assert raced.failures == []
    assert raced.claims == raced.counts["claims"] >= FULL_RACE.claims // 100
    # It was a race, and callers went and came.
    assert raced.counts["commits that lost the race"] > 0
    assert raced.calls > FULL_RACE.callers
    assert raced.counts["kept commits made again"] > 0


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (["came CA1", "made CA1 a", "made CA1 b"], "CA1 was given to a second agent"),
        (["came CA1", "came CA2", "made CA1 a", "made CA2 a"], "a was given a second call"),
        (["came CA1", "made CA1 a", "withdrawn CA1 a", "made CA1 b"], "CA1 was given to a second agent"),
        (["came CA1", "gone CA1", "made CA1 b"], "CA1 was given to a second agent"),
        (["came CA1", "made CA1 a", "declined CA1 b"], "b ended an offer of CA1 that was not theirs"),
        (["came CA1"], "1 calls wait wrongly"),
    ],
)
def test_the_check_sees(client: LiveClient, facts: list[str], wrong: str) -> None:
    client.run(lambda redis: redis.flushall())
    Facts(client, TENANT).append(map(written, facts))
    raced = Raced()
    Check(client, raced).all()
    assert wrong in raced.failures


def written(short: str) -> str:
    """Write a fact out: what, the call, and of an offer the agent. An offer's ending is named by itself."""
    what, call, *agent = short.split(" ")
    fact = {"made": "OfferMade"}.get(what, "OfferEnded" if agent else what)
    return json.dumps({"fact": fact, "call": call, "agent": "".join(agent), "ending": what})
