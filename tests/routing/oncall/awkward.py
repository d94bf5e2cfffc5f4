"""Schedules that are easily got wrong, in minutes for the walker, and the same as the product's."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from routing.oncall.rotation import Layer, Window
from routing.oncall.schedule import Schedule
from tests.routing.oncall.wall_walker import Duty

A, B, C = "engineer_1", "engineer_2", "engineer_3"
FALLBACK = "duty_manager"
WEEKDAYS, WEEKEND, ALL_DAYS = frozenset(range(5)), frozenset({5, 6}), frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Awkward:
    """Duties, and why they are awkward."""

    why: str
    duties: tuple[Duty, ...]


def _at(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


def _wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


LONDON, LOS_ANGELES = "Europe/London", "America/Los_Angeles"
AWKWARD = (
    Awkward(
        why="London hands over on Sundays at 01:30, missing in March and twice there in October",
        duties=(Duty(zone=LONDON, kind="weekly", starts=_wall("2025-12-28T01:30"), people=(A, B, C)),),
    ),
    Awkward(
        why="Los Angeles hands over each day at 02:30, and its second layer at 01:15",
        duties=(
            Duty(zone=LOS_ANGELES, kind="daily", starts=_wall("2025-12-30T02:30"), people=(A, B, C)),
            Duty(
                zone=LOS_ANGELES,
                kind="daily",
                starts=_wall("2025-12-30T01:15"),
                people=(B, C),
                hours=((frozenset({6}), _at(0), _at(24)),),
            ),
        ),
    ),
    Awkward(
        why="Sydney hands over every two weeks, on Sundays at 02:15, across the year's end",
        duties=(
            Duty(
                zone="Australia/Sydney",
                kind="weekly",
                every=2,
                starts=_wall("2025-12-21T02:15"),
                people=(A, B),
            ),
        ),
    ),
    Awkward(
        why="Lord Howe moves its clock by half an hour, and hands over within it",
        duties=(
            Duty(
                zone="Australia/Lord_Howe", kind="daily", starts=_wall("2025-12-29T02:15"), people=(A, B, C)
            ),
            Duty(
                zone="Australia/Lord_Howe",
                kind="custom",
                every=_at(7, 45),
                starts=_wall("2025-12-30T01:45"),
                people=(C, B, A),
                hours=((WEEKEND, _at(1, 45), _at(2, 15)),),
            ),
        ),
    ),
    Awkward(
        why="A month's 29th is there in February of 2028 alone",
        duties=(Duty(zone=LONDON, kind="monthly", starts=_wall("2025-11-29T00:00"), people=(A, B, C)),),
    ),
    Awkward(
        why="Santiago hands over at midnight, which it leaves out once a year, and just before a year ends",
        duties=(
            Duty(zone="America/Santiago", kind="daily", starts=_wall("2025-12-31T00:00"), people=(A, B)),
            Duty(
                zone="America/Santiago",
                kind="weekly",
                starts=_wall("2025-12-31T23:45"),
                people=(C, B),
                hours=((frozenset({3}), _at(0), _at(24)),),
            ),
        ),
    ),
    Awkward(
        why="Monthly on the 31st, with a layer of every second month that ends",
        duties=(
            Duty(zone=LONDON, kind="monthly", starts=_wall("2025-10-31T09:00"), people=(A, B, C)),
            Duty(
                zone=LONDON,
                kind="monthly",
                every=2,
                starts=_wall("2025-12-31T01:30"),
                people=(B, C),
                hours=((WEEKEND, _at(12), _at(12)),),
                ends=_wall("2028-03-26T01:30"),
            ),
        ),
    ),
    Awkward(
        why="The sun is followed: London, a partner in Sydney, and Los Angeles, each by day",
        duties=(
            Duty(
                zone=LOS_ANGELES,
                kind="weekly",
                starts=_wall("2025-12-29T09:00"),
                people=(A, B),
                hours=((WEEKDAYS, _at(6), _at(18)), (WEEKEND, _at(0), _at(24))),
            ),
            Duty(
                zone=LONDON,
                kind="weekly",
                starts=_wall("2025-12-29T08:00"),
                people=(C,),
                hours=((WEEKDAYS, _at(8), _at(16)),),
            ),
            Duty(
                zone="Australia/Sydney",
                kind="daily",
                starts=_wall("2025-12-29T00:00"),
                people=("partner_1", "partner_2"),
                hours=((WEEKDAYS, _at(9), _at(17, 30)),),
            ),
        ),
    ),
    Awkward(
        why="Nights and whole weekends, handed over on Sundays within the hour of the change",
        duties=(
            Duty(
                zone=LOS_ANGELES,
                kind="weekly",
                starts=_wall("2025-12-28T01:45"),
                people=(A, B, C),
                hours=((WEEKDAYS, _at(18), _at(9)), (WEEKEND, _at(0), _at(24))),
            ),
        ),
    ),
    Awkward(
        why="Turns of 36 hours, with hours that open in the missing hour and close in the repeated one",
        duties=(
            Duty(
                zone=LONDON, kind="custom", every=_at(36), starts=_wall("2025-12-28T13:30"), people=(A, B, C)
            ),
            Duty(
                zone=LONDON,
                kind="daily",
                every=3,
                starts=_wall("2025-12-30T20:00"),
                people=(B, A),
                hours=((ALL_DAYS, _at(1, 30), _at(5)), (frozenset({5}), _at(22), _at(1, 30))),
            ),
        ),
    ),
)


def schedule_of(duties: tuple[Duty, ...]) -> Schedule:
    """Write the duties as the product's layers; each is named by its place."""
    layers = tuple(_layer(str(number), duty) for number, duty in enumerate(duties))
    return Schedule(name="primary", zone=duties[0].zone, layers=layers, fallback=FALLBACK)


def _layer(name: str, duty: Duty) -> Layer:
    match duty.kind:
        case "daily" | "weekly" | "monthly":
            return Layer(
                name=name,
                zone=duty.zone,
                handoff=duty.kind,
                starts=duty.starts,
                people=duty.people,
                every=duty.every,
                only=_only(duty),
                ends=duty.ends,
            )
        case _:
            return Layer(
                name=name,
                zone=duty.zone,
                handoff="custom",
                starts=duty.starts,
                people=duty.people,
                length=timedelta(minutes=duty.every),
                only=_only(duty),
                ends=duty.ends,
            )


def _only(duty: Duty) -> tuple[Window, ...]:
    return tuple(
        Window(
            days=days,
            opens=time(opens // 60, opens % 60),
            closes=None if closes == _at(24) else time(closes // 60, closes % 60),
        )
        for days, opens, closes in duty.hours
    )
