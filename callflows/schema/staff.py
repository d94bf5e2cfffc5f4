"""The staff of a company, as people write it: who signs in as what, and which calls they may take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from callflows.schema.base import Part
from callflows.schema.scalars import Duration, Flag, Name, Number, matching, whole

PersonName = Annotated[str, *matching(r"[^\x00-\x1f\x7f]{1,80}", "a name has 1 to 80 characters in one line")]
#: The part before the region: whoever speaks en takes calls in en-GB and en-US.
BaseLanguage = Annotated[str, *matching(r"[a-z]{2,3}", "write a language such as en, without a region")]
Email = Annotated[
    str, *matching(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{3,190}", "write an address such as a@example.com")
]
Proficiency = Annotated[int, *whole(1, 5)]


class PersonText(Part):
    """skills: name to proficiency, 5 is best; supervised: takes no complaint (HW7); number: of a desk phone.

    on_missed: what a missed offer does to whoever missed it. qa_score: 0 to 100.
    """

    name: PersonName
    role: Literal["agent", "supervisor", "ops", "admin"] = "agent"
    tier: Annotated[int, *whole(1, 3)] = 1
    queues: tuple[Name, ...] = ()
    skills: dict[Name, Proficiency] = Field(default={})
    languages: tuple[BaseLanguage, ...] = Field(default=("en",), min_length=1)
    qa_score: Annotated[int, *whole(0, 100)] | None = None
    supervised: Flag = False
    number: Number | None = None
    ring: Literal["20s", "30s", "45s"] = "20s"
    wrap_up: Duration = 60
    on_missed: Literal["away", "stay", "away_after_2"] = "away"
    email: Email | None = None
    active: Flag = True

    @property
    def ring_s(self) -> int:
        return int(self.ring.removesuffix("s"))


class StaffText(Part):
    """people: by login."""

    staff: Literal["v1"]
    people: dict[Name, PersonText] = Field(min_length=1)
