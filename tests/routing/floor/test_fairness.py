"""Fairness over many calls: nobody is overtaken for no reason, and work is spread evenly."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.floor.match import Candidate, Chooser, choose_agent, choose_caller
from routing.floor.needs import Needs
from routing.place import HEAD_START_MS, URGENT
from tests.routing.floor.stage import DEMAND, NOON_MS, needs

AGENT = Chooser(id="a", login="a", rings={DEMAND.key: 1})
ARRIVALS = st.lists(st.tuples(st.integers(0, 900_000), st.integers(0, 100)), min_size=1, max_size=30)


def served(waiting: list[Needs]) -> list[Needs]:
    """Let one agent take them all, one after the other."""
    left, order = list(waiting), []
    while left:
        decision = choose_caller(AGENT, left, NOON_MS + 10**6)
        order.append(next(each for each in left if each.call == decision.call))
        left.remove(order[-1])
    return order


def arrived(seen: list[tuple[int, int]]) -> list[Needs]:
    return [
        needs(f"CA{at:02}", joined_ms=NOON_MS + after_ms, priority=priority)
        for at, (after_ms, priority) in enumerate(seen)
    ]


@given(seen=ARRIVALS)
@settings(derandomize=True, deadline=None)
def test_with_equal_needs_and_priority_nobody_is_overtaken(seen: list[tuple[int, int]]) -> None:
    order = served(arrived([(after_ms, 7) for after_ms, _ in seen]))
    assert [each.joined_ms for each in order] == sorted(each.joined_ms for each in order)


@given(seen=ARRIVALS)
@settings(derandomize=True, deadline=None)
def test_with_priorities_nobody_is_overtaken_by_more_than_the_score_allows(
    seen: list[tuple[int, int]],
) -> None:
    """Six seconds a step of priority, at most ten minutes; the class of 100 is before all."""
    order = served(arrived(seen))
    for at, first in enumerate(order):
        for second in order[at + 1 :]:
            if first.priority < URGENT:
                head_start_ms = (first.priority - second.priority) * HEAD_START_MS
                assert first.joined_ms - second.joined_ms <= head_start_ms


@pytest.mark.parametrize("seed", range(5))
def test_a_rota_of_twenty_equal_agents_gets_work_within_a_tenth_of_even(seed: int) -> None:
    """A call every 20 s for talks of 30 s to 10 min: about three in four agents are busy."""
    chance = Random(seed)  # noqa: S311 - talk times, no secrets
    talks = [chance.randint(30_000, 600_000) for _ in range(2_000)]
    rota = [Candidate(id=f"a{at:02}", login="", ring=1, idle_ms=NOON_MS) for at in range(20)]
    busy: dict[str, int] = {}
    counted: Counter[str] = Counter()
    for at, talk_ms in enumerate(talks):
        now_ms = NOON_MS + at * 20_000
        ready = [
            replace(each, idle_ms=busy.get(each.id, NOON_MS))
            for each in rota
            if busy.get(each.id, 0) <= now_ms
        ]
        chosen = choose_agent(needs(joined_ms=now_ms), ready, now_ms).agent
        if chosen:
            busy[chosen] = now_ms + talk_ms
            counted[chosen] += 1
    even = sum(counted.values()) / 20
    assert len(counted) == 20
    assert all(0.9 * even <= many <= 1.1 * even for many in counted.values()), counted
