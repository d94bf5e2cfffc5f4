"""The kinds of step that lead to a person, or to a promise of one."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from callflows.schema.base import GoingStep, Part
from callflows.schema.scalars import (
    Condition,
    Duration,
    Flag,
    FlowName,
    Key,
    Language,
    Name,
    Prompt,
    StepId,
    Text,
    matching,
    read_duration,
    refuse,
    whole,
)

Urgency = Literal["low", "normal", "high", "critical"]
Called = Annotated[
    str,
    *matching(
        r"^([a-z][a-z0-9_-]{0,63}|caller\.account_manager)$",
        "write a schedule, a person, an outside line or caller.account_manager",
    ),
]


def _read_ring(value: Any) -> int:
    """Read how long one phone rings: less is no ring, more keeps the caller from the next one."""
    seconds = read_duration(value)
    if not 5 <= seconds <= 60:
        raise refuse("a phone rings from 5s to 60s, then the next one does")
    return seconds


Ring = Annotated[
    int, PlainValidator(_read_ring), WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,2}[sm]$"})
]


class PreferText(Part):
    agent: Condition
    wait: Duration = 15


class AnnounceText(Part):
    position: Flag = False
    wait: Flag = False
    every: Duration = 45
    say: Prompt | None = None


class OfferText(Part):
    """Keeps a caller's place for a call back."""

    when: Condition | None = None
    key: Key
    confirm_number: Flag = True
    attempts: Annotated[int, *whole(1, 5)] = 2
    retry: Duration = 900


class OverflowText(Part):
    to: Name
    after: Duration


class QueueStep(GoingStep):
    kind: ClassVar[str] = "queue"
    outcomes: ClassVar[tuple[str, ...]] = ("answered", "timed_out", "no_agents")
    queue: Name
    priority: Annotated[int, *whole(0, 100)] = 50
    skills: tuple[Name, ...] = ()
    prefer: PreferText | None = None
    objective: Duration = 20
    announce: AnnounceText | None = None
    offer_callback: OfferText | None = None
    overflow: OverflowText | None = None
    timeout: Duration = 1200


class CallbackStep(GoingStep):
    kind: ClassVar[str] = "callback"
    outcomes: ClassVar[tuple[str, ...]] = ("booked", "failed")
    available: ClassVar[bool] = False
    callback: Name
    at: Literal["next_free", "asked"] = "next_free"
    attempts: Annotated[int, *whole(1, 5)] = 2
    retry: Duration = 900


class AlertText(Part):
    page: Name
    urgency: Urgency = "normal"


class VoicemailStep(GoingStep):
    kind: ClassVar[str] = "voicemail"
    outcomes: ClassVar[tuple[str, ...]] = ("saved", "empty")
    voicemail: Name
    max: Duration = 120
    alert: AlertText | None = None


class EngineerText(Part):
    say: Prompt
    accept: Key = "1"
    decline: Key = "2"


class PageLevel(Part):
    """call: schedules, people, outside lines, or the caller's account manager; ring: of each call."""

    call: tuple[Called, ...] = Field(min_length=1)
    ring: Ring = 15
    tries: Annotated[int, *whole(1, 5)] = 1
    strategy: Literal["in_turn", "simultaneous"] = "in_turn"


class PageStep(GoingStep):
    kind: ClassVar[str] = "page"
    outcomes: ClassVar[tuple[str, ...]] = ("accepted", "exhausted")
    page: Name
    progress: Prompt | None = None
    urgency: Urgency = "high"
    engineer: EngineerText | None = None
    levels: tuple[PageLevel, ...] = ()
    bridge: Flag = False


class PayText(Part):
    mode: Literal["charge", "tokenise"]
    amount: Condition | None = None
    currency: Text | None = None
    connector: Name
    purpose: Condition | None = Field(default=None, alias="for")
    save_card: Flag = False


class PayStep(GoingStep):
    kind: ClassVar[str] = "pay"
    outcomes: ClassVar[tuple[str, ...]] = ("paid", "declined", "cancelled", "failed")
    available: ClassVar[bool] = False
    pay: PayText


class MessageText(Part):
    to: Condition
    say: Prompt


class TextStep(GoingStep):
    kind: ClassVar[str] = "text"
    outcomes: ClassVar[tuple[str, ...]] = ("sent", "failed")
    text: MessageText


class TransferStep(GoingStep):
    """whisper: what whoever picks up hears before pressing 1."""

    kind: ClassVar[str] = "transfer"
    outcomes: ClassVar[tuple[str, ...]] = ("answered", "failed")
    transfer: Text
    timeout: Duration = 30
    whisper: Prompt | None = None


class CallStep(GoingStep):
    kind: ClassVar[str] = "call"
    call: FlowName
    at: StepId


class VoiceText(Part):
    voice: Text


Voices = dict[Language, VoiceText]
