"""What became true on the floor. Numbered and dated like a turn's facts; desktops and reports read both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade:
    offer: str
    agent: str
    queue: str
    purpose: str
    ring_s: int
    expires_ms: int
    why: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnded:
    """ending: accepted, declined, timed_out, withdrawn. Exactly one for each OfferMade."""

    offer: str
    agent: str
    ending: str
    after_ms: int
    reason: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChanged:
    agent: str
    was: str
    now: str
    by: str
    reason: str = ""
    next_presence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkChanged:
    agent: str
    was: str
    now: str
    by: str = "system"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTold:
    agent: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandChanged:
    """The agent wants a supervisor's help, or no more."""

    agent: str
    up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegChanged:
    """change: initiated, ringing, connected, held, resumed, muted, unmuted, ended, failed."""

    leg: str
    party: str
    who: str
    change: str
    cause: str = ""
    ended_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered:
    """The caller and a person are in one conference: the end of the wait (kpi.md 1.2)."""

    agent: str
    queue: str
    waited_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStarted:
    """to: agent id, queue or E.164; tier: that is asked for in a queue, 0 elsewhere."""

    mode: str
    kind: str
    to: str
    by: str
    reason: str = ""
    tier: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """to, tier: as of TransferStarted."""

    mode: str
    kind: str
    to: str
    by: str
    tier: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCancelled:
    mode: str
    kind: str
    to: str
    by: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conferenced:
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisedChanged:
    """mode: listen, coach, barge, "" when over."""

    supervisor: str
    mode: str
    visible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingChanged:
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChosen:
    """how: picked, created, undone (then nobody is chosen any more; customer: who was)."""

    agent: str
    customer: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationEnded:
    cause: str
    ended_by: str
    talk_ms: int
    hold_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapup:
    """auto: the timer, a supervisor or the sweep saved it.

    answered_ms: since when this agent talked with the customer, 0: never; talk_ms, hold_ms: of their part;
    queue: which the customer came from to them, "": they never talked. late: somebody (completed_by) has said
    later what came of a call that was saved so; its times were told with it, and are 0 here.
    """

    agent: str
    disposition: str
    resolved: str
    answered_ms: int
    talk_ms: int
    hold_ms: int
    wrap_ms: int
    auto: bool
    queue: str = ""
    late: bool = False
    completed_by: str = ""


FloorFact = (
    OfferMade
    | OfferEnded
    | PresenceChanged
    | WorkChanged
    | LinkTold
    | HandChanged
    | LegChanged
    | CallAnswered
    | TransferStarted
    | Transferred
    | TransferCancelled
    | Conferenced
    | SupervisedChanged
    | RecordingChanged
    | CustomerChosen
    | ConversationEnded
    | Wrapup
)
