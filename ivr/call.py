"""What we remember about one caller's conversation between two webhooks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

#: How sure we are of who calls, in rising order. Source: flow-language, `verify`.
LEVELS = ("none", "recognised", "identified", "verified")

#: Steps of its path that a call remembers.
MOST_PATH = 200


def reaches(level: str, wanted: str) -> bool:
    """Whether `level` is at least `wanted`; both are of LEVELS."""
    return LEVELS.index(level) >= LEVELS.index(wanted)


@dataclass(frozen=True, kw_only=True)  # without slots, so that a copy is one copy of a dict
class Call:
    """One caller's visit. Every field is JSON: text, numbers, and maps and tuples of text."""

    id: str
    tenant: str
    #: The release this call started on. Publishing a new one never moves a call in progress.
    release: str
    #: The flow and the step the caller is at.
    flow: str
    step: str
    #: E.164 of the line, and of the caller ("" when withheld or not a number).
    dialled: str
    number: str = ""
    #: What the carrier's STIR/SHAKEN verdict allows: may the caller ID recognise?
    attested: bool = False
    #: How many times we have answered the phone network.
    turn: int = 0
    #: Unix milliseconds: when the call arrived, and when this step was begun.
    began_ms: int = 0
    step_began_ms: int = 0
    language: str = ""
    level: str = "none"
    customer: str = ""
    #: What the directory said of the caller: plan, kind, name, account_manager, order_number ...
    caller: Mapping[str, str] = field(default_factory=dict)
    #: Answers to `ask` and `survey`, by the name they are saved under.
    answers: Mapping[str, str] = field(default_factory=dict)
    #: Results of connectors, by connector, then by name.
    found: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    vars: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    #: How often each step was begun: `flow/step` -> visits. The idempotency key of a write names the visit.
    visits: Mapping[str, int] = field(default_factory=dict)
    #: What the present step needs to remember; emptied when the step is left.
    scratch: Mapping[str, str] = field(default_factory=dict)
    #: Queues the caller waits in, and the score of the place (routing.place), fixed on arrival.
    queues: tuple[str, ...] = ()
    place: int = 0
    #: The best score the caller has had in each queue: whoever comes back to a queue has not lost the place.
    places: Mapping[str, int] = field(default_factory=dict)
    #: Flows that called this one: (flow, step to read its `next` from), innermost last.
    callers: tuple[tuple[str, str], ...] = ()
    #: The steps left so far, oldest first: `flow/step outcome`; the last MOST_PATH of them.
    path: tuple[str, ...] = ()
    #: Wrong numbers and PINs in this call, over all steps (security.md P2: 3).
    tries: int = 0
    #: What the caller knows of a recording: "" (nothing), told, refused. Who has refused stays so.
    recording: str = ""
    #: The flow has failed once; a second failure ends the call politely.
    failed: bool = False
    ended: str = ""

    def but(self, **changes: Any) -> Call:
        """Copy the call with some fields changed: what dataclasses.replace does, in a tenth of the time.

        A turn makes a dozen copies, so they are what a turn costs.
        """
        if not changes.keys() <= _NAMES:
            raise TypeError(f"a call has no {', '.join(sorted(changes.keys() - _NAMES))}")
        copy = object.__new__(Call)
        copy.__dict__.update(self.__dict__, **changes)
        return copy

    def to_json(self) -> str:
        return json.dumps({name: getattr(self, name) for name in _FIELDS}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Call:
        """Read what to_json wrote. Unknown fields are left out, so that two versions may run side by side."""
        stored: dict[str, Any] = json.loads(text)
        known = {name: stored[name] for name in _FIELDS if name in stored}
        known["queues"] = tuple(known.get("queues", ()))
        known["path"] = tuple(known.get("path", ()))
        known["callers"] = tuple((flow, step) for flow, step in known.get("callers", ()))
        return cls(**known)


_FIELDS = tuple(f.name for f in fields(Call))
_NAMES = frozenset(_FIELDS)
