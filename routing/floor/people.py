"""Who may take a call: what an agent is, as the record says, and how they are now, as the live store says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from routing.floor.text import parsed, read, written

Presence = Literal["available", "away", "transfers_only", "offline"]
Work = Literal["idle", "reserved", "ringing", "on_call", "on_hold", "consulting", "wrap_up"]
Link = Literal["connected", "reconnecting", "lost"]


def presence_and_reason(presence: str, reason: str) -> str:
    """Write a presence with its reason, if it has one: as shown, as told, and as kept for after the call."""
    return f"{presence}:{reason}" if reason else presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an agent is. skills: name to proficiency, 1 to 5, 5 is best; tier: 1 to 3 (HW7).

    number: E.164 of a desk phone; "" is a softphone in the browser. supervised: takes no complaint (HW7).
    """

    id: str
    login: str
    name: str
    tier: int = 1
    queues: tuple[str, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    #: Base languages, such as "en".
    languages: tuple[str, ...] = ("en",)
    supervised: bool = False
    number: str = ""
    #: Seconds an offer rings: 20, 30 or 45 (WCAG 2.2.1).
    ring_s: int = 20
    wrap_up_s: int = 60
    #: What a missed offer does: away, stay, away_after_2.
    on_missed: str = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """How one agent is now: presence, work and link apart (cti-and-desktop 3). Times: Unix milliseconds."""

    id: str
    presence: Presence = "offline"
    #: Of away: a reason chosen, or "missed"; of offline: "" or "disconnected".
    reason: str = ""
    #: Chosen during work, applied after it: "" or `presence` or `away:reason`.
    next_presence: str = ""
    work: Work = "idle"
    link: Link = "lost"
    presence_ms: int = 0
    work_ms: int = 0
    link_ms: int = 0
    #: While the link reconnects: the instant at which it is lost.
    lost_ms: int = 0
    #: Since when there was nothing to do: the order of "longest idle". A missed or declined offer keeps it.
    idle_ms: int = 0
    #: The open offer (until its leg has joined), and the call that is offered, worked on or wrapped up.
    offer: str = ""
    call: str = ""
    #: Since when they have talked with the customer of `call`, and for how long of it that was on hold.
    answered_ms: int = 0
    held_ms: int = 0
    #: The queue that the customer came from to them; "" until then.
    queue: str = ""
    wrap_until_ms: int = 0
    extended: int = 0
    missed: int = 0
    #: Call to the instant until which it is not offered to this agent again.
    declined: Mapping[str, int] = field(default_factory=dict)
    #: Pools the agent stands in while free: `Demand.key` to ring. Kept here so that leaving needs no look-up.
    pools: Mapping[str, int] = field(default_factory=dict)
    #: Of the profile as last seen: the phone network's news and the timers name no profile.
    wrap_up_s: int = 60
    on_missed: str = "away"
    number: str = ""

    @property
    def is_free(self) -> bool:
        """Whether an ordinary offer may be made now."""
        return self.presence == "available" and self.work == "idle" and self.link == "connected"

    def talked_ms(self, until_ms: int) -> int:
        """Return how long they have talked with the customer until then, hold left out; 0: not at all."""
        return max(0, until_ms - self.answered_ms - self.held_ms) if self.answered_ms else 0

    @property
    def display(self) -> str:
        """Lost, else work unless idle, else presence (cti-and-desktop 3)."""
        if self.link == "lost" and self.presence != "offline":
            return "lost"
        if self.work != "idle":
            return self.work
        return presence_and_reason(self.presence, self.reason)

    def to_json(self) -> str:
        return written(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> Agent:
        return read(cls, parsed(text))
