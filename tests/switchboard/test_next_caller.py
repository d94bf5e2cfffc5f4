"""switchboard/choosing.py: few callers are looked at, and more where none of them fits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from routing.floor.match import Chooser
from routing.floor.needs import Demand, Needs
from storage.live.calls import Asks, Calls, Commit
from storage.live.client import LiveClient
from storage.live.floor import Floor
from storage.live.server import start_redis
from switchboard.choosing import LOOKS, When, next_caller

NOW_MS = 1_790_000_000_000
BOILERS, MOVES = (Demand(queue="repairs", skills=(skill,)).key for skill in ("boilers", "moves"))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[LiveClient]:
    with start_redis(tmp_path) as server:
        live = LiveClient(server.url, timeout_s=5.0)
        yield live
        live.close()


def waits(client: LiveClient, call_id: str, demand: str, score: int) -> None:
    needs = Needs(call=call_id, demand=demand, score=score, priority=0, joined_ms=NOW_MS - 60_000)
    asks = Asks(needs=needs.to_json(), demands=(demand,), score=score)
    turn = Commit(call_id=call_id, turn_read=0, turn=1, state="", reply="", now_ms=NOW_MS, asks=asks)
    Calls(client, "homewise").commit(turn)


def test_who_is_found_has_the_smallest_score_of_all_the_orders_that_the_agent_may_take(
    client: LiveClient,
) -> None:
    for call_id, demand, score in (("CA1", BOILERS, 7), ("CA2", BOILERS, 9), ("CA3", MOVES, 8)):
        waits(client, call_id, demand, score)
    agent = Chooser(id="agt_1", login="agent1", rings={BOILERS: 1, MOVES: 6})
    assert chosen(client, agent) == ("CA1", "agt_1", "CA1")


@pytest.mark.parametrize("many", [LOOKS[0] + 1, LOOKS[1] + 1])
def test_who_has_declined_the_first_ones_is_put_the_next_one_of_all(client: LiveClient, many: int) -> None:
    for number in range(many + 2):
        waits(client, f"CA{number}", BOILERS if number % 2 else MOVES, number)
    declined = {f"CA{number}": NOW_MS + 1 for number in range(many)}
    agent = Chooser(id="agt_1", login="agent1", rings={BOILERS: 1, MOVES: 1}, declined=declined)
    assert chosen(client, agent) == (f"CA{many}", "agt_1", f"CA{many}")


def test_where_nobody_waits_whom_the_agent_may_take_there_is_no_caller(client: LiveClient) -> None:
    waits(client, "CA1", MOVES, 1)
    agent = Chooser(id="agt_1", login="agent1", rings={BOILERS: 1})
    assert chosen(client, agent) is None


def chosen(client: LiveClient, agent: Chooser) -> tuple[str, str, str] | None:
    floor = Floor(client, "homewise")
    found = next_caller(floor, agent, When(NOW_MS), floor.first(tuple(agent.rings), LOOKS[0]))
    return None if found is None else (found[0].call, found[0].agent, found[1].call)
