"""Rings, pools, and who is chosen: HW7, HK8, HK13; architecture section 4."""

from collections import Counter
from typing import Any

import pytest

from routing.floor.match import (
    Candidate,
    Chooser,
    beside,
    choose_agent,
    choose_caller,
    pool_score,
    pools,
    ring,
    standing,
    widest,
)
from routing.floor.needs import Demand
from routing.floor.people import Agent, Profile
from tests.routing.floor.stage import DEMAND, NOON_MS, needs, profile

SECOND = 1_000


def demand(**changes: Any) -> Demand:
    return Demand(**{"queue": "support", **changes})


@pytest.mark.parametrize(
    ("who", "what", "near"),
    [
        (profile("a"), demand(), 1),
        (profile("a", queues=("sales",)), demand(), None),
        (profile("a", languages=("fr",)), demand(), None),
        (profile("a", languages=("fr", "en")), demand(language="fr"), 1),
        (profile("a", skills={"wifi": 5}), demand(skills=("wifi",)), 1),
        (profile("a", skills={"wifi": 1}), demand(skills=("wifi",)), 5),
        (profile("a", skills={"wifi": 5, "rma": 2}), demand(skills=("wifi", "rma")), 4),
        (profile("a", skills={"wifi": 5}), demand(skills=("wifi", "rma")), None),
        (profile("a", supervised=True), demand(complaint=True), None),
        (profile("a", supervised=True), demand(), 1),
        (profile("a"), demand(complaint=True), 1),
        (profile("a", tier=2), demand(), None),
        (profile("a", tier=2, skills={"wifi": 5}), demand(skills=("wifi",)), 6),
        (profile("a", tier=2, skills={}), demand(skills=("wifi",)), None),
        (profile("a", tier=3, skills={"wifi": 5}), demand(skills=("wifi",)), None),
        (profile("a", tier=1), demand(tier=2), None),
        (profile("a", tier=2), demand(tier=2), 1),
        (profile("a", tier=2, skills={"wifi": 3}), demand(tier=2, skills=("wifi",)), 3),
        (profile("a", tier=3), demand(tier=2), None),
        (profile("a", tier=2), demand(tier=3), None),
        (profile("a", tier=3), demand(tier=3), 1),
    ],
)
def test_an_agent_stands_in_the_ring_of_their_proficiency_and_tier(
    who: Profile, what: Demand, near: int | None
) -> None:
    assert ring(who, what) == near


@pytest.mark.parametrize(
    ("waited_s", "open_to"), [(-5, 1), (0, 1), (9.999, 1), (10, 2), (49.9, 5), (50, 6), (3_600, 6)]
)
def test_one_ring_more_opens_each_ten_seconds(waited_s: float, open_to: int) -> None:
    assert widest(round(waited_s * SECOND)) == open_to


def test_an_agent_stands_in_the_pools_of_all_demands_they_can_take_and_only_while_free() -> None:
    rings = pools(profile("a"), [DEMAND, demand(queue="sales"), demand(tier=2), demand(language="fr")])
    assert rings == {DEMAND.key: 1, demand(queue="sales").key: 1}
    free = Agent(id="a", presence="available", link="connected", idle_ms=NOON_MS, pools=rings)
    assert standing(free) == dict.fromkeys(rings, pool_score(1, NOON_MS))
    assert standing(Agent(id="a", presence="away", link="connected", pools=rings)) == {}


def test_a_nearer_ring_goes_before_any_idle_time_and_the_place_is_exact() -> None:
    assert pool_score(1, NOON_MS) < pool_score(2, 0)
    assert int(float(pool_score(6, NOON_MS + 1))) - int(float(pool_score(6, NOON_MS))) == 1


def candidate(name: str, near: int = 1, idle_s: int = 0, **changes: Any) -> Candidate:
    return Candidate(id=name, login=name, ring=near, idle_ms=NOON_MS + idle_s * SECOND, **changes)


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ([], ""),
        ([candidate("a", idle_s=2), candidate("b", idle_s=1)], "b"),
        ([candidate("a", near=2), candidate("b", near=1, idle_s=9)], "b"),
        ([candidate("b"), candidate("a")], "a"),
        ([candidate("a", near=2)], ""),
        ([candidate("a", free=False), candidate("b", idle_s=1)], "b"),
        ([candidate("a", declined={"CA1": NOON_MS + 1}), candidate("b", idle_s=1)], "b"),
        ([candidate("a", declined={"CA1": NOON_MS}), candidate("b", idle_s=1)], "a"),
        ([candidate("a", declined={"CA2": NOON_MS + 1}), candidate("b", idle_s=1)], "a"),
    ],
)
def test_the_nearest_who_is_idle_longest_is_chosen(candidates: list[Candidate], chosen: str) -> None:
    assert choose_agent(needs(), candidates, NOON_MS).agent == chosen
    assert choose_agent(needs(), candidates[::-1], NOON_MS).agent == chosen


