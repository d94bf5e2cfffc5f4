"""A sound arrangement of people on call, and the same with one thing that is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from routing.oncall.roster import LevelPlan, Person, Policy
from routing.oncall.rotation import Layer
from routing.oncall.schedule import Change, Schedule
from routing.oncall.stretches import Arrangement

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def person(name: str, last: int) -> Person:
    return Person(id=name, title=name, number=f"+4420794609{last:02}")


def rotation(people: tuple[str, ...], **more: object) -> Layer:
    layer = Layer(
        name="week",
        zone="Europe/London",
        handoff="weekly",
        starts=datetime.fromisoformat("2025-12-29T09:00"),
        people=people,
    )
    return replace(layer, **more)  # type: ignore[arg-type]  # fields by name


def sound_one() -> Arrangement:
    """Two levels of two schedules with nobody in common, and a desk that is rung last."""
    people = ("engineer_1", "engineer_2", "engineer_3", "engineer_4", "manager", "desk")
    return Arrangement(
        people={
            **{name: person(name, number) for number, name in enumerate(people)},
            "mute": Person(id="mute", title="mute", number=""),
        },
        schedules={
            "primary": Schedule(
                name="primary",
                zone="Europe/London",
                layers=(rotation(("engineer_1", "engineer_2")),),
                fallback="manager",
            ),
            "secondary": Schedule(
                name="secondary",
                zone="Europe/London",
                layers=(rotation(("engineer_3", "engineer_4")),),
                fallback="manager",
            ),
        },
        policies={
            "danger": Policy(
                name="danger",
                levels=(LevelPlan(call=("primary",)), LevelPlan(call=("secondary",))),
                catch_all=("desk",),
            )
        },
        zone="Europe/London",
    )


def with_schedule(name: str, **more: object) -> Arrangement:
    found = sound_one()
    schedule = replace(found.schedules[name], **more)  # type: ignore[arg-type]  # fields by name
    return replace(found, schedules={**found.schedules, name: schedule})


def with_policy(**more: object) -> Arrangement:
    found = sound_one()
    return replace(found, policies={"danger": replace(found.policies["danger"], **more)})  # type: ignore[arg-type]  # by name


def with_person(name: str, number: str) -> Arrangement:
    found = sound_one()
    return replace(found, people={**found.people, name: replace(found.people[name], number=number)})


def with_change(**more: object) -> Arrangement:
    change = Change(
        number=1,
        kind="override",
        person="engineer_2",
        since=datetime(2026, 5, 5, 9, tzinfo=UTC),
        until=datetime(2026, 5, 6, 9, tzinfo=UTC),
    )
    return replace(sound_one(), changes={"primary": (replace(change, **more),)})  # type: ignore[arg-type]
