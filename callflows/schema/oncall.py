"""oncall.yaml: who is on call, by which rotations, and what holds where no rotation names anybody."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from callflows.schema.base import Part
from callflows.schema.flow import Zone
from callflows.schema.scalars import (
    Days,
    Duration,
    Flag,
    Language,
    Name,
    Number,
    matching,
    read_text,
    refuse,
    shortened,
    whole,
)

#: Shorter turns are no rotation. Source: routing.oncall.rotation.
SHORTEST_TURN = timedelta(minutes=15)
LONGEST_TURN = timedelta(days=366)
#: Years that a handoff may begin in: sums of times end at the year 9999.
YEARS = range(2000, 2101)
_WALL = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$"
_WINDOW = r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"


def read_wall(value: Any) -> datetime:
    """Read the clock on a wall of the layer's zone: a time without a zone of its own."""
    text = read_text(value)
    try:
        if not re.fullmatch(_WALL, text, re.ASCII):
            raise ValueError  # noqa: TRY301  # one place says what to write
        wall = datetime.fromisoformat(text)
    except ValueError:
        raise refuse(f'"{shortened(text)}" is no time: write "2026-01-05T09:00", quoted') from None
    if wall.year not in YEARS:
        raise refuse(f"{text}: write a year from {YEARS[0]} to {YEARS[-1]}")
    return wall


def read_window(value: Any) -> tuple[time, time | None]:
    """Read `18:00-09:00`, which ends the next day, or `00:00-24:00`; None is 24:00."""
    text = read_text(value)
    if not re.fullmatch(_WINDOW, text, re.ASCII):
        raise refuse(f'"{shortened(text)}": write 09:00-17:00; 18:00-09:00 ends the next day')
    opens, _, closes = text.partition("-")
    return time.fromisoformat(opens), None if closes == "24:00" else time.fromisoformat(closes)


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


WallTime = Annotated[
    datetime, PlainValidator(read_wall), WithJsonSchema({"type": "string", "pattern": _WALL})
]
OneWindow = Annotated[
    tuple[time, time | None],
    PlainValidator(read_window),
    WithJsonSchema({"type": "string", "pattern": _WINDOW}),
]
Windows = Annotated[
    tuple[OneWindow, ...],
    BeforeValidator(_one_or_more),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _WINDOW},
                {"type": "array", "items": {"type": "string", "pattern": _WINDOW}, "minItems": 1},
            ]
        }
    ),
]
CalendarFile = Annotated[
    str, *matching(r"^[a-z0-9][a-z0-9_-]{0,63}\.ics$", "write the name of a file in this folder: partner.ics")
]
Title = Annotated[str, *matching(r"[^\x00-\x1f\x7f]{1,80}", "a title has 1 to 80 characters in one line")]


class OnCallPersonText(Part):
    """title: what colleagues hear and read, a role; sms: wants a text beside each ring.

    staff: their login in staff/agents.yaml, by which an account manager is found; drills: takes drill calls.
    """

    title: Title
    number: Number
    sms: Flag = False
    language: Language | None = None
    staff: Name | None = None
    drills: Flag = False


class LayerText(Part):
    """People who take turns, or a calendar that somebody else keeps.

    every: days, weeks or months of a turn; length: of a custom turn, in wall time; only: the hours covered.
    """

    name: Title | None = None
    people: tuple[Name, ...] = Field(min_length=1, max_length=100)
    handoff: Literal["daily", "weekly", "monthly", "custom"] | None = None
    starts: WallTime | None = None
    every: Annotated[int, *whole(1, 52)] = 1
    length: Duration | None = None
    only: dict[Days, Windows] = Field(default={})
    ends: WallTime | None = None
    timezone: Zone | None = None
    calendar: CalendarFile | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        """Refuse half a rotation: what is needed differs between turns and a calendar."""
        given = self.model_fields_set
        if self.calendar is not None:
            more = sorted(given - {"name", "people", "calendar", "timezone"})
            if more:
                raise refuse(f"a calendar says itself when whose turn it is; leave out {', '.join(more)}")
        elif self.handoff is None or self.starts is None:
            missing = "handoff" if self.handoff is None else "starts"
            raise refuse(
                f'"{missing}" is missing here: a rotation has both `handoff` and `starts`', "missing-key"
            )
        else:
            self._is_rotation(given, self.starts)
        return self

    def _is_rotation(self, given: set[str], starts: datetime) -> None:
        if (self.handoff == "custom") != (self.length is not None):
            raise refuse("`length`, such as 36h, goes with handoff: custom, and with no other")
        if self.handoff == "custom" and "every" in given:
            raise refuse("`every` counts days, weeks or months; of custom turns write the `length`")
        if self.length is not None and not SHORTEST_TURN <= timedelta(seconds=self.length) <= LONGEST_TURN:
            raise refuse("a turn lasts from 15 minutes to 366 days")
        if self.ends is not None and self.ends <= starts:
            raise refuse("the layer ends before it starts")


class ScheduleText(Part):
    """layers: a later one covers an earlier one. fallback: who is on call where no layer names anybody."""

    timezone: Zone
    layers: tuple[LayerText, ...] = Field(min_length=1, max_length=20)
    fallback: Name


class OnCallText(Part):
    oncall: Literal["v1"]
    people: dict[Name, OnCallPersonText] = Field(min_length=1, max_length=1000)
    schedules: dict[Name, ScheduleText] = Field(default={}, max_length=100)
