"""A stream of events as a browser reads it, for the tests of the feed and of the link it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from routing.floor.people import Agent
from storage.record.staff import staff_id
from tests.house import House
from tests.web.people import Person

TENANT = "homewise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One event as a browser gets it; id "" where it has none."""

    name: str
    id: str
    envelope: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = self.envelope["data"]
        return found


@contextmanager
def opened(person: Person, last_id: str = "") -> Iterator[TestResponse]:
    """Open a stream, and close it as a browser that goes away does."""
    reply = person.gets("/events", headers={"Last-Event-ID": last_id} if last_id else {}, buffered=False)
    assert reply.status_code == 200, reply.status_code
    try:
        yield reply
    finally:
        reply.close()


@contextmanager
def listening(person: Person, last_id: str = "") -> Iterator[Iterator[Heard]]:
    with opened(person, last_id) as reply:
        yield heard_in(reply.response)


def heard_in(chunks: Any) -> Iterator[Heard]:
    for chunk in chunks:
        text = chunk.decode() if isinstance(chunk, bytes) else chunk
        fields = dict(line.split(": ", 1) for line in text.splitlines() if line and not line.startswith(":"))
        if "event" in fields:
            yield Heard(name=fields["event"], id=fields.get("id", ""), envelope=json.loads(fields["data"]))


def until(heard: Iterator[Heard], name: str) -> Heard:
    return next(each for each in heard if each.name == name)


def agent_of(house: House, login: str) -> Agent:
    """How the floor sees a member of the staff."""
    who = staff_id(TENANT, login)
    record = house.services.tenants[TENANT].floor.read((who,)).agents.get(who)
    return Agent(id=who) if record is None else Agent.from_json(record.state)
