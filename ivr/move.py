"""A step's answer to what happened: what to say, and whether to leave, to ask or to wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from ivr.call import Call
from ivr.events import Event
from ivr.facts import Fact
from ivr.questions import Answer, Question
from ivr.verbs import Verb

if TYPE_CHECKING:
    from ivr.at import At


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """At most one of outcome, goto, ask, again and ends is set; none of them waits for the phone network."""

    call: Call
    verbs: tuple[Verb, ...] = ()
    facts: tuple[Fact, ...] = ()
    #: Leave by this edge of the step's `next`.
    outcome: str | None = None
    #: Leave for this step: a choice with a target of its own.
    goto: str | None = None
    #: Go on when this is answered.
    ask: Question | None = None
    #: Begin the step again, prompt and all.
    again: bool = False
    #: Run another flow: (flow, step). It comes back by `return.<name>`, an edge of this step's `next`.
    enter: tuple[str, str] | None = None
    #: What the step's own `say` has announced does not happen: it is not spoken.
    unsays: bool = False
    #: The call is over.
    ends: bool = False


class Kind(Protocol):
    """One kind of step: a frozen dataclass in ivr/steps/<kind>.py."""

    #: Input this kind waits for may be an `anywhere` key or phrase.
    takes_anywhere: ClassVar[bool]

    def begin(self, at: At, /) -> Move:
        """Act; the step's own `say` has been spoken."""

    def resume(self, at: At, event: Event, /) -> Move:
        """Take what came of what begin (or an earlier resume) waited for."""

    def answered(self, at: At, answer: Answer, /) -> Move:
        """Take the answer to the question that begin or resume asked."""


def scratched(call: Call, **values: str) -> Mapping[str, str]:
    """Add to the present step's memory."""
    return {**call.scratch, **values}
