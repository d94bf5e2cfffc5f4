"""Reads server-sent events from an open reply, as a browser's EventSource does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

LONGEST_LINE = 1 << 20


class Lines(Protocol):
    """An open reply. Its readline blocks until there is a line, and returns b"" at the end."""

    def readline(self, limit: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. data: its JSON object, empty when it carries none."""

    kind: str
    data: dict[str, Any]


def events(lines: Lines) -> Iterator[Event | None]:
    """Yield every event, and None for every comment: a sign that the other side is still there."""
    kind, data = "message", ""
    while line := lines.readline(LONGEST_LINE):
        text = line.decode().rstrip("\r\n")
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if not text:
            if data:
                yield Event(kind=kind, data=_object(data))
            kind, data = "message", ""
        elif not name:
            yield None
        elif name == "event":
            kind = value
        elif name == "data":
            data += value


def _object(data: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
