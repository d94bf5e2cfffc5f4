"""company.yaml: what the names in a company's flows stand for, so that one flow serves test and live."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from callflows.schema.base import Part
from callflows.schema.flow import Zone
from callflows.schema.reaching import Called, PageLevel, Voices
from callflows.schema.scalars import (
    DAYS,
    Duration,
    Flag,
    Name,
    Number,
    Text,
    matching,
    read_text,
    refuse,
    shortened,
    whole,
)
from routing.dialling import Kind

_WEEKLY = r"^(mon|tue|wed|thu|fri|sat|sun) ([01][0-9]|2[0-3]):[0-5][0-9]$"
Stops = Literal["accepted", "agent", "done"]
Country = Annotated[str, *matching(r"^[A-Z]{2}$", "write a country such as GB or US")]


class BoxText(Part):
    title: Text


class PolicyText(Part):
    """Whom a page rings: `duty`, one outside line, or levels with a catch-all.

    levels: rung one after the other; catch_all: rung last, whatever a step's own levels say; rounds: how
    often all of it is gone through.
    """

    duty: Name | None = None
    levels: tuple[PageLevel, ...] = Field(default=(), max_length=20)
    catch_all: tuple[Called, ...] = ()
    rounds: Annotated[int, *whole(1, 5)] = 2


class QueueText(Part):
    """hours: `<flow>/<set>`; agents: how many are planned while open; handle: a call's mean length.

    complaints: its calls go to nobody who works under supervision (HW7). recorded: talks with its agents are,
    where the caller was told and has not refused (DC10). dispositions: what a call can have come to, by id;
    the first nine are the favourites 1 to 9 of the desk.
    """

    title: Text
    hours: Text
    agents: Annotated[int, *whole(0, 10_000)]
    handle: Duration
    complaints: Flag = False
    recorded: Flag = False
    dispositions: dict[Name, Text] = Field(default={})


def _long_form(value: Any) -> Any:
    """Read `1h` as a clock of one hour."""
    return {"within": value} if isinstance(value, str) else value


class ClockText(Part):
    """A promise with a deadline, which a step's tag starts (HW5, HK4). within: in seconds.

    hours: `<flow>/<set>`: only time while these are open counts. page: the policy whose second level is rung
    when the deadline has passed. stops: what keeps it: somebody on call accepts, an agent answers, an agent
    says that it is done. title: what agents read.
    """

    within: Duration
    title: Text = ""
    hours: Text | None = None
    page: Name | None = None
    stops: tuple[Stops, ...] = Field(default=("accepted", "agent", "done"), min_length=1)


#: A duration, or more than that.
Clock = Annotated[
    ClockText,
    BeforeValidator(_long_form),
]


class ConnectorText(Part):
    """write: it changes something; gives: names it answers with; verifies: it may take secrets."""

    write: Flag = False
    gives: tuple[Name, ...] = ()
    verifies: Flag = False


class VerificationText(Part):
    pin_digits: Annotated[int, *whole(4, 12)] = 6


class ScreenPopText(Part):
    """What agents see of a caller. intake: answers that are always shown, given or not (HK9).

    url: the caller's page in a CRM, with values in braces; hosts: those that it may lead to.
    """

    intake: tuple[Text, ...] = ()
    url: Text = ""
    hosts: tuple[Text, ...] = ()


class DiallingText(Part):
    """Which typed numbers agents may ring (C6): in these countries, of these kinds; else none."""

    regions: tuple[Country, ...] = ()
    kinds: tuple[Kind, ...] = ("fixed_line", "mobile")


def read_weekly(value: Any) -> tuple[int, time]:
    """Read `tue 10:00`: a day (0 is Monday) and a time on the wall."""
    text = read_text(value)
    if not re.fullmatch(_WEEKLY, text, re.ASCII):
        raise refuse(f'"{shortened(text)}" is no time of the week: write "tue 10:00"')
    day, _, wall = text.partition(" ")
    return DAYS.index(day), time.fromisoformat(wall)


Weekly = Annotated[
    tuple[int, time], PlainValidator(read_weekly), WithJsonSchema({"type": "string", "pattern": _WEEKLY})
]


class DrillsText(Part):
    """Calls of ours that see whether a person takes them.

    from: a number of the company's own at Twilio that is on no line; at: when, each week; without it by hand.
    outside: outside lines that have agreed to take drills, as people do in oncall.yaml. robot: a number of
    the company's own at Twilio that calls each line every day, and takes that call itself.
    """

    from_: Number = Field(alias="from")
    lines: tuple[Name, ...] = Field(min_length=1)
    outside: tuple[Name, ...] = ()
    robot: Number | None = None
    at: Weekly | None = None
    timezone: Zone = "UTC"


class CompanyText(Part):
    company: Literal["v1"]
    name: Name
    title: Text
    country: Country
    lines: dict[Name, Number] = Field(min_length=1)
    outside: dict[Name, Number] = Field(default={})
    dialling: DiallingText = DiallingText()
    boxes: dict[Name, BoxText] = Field(default={})
    policies: dict[Name, PolicyText] = Field(default={})
    queues: dict[Name, QueueText] = Field(default={})
    connectors: dict[Name, ConnectorText] = Field(default={})
    clocks: dict[Name, Clock] = Field(default={})
    voices: Voices = Field(default={})
    verification: VerificationText = VerificationText()
    screen_pop: ScreenPopText = ScreenPopText()
    drills: DrillsText | None = None