def test_a_preferred_agent_has_the_first_word_whatever_their_ring_until_the_deadline() -> None:
    asking = needs(prefers="b", prefer_until_ms=NOON_MS + 20 * SECOND)
    both = [candidate("a"), candidate("b", near=4)]
    assert choose_agent(asking, both, NOON_MS).agent == "b"
    assert choose_agent(asking, both[:1], NOON_MS).passed == (("a", "preferred_agent_first"),)
    assert choose_agent(asking, both, NOON_MS + 20 * SECOND).agent == "a"


def test_the_decision_names_sixteen_who_were_passed_over_and_counts_the_others() -> None:
    many = [candidate(f"a{at:02}", declined={"CA1": NOON_MS + 1}) for at in range(20)]
    states = {"on_call": 7, "available": 24, "offline": 9, "offline:disconnected": 1}
    decision = beside(choose_agent(needs(), [*many, candidate("z", near=3)], NOON_MS), states)
    assert not decision.found
    assert len(decision.passed) == 16
    assert decision.passed[0] == ("a00", "declined_recently")
    assert decision.others == {"on_call": 7, "declined_recently": 4, "ring_not_open": 1, "available": 3}
    assert decision.shown()["passed"][0] == ["a00", "declined_recently"]


def test_the_next_four_who_could_have_taken_the_call_are_named_and_those_after_them_counted() -> None:
    now_ms = NOON_MS + 10 * SECOND
    barred = candidate("b", idle_s=2, declined={"CA1": now_ms + 1})
    able = [*(candidate(f"c{at}", idle_s=3 + at) for at in range(4)), candidate("d", near=2)]
    decision = choose_agent(needs(), [*able, barred, candidate("a")], now_ms)
    shown = beside(decision, {"available": 10}).shown()
    assert shown["agent"] == "a"
    assert shown["passed"] == [
        ["b", "declined_recently"],
        *(["c" + str(at), "idle_shorter"] for at in range(3)),
    ]
    assert shown["others"] == {"idle_shorter": 1, "fits_less": 1, "available": 3}


def test_everybody_on_the_floor_is_in_a_decision_once() -> None:
    gone, barred = candidate("a", free=False), candidate("b", declined={"CA1": NOON_MS + 1})
    decision = choose_agent(needs(), [gone, barred, candidate("c", idle_s=1)], NOON_MS)
    shown = beside(decision, {"available": 3, "ringing": 1}).shown()
    assert (shown["agent"], shown["passed"]) == ("c", [["a", "no_longer_free"], ["b", "declined_recently"]])
    assert shown["others"] == {"ringing": 1, "available": 1}


def test_a_decision_for_an_agent_counts_callers_and_agents_apart_and_names_no_call() -> None:
    agent = Chooser(id="a", login="a", rings={DEMAND.key: 1}, declined={"CA1": NOON_MS + 1})
    heads = [needs("CA1"), needs("CA2", joined_ms=NOON_MS + 1)]
    shown = beside(choose_caller(agent, heads, NOON_MS), {"available": 2, "away:lunch": 1}).shown()
    assert (shown["agent"], shown["passed"], shown["callers"]) == ("a", [], {"declined_recently": 1})
    assert shown["others"] == {"available": 1, "away:lunch": 1}


def test_an_agent_gets_the_smallest_place_of_what_they_may_take_now() -> None:
    agent = Chooser(
        id="a", login="a", rings={DEMAND.key: 2, "sales||en|1|": 1}, declined={"CA9": NOON_MS + 99}
    )
    old = needs("CA2", joined_ms=NOON_MS - 20 * SECOND)
    heads = [
        needs("CA1", joined_ms=NOON_MS - 5 * SECOND),
        needs("CA9", joined_ms=NOON_MS - 90 * SECOND),
        needs("CA8", joined_ms=NOON_MS - 80 * SECOND, demand="other||en|1|"),
        old,
        needs("CA3", joined_ms=NOON_MS - 10 * SECOND, demand="sales||en|1|"),
    ]
    decision = choose_caller(agent, heads, NOON_MS)
    assert (decision.call, decision.agent, decision.ring) == ("CA2", "a", 2)
    assert Counter(reason for _, reason in decision.passed) == {"declined_recently": 1, "not_in_pool": 1}
    assert choose_caller(agent, heads[:1], NOON_MS).passed == (("CA1", "ring_not_open"),)


def test_an_overflowed_call_is_taken_by_the_nearer_of_its_two_demands() -> None:
    agent = Chooser(id="a", login="a", rings={"sales||en|1|": 1, DEMAND.key: 6})
    assert choose_caller(agent, [needs(also="sales||en|1|")], NOON_MS).ring == 1
