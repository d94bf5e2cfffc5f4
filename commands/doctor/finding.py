"""What one check found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Literal

State = Literal["ok", "warn", "fail"]
#: The worst state is the exit status.
STATUS: Mapping[State, int] = {"ok": 0, "warn": 1, "fail": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """check: what was looked at; detail: what was seen; remedy: what to do, "" where nothing is."""

    check: str
    state: State
    detail: str
    remedy: str = ""

    def as_json(self) -> Mapping[str, str]:
        return asdict(self)


def ok(check: str, detail: str) -> Finding:
    return Finding(check=check, state="ok", detail=detail)


def warn(check: str, detail: str, remedy: str) -> Finding:
    return Finding(check=check, state="warn", detail=detail, remedy=remedy)


def fail(check: str, detail: str, remedy: str) -> Finding:
    return Finding(check=check, state="fail", detail=detail, remedy=remedy)


def status_of(findings: Iterable[Finding]) -> int:
    """0: all is well; 1: something is to be looked at; 2: something does not work."""
    return max((STATUS[each.state] for each in findings), default=0)


def table(findings: Iterable[Finding]) -> Iterable[str]:
    """Yield the table: the remedy below what it mends."""
    rows = list(findings)
    wide = max((len(each.check) for each in rows), default=0)
    for each in rows:
        yield f"{each.state:<4}  {each.check:<{wide}}  {each.detail}"
        if each.remedy:
            yield f"      {'':<{wide}}  -> {each.remedy}"


def age(passed: timedelta) -> str:
    """Say how long ago something was: 90 s, 12 min, 5 h, 3 days."""
    seconds = max(0, int(passed.total_seconds()))
    for unit, length, most in (("s", 1, 120), ("min", 60, 7_200), ("h", 3_600, 172_800)):
        if seconds < most:
            return f"{seconds // length} {unit}"
    return f"{seconds // 86_400} days"
