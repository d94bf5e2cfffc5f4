"""What a request to the page of on-call schedules asks for: which month to show, and which change to make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from routing.oncall.rotation import Shift
from routing.wall_clock import instant_of
from storage.record.oncall_changes import NewChange
from switchboard.scheduling import Basis
from web.admin.turns import read_picks

#: Of a note, in characters.
LONGEST_NOTE = 200
LONGEST_FIELD = 20_000
AGAIN = "This page is not complete. Load it again and repeat what you did."


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What of the page is shown. zone: an IANA name, "": the schedule's own; pick: shifts that are chosen."""

    schedule: str = ""
    month: str = ""
    zone: str = ""
    view: Literal["month", "list"] = "month"
    pick: str = ""

    @classmethod
    def read(cls, said: Mapping[str, str]) -> Where:
        def short(name: str) -> str:
            return said.get(name, "")[:100]

        return cls(
            schedule=short("schedule"),
            month=short("month"),
            zone=zone_or_none(short("zone")),
            view="list" if short("view") == "list" else "month",
            pick=said.get("pick", "")[:LONGEST_FIELD],
        )

    def query(self, **other: str) -> dict[str, str]:
        """Return the query of a link to the same place but for what is given; empty values are left out."""
        there = {
            "schedule": self.schedule,
            "month": self.month,
            "zone": self.zone,
            "view": "list" if self.view == "list" else "",
        }
        return {name: value for name, value in (there | other).items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it was sent, to be shown again. wrong: words by field, "" for the whole."""

    name: Literal["override", "swap", ""] = ""
    said: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str, otherwise: str = "") -> str:
        return self.said.get(name, otherwise)

    def refused(self, words: str, at: str = "") -> Form:
        return replace(self, wrong={**self.wrong, at: words})


class WrongFormError(Exception):
    """What was sent makes no change. form: to be shown again, with what is wrong."""

    def __init__(self, form: Form) -> None:
        super().__init__(str(form.wrong))
        self.form = form


def read_basis(form: Form) -> Basis:
    """Return what the form was filled in on. Raises WrongFormError."""
    basis = Basis.read(form.value("based_on"))
    if basis is None:
        raise WrongFormError(form.refused(AGAIN))
    return basis


def read_override(form: Form, now: datetime) -> tuple[NewChange, ...]:
    """Read an override or a temporary schedule; no beginning is now. Raises WrongFormError."""
    zone = zone_or_none(form.value("by_clock"))
    schedule = form.value("schedule")
    if not zone or not schedule:
        raise WrongFormError(form.refused(AGAIN))
    since = _instant(form, "since", zone) if form.value("since") else now
    until = _instant(form, "until", zone)
    if not form.value("person"):
        form = form.refused("Choose somebody.", "person")
    if since is None:
        form = form.refused("Write a date and a time, such as 2026-11-23 09:00.", "since")
    if until is None:
        form = form.refused("Write the date and the time when it ends.", "until")
    form = _noted(form)
    if form.wrong or since is None or until is None:
        raise WrongFormError(form)
    return (
        NewChange(
            schedule=schedule,
            kind="temporary" if form.value("kind") == "temporary" else "override",
            person=form.value("person"),
            since=since,
            until=until,
            note=form.value("note").strip(),
        ),
    )


def read_swap(form: Form) -> tuple[NewChange, ...]:
    """Read what is given away, and what is got for it: person, or shifts of theirs. Raises WrongFormError."""
    schedule = form.value("schedule")
    given = read_picks(form.value("shift"))
    to, _, rest = form.value("to").partition("~")
    back = read_picks(form.value("to")) if rest else ()
    if not schedule:
        form = form.refused(AGAIN)
    if not _of_one(given):
        form = form.refused("Choose the shift that changes hands.", "shift")
    if not to or (rest and not _of_one(back)):
        form = form.refused("Choose who takes it.", "to")
    elif given and to == given[0].person:
        form = form.refused("Choose somebody else than whose shift it is.", "to")
    form = _noted(form)
    if form.wrong:
        raise WrongFormError(form)
    note = form.value("note").strip()
    return tuple(
        NewChange(
            schedule=schedule,
            kind="swap",
            person=person,
            replaces=shift.person,
            since=shift.since,
            until=shift.until,
            note=note,
            asks=to,
        )
        for person, shifts in ((to, given), (given[0].person, back))
        for shift in shifts
    )


def zone_or_none(name: str) -> str:
    """Return the name of a time zone as it came; "" where there is none of this name."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return ""


def _of_one(shifts: tuple[Shift, ...]) -> bool:
    return len({shift.person for shift in shifts}) == 1


def _noted(form: Form) -> Form:
    if len(form.value("note")) > LONGEST_NOTE:
        return form.refused(f"Keep it under {LONGEST_NOTE} characters.", "note")
    return form


def _instant(form: Form, field: str, zone: str) -> datetime | None:
    """Read `2026-11-23T09:00` by the clocks of a zone; None: it is no such time.

    A field that still shows what it was filled in with means that very instant: clocks show an hour twice.
    """
    wall, meant = _time(form.value(field)), _time(form.value(f"meant_{field}"))
    if wall is None or wall.tzinfo is not None:
        return None
    if meant is not None and meant.tzinfo is not None:
        shown = meant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        if shown.replace(second=0, microsecond=0) == wall:
            return meant
    return instant_of(wall.date(), wall.time(), ZoneInfo(zone))


def _time(text: str) -> datetime | None:
    """Read a time of our century as ISO 8601 has it; None: it is none."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if 2000 < time.year < 2200 else None
