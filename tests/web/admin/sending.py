"""The forms of the page of on-call schedules, sent as a browser would send them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape

from werkzeug.test import TestResponse

from tests.house import House
from tests.web.people import Person, signs_in

PAGE = "/admin/oncall"
SHIFT_3 = "engineer_3~2026-11-30T17:00:00+00:00~2026-12-07T17:00:00+00:00"
SHIFT_1 = "engineer_1~2026-12-07T17:00:00+00:00~2026-12-14T17:00:00+00:00"
SHIFT_2 = "engineer_2~2026-12-14T17:00:00+00:00~2026-12-21T17:00:00+00:00"

__all__ = ["PAGE", "SHIFT_1", "SHIFT_2", "SHIFT_3", "Editor", "opens", "words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Somebody who has the page open. text: of the page as they last loaded it."""

    person: Person
    text: str

    def loads(self, query: str = "") -> Editor:
        response = self.person.gets(f"{PAGE}{query}")
        assert response.status_code == 200
        return replace(self, text=response.text)

    def overrides(self, person: str, since: str, until: str, **other: str) -> TestResponse:
        said = {"form": "override", "person": person, "since": since, "until": until}
        return self._sends(**{**said, **other})

    def swaps(self, shift: str, to: str, **other: str) -> TestResponse:
        return self._sends(**{"form": "swap", "shift": shift, "to": to, **other})

    def answers(self, change_id: str, how: str) -> TestResponse:
        return self.person.posts(f"{PAGE}/changes/{change_id}/{how}")

    def _sends(self, **said: str) -> TestResponse:
        (basis,) = set(re.findall(r'name="based_on" value="([^"]+)"', self.text)) or {"none.0"}
        data = {"based_on": basis, "by_clock": "America/Los_Angeles", "schedule": "primary", **said}
        return self.person.posts(f"{PAGE}/changes", data=data)

    def reads(self) -> str:
        """Return the page's words, without markup."""
        return words(self.loads().text)


def opens(house: House, login: str) -> Editor:
    return Editor(person=signs_in(house, "homeika", login), text="").loads()


def words(html: str) -> str:
    """Return what a page says, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
