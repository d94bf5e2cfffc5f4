"""The order of a document that knows no time: on call now, then the others, the catch-all last of all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from routing.oncall.roster import LevelPlan, Person, Policy, Roster, Wanted
from routing.oncall.rotation import Shift
from routing.oncall.standby import MOST_RINGS, standby_order

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = timedelta(days=7)


def shift(person: str, since: datetime) -> Shift:
    return Shift(person=person, since=since, until=since + WEEK, source="layer 1")


def order(*catch_all: str, levels: tuple[LevelPlan, ...], people: int = 4) -> list[tuple[str, ...]]:
    """Return who is rung, ring by ring. Nobody stands behind the name `gone`."""
    names = [f"engineer_{number}" for number in range(people)]
    roster = Roster(
        tenant="toy",
        since=NOW,
        until=NOW + 2 * WEEK,
        people={
            name: Person(id=name, title=name, number=f"+4420794608{number:02}")
            for number, name in enumerate([*names, "desk"])
        },
        shifts={"rota": [shift("engineer_0", NOW), shift("engineer_1", NOW + WEEK)]},
        policies={"duty": Policy(name="duty", levels=levels, catch_all=catch_all)},
    )
    rings = standby_order(roster, Wanted(policy="duty"), NOW)
    return [tuple(target.person for target in ring.targets) for ring in rings]


def test_whoever_is_not_on_call_now_is_rung_before_the_catch_all() -> None:
    found = order("desk", levels=(LevelPlan(call=("rota",)),))
    assert found == [("engineer_0",), ("engineer_1",), ("desk",)]


def test_where_nobody_stands_behind_the_catch_all_the_last_level_keeps_its_place() -> None:
    levels = (LevelPlan(call=("rota",)), LevelPlan(call=("engineer_2",)))
    assert order("gone", levels=levels) == [("engineer_0",), ("engineer_2",), ("engineer_1",)]


def test_where_only_the_catch_all_is_on_call_it_is_still_the_last() -> None:
    assert order("desk", levels=(LevelPlan(call=("gone",)),)) == [("desk",)]


def test_a_catch_all_of_several_is_rung_one_by_one_too_and_is_never_cut_off() -> None:
    crowd = tuple(f"engineer_{number}" for number in range(40))
    found = order("desk", "engineer_1", levels=(LevelPlan(call=crowd),), people=41)
    assert len(found) == MOST_RINGS
    assert found[-2:] == [("desk",), ("engineer_1",)]
    found = order(*crowd, levels=(LevelPlan(call=("desk",)),), people=41)
    assert len(found) == MOST_RINGS
