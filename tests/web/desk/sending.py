"""Commands as the desk's page sends them, each with an id of its own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from werkzeug.test import TestResponse

from tests.web.people import Person


def sends(person: Person, do: str, **fields: Any) -> TestResponse:
    return person.posts("/desk/commands", json={"id": str(uuid4()), "do": do, **fields})
