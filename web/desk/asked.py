"""Commands of the desk as they come: a closed list, read strictly. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

LONGEST_TEXT = 300
LONGEST_NOTES = 10_000


class MalformedError(ValueError):
    """The page sent what is no command. Its words are for whoever wrote the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a field may hold. one_of: these values alone; kind: their type; needed: it must be there."""

    kind: type = str
    one_of: tuple[Any, ...] = ()
    needed: bool = False
    longest: int = LONGEST_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One command. fields: every field of its name; "" or False where it was left out."""

    id: str
    do: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return str(self.fields[name])


TEXT = Field()
NEEDED = Field(needed=True)
SWITCH = Field(kind=bool)
PRESENCES = ("available", "away", "transfers_only", "offline")
#: Lists that are closed: what is on them becomes names of states and figures.
AWAY_FOR = ("break", "lunch", "meeting", "training", "paperwork")
DECLINED_FOR = ("busy", "wrong_skill", "technical")
NOTHING: Mapping[str, Field] = MappingProxyType({})
ONE_PARTY: Mapping[str, Field] = MappingProxyType({"who": TEXT})

COMMANDS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "presence": {
            "presence": Field(one_of=PRESENCES, needed=True),
            "reason": Field(one_of=AWAY_FOR),
            "agent": TEXT,
        },
        "accept": {"offer": NEEDED},
        "decline": {"offer": NEEDED, "reason": Field(one_of=DECLINED_FOR)},
        "hold": ONE_PARTY,
        "resume": ONE_PARTY,
        "mute": ONE_PARTY,
        "unmute": ONE_PARTY,
        "transfer": {
            "mode": Field(one_of=("consult", "blind"), needed=True),
            "kind": Field(one_of=("agent", "queue", "number"), needed=True),
            "to": NEEDED,
            "tier": Field(kind=int, one_of=(1, 2, 3)),
            "reason": TEXT,
        },
        "swap": NOTHING,
        "join_all": NOTHING,
        "complete": NOTHING,
        "back_to_caller": NOTHING,
        "remove": {"who": NEEDED},
        "end": NOTHING,
        "pause_recording": NOTHING,
        "resume_recording": NOTHING,
        "escalate": {"tier": Field(kind=int, one_of=(2, 3), needed=True), "reason": NEEDED},
        "extend_wrap": NOTHING,
        "wrap": {
            "disposition": TEXT,
            "resolved": Field(one_of=("yes", "no", "unsure")),
            "notes": Field(longest=LONGEST_NOTES),
            "follow_up": TEXT,
            "stay_away": SWITCH,
        },
        "wrap_late": {
            "call": NEEDED,
            "agent": TEXT,
            "ended_at": NEEDED,
            "disposition": TEXT,
            "resolved": Field(one_of=("yes", "no", "unsure")),
            "notes": Field(longest=LONGEST_NOTES),
            "follow_up": TEXT,
        },
        "pick_customer": {"customer": NEEDED},
        "create_customer": {"name": NEEDED, "number": TEXT},
        "undo_customer": NOTHING,
        "raise_hand": {"on": SWITCH},
        "stop_clock": {"call": NEEDED, "clock": NEEDED},
        "supervise": {
            "call": NEEDED,
            "mode": Field(one_of=("listen", "coach", "barge", ""), needed=True),
            "reason": TEXT,
        },
        "free": {"agent": NEEDED},
    }
)
#: Only for supervisors; and `presence` and `wrap_late` of somebody else.
SUPERVISORS = frozenset({"supervise", "free"})


def read(body: object) -> Asked:
    """Read a command. Raises MalformedError for anything that is not exactly one of the list."""
    if not isinstance(body, dict):
        raise MalformedError("A command is a JSON object.")
    do = body.get("do")
    if not isinstance(do, str) or do not in COMMANDS:
        raise MalformedError(f"There is no command {do!r}.")
    known = COMMANDS[do]
    unknown = body.keys() - known.keys() - {"id", "do"}
    if unknown:
        raise MalformedError(f"{do} takes no {', '.join(sorted(map(str, unknown)))}.")
    fields = {name: _value(do, name, kind, body.get(name)) for name, kind in known.items()}
    return Asked(id=_number(body.get("id")), do=do, fields=MappingProxyType(fields))


def is_kept(text: str) -> bool:
    """Whether every store keeps this text: whole characters only, and not that which ends texts in SQL."""
    return "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


def _number(given: object) -> str:
    try:
        return str(UUID(str(given)))
    except ValueError:
        raise MalformedError("A command carries an id of its own, a UUID.") from None


def _value(do: str, name: str, wanted: Field, given: object) -> Any:
    if given is None or given == "":
        if wanted.needed and "" not in wanted.one_of:
            raise MalformedError(f"{do} needs {name}.")
        return wanted.kind()
    if type(given) is not wanted.kind:
        raise MalformedError(f"{name} of {do} is not {wanted.kind.__name__}.")
    if isinstance(given, str) and (len(given) > wanted.longest or not is_kept(given)):
        raise MalformedError(f"{name} of {do} is text of at most {wanted.longest} characters.")
    if wanted.one_of and given not in wanted.one_of:
        raise MalformedError(f"{name} of {do} is one of {', '.join(map(str, wanted.one_of))}.")
    return given
