"""The order of a page: pure, bounded, and remembered in a few characters."""

from __future__ import annotations

from itertools import cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.oncall.ladder import (
    MOST_AT_ONCE,
    Ladder,
    Level,
    Rung,
    Spot,
    Strategy,
    Target,
    after,
    first,
    ring_at,
    stands,
    tag,
)

NAMES = [f"person_{number}" for number in range(14)]
#: What may come of a ring.
RUNGS = st.builds(
    Rung,
    picked_up=st.booleans(),
    accepted=st.booleans(),
    busy=st.booleans(),
    heard=st.frozensets(st.sampled_from(NAMES), max_size=3),
    declined=st.frozensets(st.sampled_from(NAMES), max_size=2),
    escalated=st.booleans(),
)
LEVELS = st.builds(
    lambda people, strategy, tries: level(*people, strategy=strategy, tries=tries),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=13, unique=True),
    st.sampled_from(["in_turn", "simultaneous"]),
    st.integers(1, 3),
)
LADDERS = st.builds(
    lambda levels, rounds: Ladder(policy="p", levels=tuple(levels), rounds=rounds),
    st.lists(LEVELS, min_size=1, max_size=4),
    st.integers(1, 3),
)


def level(*people: str, strategy: Strategy = "in_turn", tries: int = 1) -> Level:
    targets = tuple(
        Target(person=name, title=name, number=f"+4420794607{NAMES.index(name):02d}") for name in people
    )
    return Level(targets=targets, strategy=strategy, tries=tries)


def ladder(*levels: Level, rounds: int = 2) -> Ladder:
    return Ladder(policy="p", levels=levels, rounds=rounds)


def people_at(order: Ladder, spot: Spot) -> list[str]:
    return [target.person for target in ring_at(order, spot).targets]


def walked(order: Ladder, *came: Rung) -> list[list[str]]:
    """Who rings, ring after ring, when this comes of each; then nothing does."""
    left = list(came)
    spot = first(order)
    rung = []
    while spot is not None:
        rung.append(people_at(order, spot))
        spot = after(order, spot, left.pop(0) if left else Rung())
    return rung


@given(order=LADDERS, came=st.lists(RUNGS, max_size=30))
@settings(derandomize=True, max_examples=150, deadline=None)
def test_a_page_ends_and_rings_somebody_each_time(order: Ladder, came: list[Rung]) -> None:
    """Whatever engineers do: at most one round more than the policy has, each phone again alone at most."""
    rings = walked(order, *came)
    of_a_round = sum(1 + len(ring.targets) for ring in order.rings)
    assert 1 <= len(rings) <= of_a_round * (order.rounds + 1)
    assert all(1 <= len(ring) <= MOST_AT_ONCE for ring in rings)


@given(orders=st.lists(LADDERS, min_size=2, max_size=4), came=st.lists(RUNGS, min_size=1, max_size=8))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_a_page_ends_though_its_order_changes_all_the_time(orders: list[Ladder], came: list[Rung]) -> None:
    spot = first(orders[0])
    rings = 0
    for turn, rung in enumerate(islice(cycle(came), 1_000)):
        if spot is None:
            break
        order = orders[turn % len(orders)]
        spot = stands(order, spot) if turn % 3 == 2 else after(order, spot, rung)
        if spot is not None:
            assert people_at(order, spot)
        rings += 1
    assert spot is None, rings


@given(order=LADDERS, came=st.lists(RUNGS, max_size=40))
@settings(derandomize=True, max_examples=80, deadline=None)
def test_where_a_page_stands_is_written_and_read(order: Ladder, came: list[Rung]) -> None:
    spot = first(order)
    for rung in came:
        if spot is None:
            break
        assert Spot.read(str(spot)) == spot
        spot = after(order, spot, rung)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "0.0.-1.0.abc",
        "0.0.-2.0.a..",
        "-1.0.-1.0.a..",
        "0.0.-1.0.a...",
        "0.0.-1.x.a..",
        "99999.0.-1.0.a..",
    ],
)
def test_what_is_no_spot_is_none(text: str) -> None:
    assert Spot.read(text) is None


def test_a_spot_is_short_enough_for_an_address() -> None:
    order = ladder(level(*NAMES[:10], strategy="simultaneous"))
    assert len(str(first(order))) == 17
    ten_declined = Spot(declined=frozenset(map(tag, NAMES[:10])), mark=order.mark)
    assert len(str(ten_declined)) == 17 + 30


def test_people_have_tags_of_their_own() -> None:
    assert len({tag(name) for name in NAMES}) == len(NAMES)


def test_levels_follow_each_other_and_rounds_do() -> None:
    order = ladder(level("person_1", "person_2"), level("person_3"))
    assert walked(order) == [["person_1"], ["person_2"], ["person_3"]] * 2


def test_a_level_is_gone_through_before_its_next_try() -> None:
    order = ladder(level("person_1", "person_2", tries=2), rounds=1)
    assert walked(order) == [["person_1"], ["person_2"]] * 2


def test_of_several_only_those_not_heard_from_ring_again_alone() -> None:
    order = ladder(level("person_1", "person_2", "person_3", strategy="simultaneous"), rounds=1)
    heard = Rung(picked_up=True, heard=frozenset({"person_2"}))
    assert walked(order, heard) == [["person_1", "person_2", "person_3"], ["person_1"], ["person_3"]]


def test_of_several_where_nobody_picked_up_all_have_been_heard() -> None:
    order = ladder(level("person_1", "person_2", strategy="simultaneous"), rounds=1)
    assert walked(order) == [["person_1", "person_2"]]


def test_a_lost_accept_in_the_last_round_is_followed_by_one_more() -> None:
    order = ladder(level("person_1"), level("person_2"), rounds=1)
    lost = Rung(picked_up=True, accepted=True, heard=frozenset({"person_2"}))
    assert walked(order, Rung(), lost) == [["person_1"], ["person_2"]] * 2


def test_an_empty_ladder_rings_nobody() -> None:
    assert first(ladder()) is None
    assert after(ladder(), Spot(mark="other"), Rung()) is None
    assert stands(ladder(), Spot(mark="other")) is None
