"""What is to be asked of the phone network after a commit. switchboard.orders does it; nothing is retried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BringCaller:
    """Send the caller's leg to its next document: into the conference, or on with the flow.

    again: they were told to leave before, and may have left: then they are not disturbed.
    """

    call: str
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RingDesk:
    """Ring an agent's desk phone: whisper, press 1, then the conference.

    offer: "" to bring back an agent whose leg has dropped.
    """

    call: str
    agent: str
    offer: str
    number: str
    ring_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RingOutside:
    """Ring an outside number for a consult or a transfer: whisper, press 1, then the conference."""

    call: str
    number: str
    ring_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DropLeg:
    """End one leg: an agent's, a supervisor's, one that still rings."""

    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetParty:
    """Change one participant of the conference. None: as it is; coaches: leg of who is coached, "" nobody."""

    conference: str
    leg: str
    held: bool | None = None
    muted: bool | None = None
    coaches: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRoom:
    """Complete the conference: the caller has gone."""

    conference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRecording:
    """Pause the conference's recording, or go on with it."""

    conference: str
    paused: bool
    #: Of this order, counted by call, so that its answer is known by it.
    number: int


Order = BringCaller | RingDesk | RingOutside | DropLeg | SetParty | CloseRoom | SetRecording


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Something to look at again. kind and id name it; due_ms 0 takes it off.

    Kinds: offer, join (id call/offer), transfer, leave, look, recording (call), rejoin, seat (call/who),
    wrap, link (agent).
    """

    kind: str
    id: str
    due_ms: int
