"""What a step must ask of the world before it can go on, and the answers: the switchboard asks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ivr.world import PageLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognise:
    """Whose number is this? Asked only where the attestation allows it (security.md P1)."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identify:
    """Who has this order or account number (8 to 12 digits)? A wrong one is a try; lockout as CheckPin."""

    number: str
    lockout_after: int = 5
    lockout_for_s: int = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPin:
    """Is this the PIN of whoever has this order or account number? Unknown and wrong look the same.

    Never stored: a question lives within one turn. lockout_after wrong ones for one account, further tries
    are delayed for lockout_for_s (security.md P2).
    """

    number: str
    pin: str = field(repr=False)
    lockout_after: int = 5
    lockout_for_s: int = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """Ask a connector. key: names this visit, so that a repeated webhook writes once."""

    connector: str
    values: Mapping[str, str]
    customer: str
    key: str
    timeout_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeQueue:
    """Ask how long the line is, and whether anybody is staffed, before the caller joins it.

    place: the score that the caller had in this queue before; None: none yet.
    """

    queue: str
    priority: int
    place: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Write down what the caller is about to be told. kind: voicemail, text, alert, page; key: a visit."""

    kind: str
    key: str
    body: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """The recording that a voicemail promise waited for ("" when nothing was said)."""

    key: str
    recording: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBridge:
    """Write down that a bridge is open, and begin to ring for it. key: once a visit; step: flow/step.

    levels: the step's own; manager: the account manager's staff id; name: the caller's, by the directory.
    """

    policy: str
    urgency: str
    levels: tuple[PageLevel, ...]
    manager: str
    name: str
    step: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtBridge:
    """Ask how a bridge stands, for the caller who has opened it."""

    bridge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinBridge:
    """Which bridge that is open has this PIN? A wrong one is a try. Never stored, as in CheckPin."""

    pin: str = field(repr=False)


#: What a step asks about bridges.
OfBridge = OpenBridge | LookAtBridge | JoinBridge
Question = Recognise | Identify | CheckPin | LookUp | SeeQueue | Promise | HandIn | OfBridge


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Somebody, or something: the values by name. For a customer also `customer`, the id."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """Nobody, nothing, or the wrong PIN: the caller cannot tell which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """Not now: a limit on tries, or a level that is too low. reason is for facts, never spoken."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """The world did not answer in time, or failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSeen:
    """The line as it is: the caller's score in it, the callers ahead, the agents there should be now.

    wait_s: the expected wait, None when it cannot be said; closes_in_s: until the queue's hours end.
    """

    place: int = 0
    ahead: int
    staffed: int
    wait_s: int | None
    closes_in_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """The row is written (or stands already under the same key)."""

    promise: str


#: starting: legs were made, and none rings; joined: somebody is in the room; parted: nobody is any more but
#: its opener, who has talked to them; silent: nothing rings; exhausted: everybody was rung.
BridgeState = Literal["starting", "ringing", "joined", "parted", "silent", "exhausted", "over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeSeen:
    """A bridge as it stands."""

    bridge: str
    state: BridgeState


Answer = Found | NotFound | Denied | Unanswered | QueueSeen | Promised | BridgeSeen
