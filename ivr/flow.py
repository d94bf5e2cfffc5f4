"""A call flow as the engine reads it: compiled, checked, and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.move import Kind
from ivr.templates import Template

#: A prompt by language; the flow's first language stands in for one that is missing.
Prompt = Mapping[str, Template]

END = "end"
RETURN = "return."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    id: str
    #: What the step does: the name of a module in ivr/steps.
    kind: str
    action: Kind
    #: Spoken before the step acts.
    say: Prompt | None = None
    #: A safety step: its prompt cannot be interrupted and the call is never shed.
    urgent: bool = False
    #: Of the recording of talks with agents: "told" (here the caller hears of it), "refused", or "".
    recording: str = ""
    #: Outcome -> step id, `end` or `return.<name>`; `else` takes the rest. A plain `next` is an `else`.
    next: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anywhere:
    """What is valid in every step that takes input. Targets are step ids, or `repeat`."""

    keys: Mapping[str, str] = field(default_factory=dict)
    #: Whole utterances, in lower case.
    phrases: Mapping[str, str] = field(default_factory=dict)
    #: Where the call goes when the flow, a service or the program fails.
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    name: str
    languages: tuple[str, ...]
    start: str
    steps: Mapping[str, Step]
    anywhere: Anywhere
    entries: frozenset[str] = frozenset()
    vars: Mapping[str, str] = field(default_factory=dict)


#: The flows of one release by name. A call stays within the release it began on.
Flows = Mapping[str, Flow]
