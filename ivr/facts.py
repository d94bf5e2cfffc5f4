"""What became true. Published once; desktops, reports and errands all read the same facts.

switchboard.facts numbers and dates a fact when it is written down: id `call/turn/index`, tenant, call, time.
Digits a caller keyed are never in a fact: `heard` says only what kind of input it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.bridge_facts import BridgeEnded, BridgeFell, BridgeJoined, BridgeLeft, BridgeOpened
from ivr.clock_facts import ClockBreached, ClockRunning, ClockStarted, ClockStopped, ClockWarned
from ivr.found_facts import CallFound
from ivr.page_facts import (
    CalledBack,
    PageAccepted,
    PageBegan,
    PageDeclined,
    PageEnded,
    PageHandedOver,
    PageRang,
    PageRingEnded,
    PageUnreached,
    PageWaits,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted:
    dialled: str
    number: str
    flow: str
    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEnded:
    """One record of the call's trace. heard: "", keys, speech, silence or recording; ms: since it began."""

    flow: str
    step: str
    kind: str
    outcome: str
    ms: int
    heard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerIdentified:
    level: str
    factor: str
    customer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationFailed:
    """A number or PIN was wrong, or trying was refused. reason: wrong, limited or unavailable."""

    factor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueJoined:
    """prefers: the agent who is tried first, for prefer_wait_s; objective_s: the pickup target, 0: none.

    position: 1 is the next; wait_s: the expected wait; None: not known then. back: no agent met the
    caller, who has kept the place: the same wait goes on (kpi.md 1.1).
    """

    queue: str
    priority: int
    skills: tuple[str, ...]
    prefers: str
    prefer_wait_s: int = 0
    objective_s: int = 0
    position: int | None = None
    wait_s: int | None = None
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLeft:
    """reason: taken (an agent has accepted), timed_out, no_agents, moved (chose otherwise), abandoned."""

    queue: str
    reason: str
    waited_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferBegan:
    line: str
    screened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAccepted:
    """Somebody pressed 1: a person, not a machine. step: flow/step of the transfer."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferEnded:
    """accepted: somebody pressed 1, or, on a line that is not screened, somebody picked up."""

    line: str
    status: str
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillFailed:
    """No person took a drill of this line in time. drill: its id in the record."""

    line: str
    why: str
    drill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicemailLeft:
    box: str
    recording: str
    seconds: int
    alerts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMade:
    """A row stands behind what the caller is about to be told. kind: voicemail, text, alert."""

    promise: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSent:
    """A promised text message was handed to the carrier. promise: the row's id."""

    promise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFailed:
    promise: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSent:
    """Somebody on duty was told; it is told again until they acknowledge it. times: so far."""

    promise: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAcknowledged:
    """Somebody on duty has replied: a person knows."""

    promise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswered:
    """One answer, with the scale it was asked on ("1-5", "1-10", "0-10", "1-2"); scales are never mixed."""

    question: str
    score: int
    scale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyOffered:
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    connector: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResumed:
    """The call went on from the address Twilio was given: the store was away or had forgotten it."""

    why: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFailed:
    """Something went wrong on our side; the caller takes the error path. why: no caller data in it."""

    step: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLineDialled:
    dialled: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded:
    """ended_by: customer (hung up) or system. step: where; waiting: in a queue or a dial when it ended."""

    ended_by: str
    status: str
    step: str
    kind: str
    level: str
    tags: Mapping[str, str]


Fact = (
    CallStarted
    | StepEnded
    | CallerIdentified
    | VerificationFailed
    | Tagged
    | ClockStarted
    | ClockRunning
    | ClockWarned
    | ClockBreached
    | ClockStopped
    | QueueJoined
    | QueueLeft
    | TransferBegan
    | TransferAccepted
    | TransferEnded
    | PageBegan
    | PageRang
    | PageRingEnded
    | PageAccepted
    | PageDeclined
    | PageEnded
    | PageHandedOver
    | PageUnreached
    | PageWaits
    | CalledBack
    | BridgeOpened
    | BridgeJoined
    | BridgeLeft
    | BridgeEnded
    | BridgeFell
    | TextSent
    | TextFailed
    | AlertSent
    | AlertAcknowledged
    | DrillFailed
    | VoicemailLeft
    | PromiseMade
    | SurveyAnswered
    | SurveyOffered
    | LookedUp
    | CallResumed
    | CallFound
    | FlowFailed
    | UnknownLineDialled
    | CallEnded
)
