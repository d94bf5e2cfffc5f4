"""What the proof of coverage finds: in words, with its dates and its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from routing.oncall.stretches import Timeline

Kind = Literal[
    "hole",
    "fallback_only",
    "double",
    "shared_phone",
    "clock_change",
    "unreachable_fallback",
    "no_number",
    "empty_catch_all",
    "no_effect",
    "calendar",
]
Severity = Literal["error", "warning", "info"]
#: Of what comes often, so many times are told.
MOST_DATES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something about who is rung, in [since, until), aware UTC.

    hole: a level that reaches nobody; fallback_only: nobody but whom a schedule's fallback names; double: one
    phone twice in a level; shared_phone: one phone on two levels; clock_change: a shift that begins as the
    clocks change; no_effect: of a change that somebody made; calendar: what of it could not be read.
    what: alike for all that differ by their time alone; text: all of it, the local and the UTC time too, and
    the remedy. policy, schedule: "" where it is about none. level: from 1, the catch-all last; 0: about none.
    times: how often, where `gathered`; begins: local times of the first MOST_DATES of these.
    """

    kind: Kind
    severity: Severity
    since: datetime
    until: datetime
    what: str
    text: str
    policy: str = ""
    level: int = 0
    schedule: str = ""
    times: int = 1
    begins: tuple[str, ...] = ()

    def often(self, days: int) -> str:
        """Say how often it comes within so many days, and when it begins; "" where it is once."""
        if self.times == 1:
            return ""
        left = self.times - len(self.begins)
        more = f" and {left} more" if left else ""
        return f"{self.times} times in {days} days: {', '.join(self.begins)}{more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong in a stretch, without its dates: alike in the next stretch, it is the same one."""

    kind: Kind
    severity: Severity
    what: str
    remedy: str
    level: int = 0
    schedule: str = ""


def dated(line: Timeline, policy: str, trouble: Trouble, since: datetime, until: datetime) -> Finding:
    """Give a trouble its dates: local ones, of the schedule's zone if it has one, and UTC."""
    schedule = line.arrangement.schedules.get(trouble.schedule)
    zone = ZoneInfo(line.arrangement.zone if schedule is None else schedule.zone)
    begins, ends = (f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}" for at in (since, until))
    utc = " to ".join(f"{at:%Y-%m-%dT%H:%MZ}" for at in (since, until))
    return Finding(
        kind=trouble.kind,
        severity=trouble.severity,
        since=since,
        until=until,
        what=trouble.what,
        text=f"{trouble.what}, {begins} until {ends} ({utc}): {trouble.remedy}",
        policy=policy,
        level=trouble.level,
        schedule="" if schedule is None else schedule.name,
        begins=(begins,),
    )
