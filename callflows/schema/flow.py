"""A flow file, from its top-level keys down to its tests. Source: flow-language 2 and 8."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema

from callflows.schema.asking import Level
from callflows.schema.base import Part
from callflows.schema.scalars import (
    AnywhereKey,
    Day,
    Days,
    Dotted,
    FlowName,
    Language,
    Name,
    Number,
    Spans,
    StepId,
    Target,
    Text,
    read_text,
    refuse,
    shortened,
)
from callflows.schema.step import Step
from routing.holidays_calendar import CALENDARS

#: Of one flow, shared files and all: far more than anybody keeps in mind, few enough to prove things of.
MAX_STEPS = 1000
MAX_TESTS = 1000
_DOING = re.compile(r"wait|hang up|press [0-9A-Z*#]{1,40}|say \S.*")


def _read_zone(value: Any) -> str:
    text = read_text(value)
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise refuse(
            f'"{shortened(text)}" is no time zone: write one such as Europe/London', "unknown-zone"
        ) from None
    return text


def _read_calendar(value: Any) -> str:
    text = read_text(value)
    if text not in CALENDARS:
        known = ", ".join(sorted(CALENDARS))
        raise refuse(f'"{shortened(text)}" is no holiday calendar; there are: {known}')
    return text


def _holidays(value: Any) -> Any:
    if isinstance(value, str):
        if value != "none":
            raise refuse("write none, or {calendar: ..., open: ...}")
        return None
    return value


def _read_doing(value: Any) -> str:
    text = read_text(value)
    if not _DOING.fullmatch(text):
        raise refuse(f'"{shortened(text)}": write wait, hang up, press <keys> or say <words>')
    return text


def _list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _not_end(value: str) -> str:
    if value == "end":
        raise refuse('a step cannot be called "end": that is where a call is over')
    return value


Zone = Annotated[str, PlainValidator(_read_zone), WithJsonSchema({"type": "string"})]
OneOrMore = Annotated[
    tuple[Text, ...],
    BeforeValidator(_list),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": ["string", "number"]},
                {"type": "array", "items": {"type": ["string", "number"]}},
            ]
        }
    ),
]
Doing = Annotated[str, PlainValidator(_read_doing), WithJsonSchema({"type": "string"})]
Calendar = Annotated[
    str, PlainValidator(_read_calendar), WithJsonSchema({"type": "string", "enum": sorted(CALENDARS)})
]


class HolidaysText(Part):
    calendar: Calendar
    open: Spans


Holidays = Annotated[
    HolidaysText | None,
    BeforeValidator(_holidays),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "none"},
                {
                    "type": "object",
                    "properties": {"calendar": {"enum": sorted(CALENDARS)}, "open": {}},
                    "required": ["calendar", "open"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


class HoursText(Part):
    """A named set of hours; `holidays` must be stated."""

    timezone: Zone
    week: dict[Days, Spans]
    holidays: Holidays
    dates: dict[Day, Spans] = Field(default={})


class AnywhereText(Part):
    keys: dict[AnywhereKey, Target] = Field(default={})
    phrases: dict[Text, Target] = Field(default={})
    error: StepId


class CallText(Part):
    """Who calls and when: `at` is local to the first set of hours, or UTC with Z."""

    caller: Text | None = Field(default=None, alias="from")
    at: Text | None = None


class ExpectText(Part):
    visits: tuple[Text, ...] = ()
    lacks: tuple[Text, ...] = ()
    path_ends: tuple[Text, ...] = ()
    level: Level | None = None
    says: OneOrMore = ()
    answers: dict[Dotted, Text] = Field(default={})
    tags: dict[Name, Text] = Field(default={})
    prefers: Text | None = None
    rings: tuple[Name, ...] = ()
    trace_lacks: Literal["digits"] | None = None


class TestText(Part):
    """A test in the file; callflows.rehearse runs it."""

    name: Text
    call: CallText = CallText()
    given: dict[Dotted, Text | dict[Dotted, Text]] = Field(default={})
    do: tuple[Doing, ...] = ()
    expect: ExpectText


class SharedText(Part):
    """What a file named in `include` may hold."""

    hours: dict[Name, HoursText] = Field(default={})
    prompts: dict[Name, dict[Language, Text]] = Field(default={})
    vars: dict[Name, Text] = Field(default={})
    steps: dict[Annotated[StepId, AfterValidator(_not_end)], Step] = Field(default={})


class FlowText(SharedText):
    """A whole flow file, `include` merged in."""

    callflow: Literal["v1"]
    name: FlowName
    title: Text
    numbers: tuple[Number, ...]
    languages: tuple[Language, ...] = Field(min_length=1)
    start: StepId
    anywhere: AnywhereText
    entries: tuple[StepId, ...] = ()
    returns: tuple[StepId, ...] = ()
    include: tuple[Text, ...] = ()
    steps: dict[Annotated[StepId, AfterValidator(_not_end)], Step] = Field(min_length=1, max_length=MAX_STEPS)
    tests: tuple[TestText, ...] = Field(min_length=1, max_length=MAX_TESTS)
