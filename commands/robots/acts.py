"""What a robot agent can do: give a command of the desk, use its softphone, hand the caller on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command of the desk; fields: what goes with it."""

    do: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """What to do with the softphone: dial in, say words."""

    does: Literal["connect", "say"]
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOn:
    """Hand the caller on to whoever of this kind is free: a colleague is asked first, a queue is not."""

    to: Literal["agent", "queue"]


Act = Command | Phone | HandOn

#: What is done for one thing, one after another: seconds after it was first seen, and the act.
Steps = list[tuple[float, Act]]
