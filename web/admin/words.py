"""How instants, people and numbers are written on the pages of on-call schedules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from routing.oncall.rights import Editor
from routing.oncall.roster import Person

#: How many looks people have on the page, each a colour and a pattern; initials tell the rest apart.
LOOKS = 8
#: What is left of a number for colleagues.
SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Instants as the clocks of one zone show them, seen from `now`."""

    zone: ZoneInfo
    now: datetime

    def at(self, instant: datetime) -> str:
        """Write `Mon 23 Nov 09:00`, with the year where it is another one."""
        local = instant.astimezone(self.zone)
        year = "" if local.year == self.now.astimezone(self.zone).year else f" {local.year}"
        return f"{local:%a} {local.day} {local:%b}{year} {self.hour(instant)}"

    def hour(self, instant: datetime) -> str:
        """Write `09:00`, and which of both where the clocks show it twice."""
        return f"{self._wall(instant):%H:%M}{self._which(instant)}"

    def second(self, instant: datetime) -> str:
        """Write `09:00:05`: for what goes on now."""
        return f"{self._wall(instant):%H:%M:%S}"

    def field(self, instant: datetime) -> str:
        """Write what a field for date and time holds."""
        return f"{self._wall(instant):%Y-%m-%dT%H:%M}"

    def _wall(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    def _which(self, instant: datetime) -> str:
        local = self._wall(instant)
        other = local.replace(fold=1 - local.fold)
        twice = local.utcoffset() != other.utcoffset() and any(
            self._wall(instant + shift).replace(tzinfo=None) == local.replace(tzinfo=None)
            for shift in (
                timedelta(hours=1),
                timedelta(hours=-1),
                timedelta(minutes=30),
                timedelta(minutes=-30),
            )
        )
        return f" {local:%Z}" if twice else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How one person looks on the page. look: 0 to LOOKS - 1; code: initials, different for everybody."""

    id: str
    title: str
    code: str
    look: int


def faces_of(people: Mapping[str, Person]) -> Mapping[str, Face]:
    """Give everybody a look, in the order of the file."""
    faces: dict[str, Face] = {}
    taken: set[str] = set()
    for number, (name, person) in enumerate(people.items()):
        code = _code(person.title, taken)
        taken.add(code)
        faces[name] = Face(id=name, title=person.title, code=code, look=number % LOOKS)
    return faces


def face_of(faces: Mapping[str, Face], name: str) -> Face:
    """Return the face of a name; of one that stands for nobody, a bare one."""
    return faces.get(name) or Face(id=name, title=f"{name} (nobody)", code="??", look=0)


def number_for(editor: Editor, person: Person) -> str:
    """Write somebody's number as whoever looks may see it: whole for themselves and administrators.

    Operations see none of it (security.md P9).
    """
    if not person.number:
        return "no number"
    if editor.is_admin or person.id in editor.people:
        return person.number
    return "•••• ••••" if editor.role == "ops" else f"•••• {person.number[-SHOWN_DIGITS:]}"


def _code(title: str, taken: set[str]) -> str:
    """Make initials: `E1` of "Engineer 1", with a number where somebody has them already."""
    parts = [part for part in title.split() if part[0].isalnum()]
    initials = "".join(part if part.isdigit() else part[0] for part in parts)[:3].upper() or "?"
    if initials not in taken:
        return initials
    number = 2
    while f"{initials}{number}" in taken:
        number += 1
    return f"{initials}{number}"
