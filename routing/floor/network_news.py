"""What the phone network says of a leg or a recording: answers to requests, news, what a look finds."""

from __future__ import annotations

from dataclasses import dataclass

from routing.floor.orders import SetParty


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingTold:
    """What came of an order: on, paused, or unsure (the carrier does not say)."""

    call: str
    state: str
    #: The number of the order.
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingNews:
    """The carrier says by itself that a conference's recording has begun (on), or is over (off)."""

    call: str
    conference: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyTold:
    """What the carrier says a leg is now, after an order that failed. None: not asked about."""

    call: str
    leg: str
    held: bool | None = None
    muted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartySeen:
    """A look into the conference found a leg there. found: how it takes part, with nothing left open."""

    call: str
    found: SetParty


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyMissed:
    """A look into the conference did not find a leg there, and the carrier does not say that it has ended."""

    call: str
    leg: str
