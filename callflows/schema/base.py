"""What every part of the language has in common."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from callflows.schema.scalars import Flag, Next, Prompt


class Part(BaseModel):
    """A map with a closed set of keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class StepText(Part):
    """What any kind of step may have beside its own keys."""

    #: The key that makes a step this kind, and the name of its module in ivr/steps.
    kind: ClassVar[str]
    #: How the step may end; () for a kind with only one way on. Source: flow-language 3.
    outcomes: ClassVar[tuple[str, ...]] = ()
    #: Known words of the language that no release can carry out yet.
    available: ClassVar[bool] = True

    say: Prompt | None = None
    urgent: Flag = False
    #: What the step means for the recording of talks with agents: the caller is told of it, or refuses it.
    recording: Literal["told", "refused"] | None = None


class GoingStep(StepText):
    """A step with a way on."""

    next: Next | None = None
