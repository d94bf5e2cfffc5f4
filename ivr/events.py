"""What the caller, or the phone network, did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A call rings at one of our lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Keys, without the key that ended them. Cut and masked by telephony.heard."""

    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke:
    """Words, as the recogniser heard them; confidence 0 to 1, 0 when not stated."""

    text: str
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StayedSilent:
    """What we asked for did not come in time, or a round of waiting is over."""


#: What Twilio says of a dialled leg that somebody, or a machine, has picked up.
PICKED_UP = frozenset({"completed", "answered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DialEnded:
    """The outside line we dialled is done. status: Twilio's DialCallStatus; accepted: somebody pressed 1.

    unsure: somebody picked up, and whether they pressed 1 is not known: the store is away or was emptied.
    bridged: whether the caller was put through, as Twilio says; None: it does not. Of a page: heard, declined
    are the people known to have picked up, and to have said that they cannot; escalated: somebody asked for
    the next level.
    """

    status: str
    accepted: bool = False
    unsure: bool = False
    bridged: bool | None = None
    heard: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    escalated: bool = False

    @property
    def picked_up(self) -> bool:
        return self.status in PICKED_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingEnded:
    """The caller has left a recording: its id ("" when there is none) and its length in seconds."""

    recording: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HungUp:
    """The caller's leg is over. status: Twilio's final CallStatus.

    bridged: as of DialEnded, of the ring that it ended. accepted: somebody who was rung is, or counts as,
    connected to the caller.
    """

    status: str = "completed"
    bridged: bool | None = None
    accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentTook:
    """An agent has accepted the waiting call, or talks with the caller: their place is the conference.

    recorded: the talk is, by policy and consent.
    """

    recorded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The talk with the agent is over, and the caller goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsAgain:
    """The caller is back in line, in these queues (two after an overflow), at this place (routing.place).

    joined_ms: since when this wait counts, Unix milliseconds; needs: what is asked of an agent, as the floor
    writes it; why: not_joined, dropped, freed (no agent is there any more), sent (an agent sent the caller
    there).
    """

    queues: tuple[str, ...]
    place: int
    priority: int
    joined_ms: int
    needs: str
    why: str
    skills: tuple[str, ...] = ()


Event = (
    Arrived
    | Pressed
    | Spoke
    | StayedSilent
    | DialEnded
    | RecordingEnded
    | HungUp
    | AgentTook
    | Served
    | WaitsAgain
)
#: What a caller can do when we ask for input.
Input = Pressed | Spoke
