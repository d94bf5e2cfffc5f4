"""The agents' side of one call: who is offered it, who takes part, what is under way. A fold of events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from routing.floor.needs import Needs
from routing.floor.text import parsed, read, written

Role = Literal["customer", "agent", "external", "supervisor"]
Phase = Literal["waiting", "offered", "connecting", "talking", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One call put to one agent. purpose: take (from the queue), consult, transfer (blind)."""

    id: str
    agent: str
    purpose: str
    made_ms: int
    expires_ms: int
    accepted: bool = False
    accepted_ms: int = 0
    #: Call SID of the desk phone that rings for it; "" for a softphone.
    ringing_leg: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party's connection. id: agent id, E.164 or "customer"; leg: the latest call SID, "" until it joins.

    A customer who is expected and has a leg may be in the room still: they were told to leave, and have not.

    state: expected, joined, dropped (left without End; may rejoin until rejoin_until_ms), leaving (told to
    leave and not yet gone; but for the customer its id is then its leg). Who has left is not among them.
    mode: of a supervisor listen, coach or barge; else "".
    """

    role: Role
    id: str
    leg: str = ""
    state: str = "expected"
    held: bool = False
    muted: bool = False
    mode: str = ""
    since_ms: int = 0
    rejoin_until_ms: int = 0
    #: Call SID of the desk phone that rings to bring it back after a drop.
    ringing: str = ""
    #: Since when looks into the room have not found its leg there; 0: the last look did, or there was none.
    missed_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A hand-over under way. mode: consult, blind; kind: agent, queue, number; to: its id; by: agent id."""

    mode: str
    kind: str
    to: str
    by: str
    until_ms: int
    answered: bool = False
    #: During a consult, which side the agent speaks with: target or customer.
    facing: str = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Whom an agent took the caller to be. customer: id in the directory; by: agent id; how: picked, created.

    It proves nothing: the level that the caller has reached stays what it was.
    """

    customer: str
    by: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The agents' side of a call. id: the caller's call SID, which also names the conference."""

    id: str
    needs: Needs
    phase: Phase = "waiting"
    offers: tuple[Offer, ...] = ()
    parties: tuple[Party, ...] = ()
    #: The agent who answers for the call.
    owner: str = ""
    transfer: Transfer | None = None
    conference: str = ""
    answered_ms: int = 0
    held_ms: int = 0
    held_since_ms: int = 0
    #: Recording: off, starting (asked for), on, pausing (a pause was asked for), paused (the carrier has
    #: confirmed it), resuming (it is to go on, and may do so already), unsure (the carrier has not confirmed
    #: what was asked). In all but off and paused the call counts as recorded.
    recording: str = "off"
    #: The number of the latest order to pause or go on, and of a going on that has no answer yet (0: none).
    recording_order: int = 0
    resume_order: int = 0
    #: Whether a consult has paused it: "", paused, resuming (going on was asked for).
    recording_aside: str = ""
    #: Why it is over: "" while it is not; else a cause of cti-and-desktop 2.3, and who ended it.
    cause: str = ""
    ended_by: str = ""
    #: Why the caller waits again: "", not_joined, dropped (say sorry), sent, freed.
    again: str = ""
    #: The last news of each leg: "conference/leg" to the sequence of its latest join and of its latest leave.
    heard: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    #: Why it was put to whom, the latest last: `match.Decision.shown()` with offer, purpose and at_ms; of a
    #: hand-over agent and by.
    decisions: tuple[Mapping[str, Any], ...] = ()
    #: The customer whom an agent chose, where nobody else had found one.
    chosen: Chosen | None = None

    @property
    def people(self) -> frozenset[str]:
        """Whoever of the floor has to do with the call now: agents with an offer or a part in it."""
        asked = {offer.agent for offer in self.offers}
        taking_part = {
            party.id for party in self.parties if party.role == "agent" and party.state != "leaving"
        }
        return frozenset(asked | taking_part | ({self.owner} if self.owner else set()))

    def offer(self, offer_id: str) -> Offer | None:
        """Return the open offer of this id; None: it is over, or never was."""
        return next((offer for offer in self.offers if offer.id == offer_id), None)

    def party(self, who: str) -> Party | None:
        """Return who takes part under this id: an agent's id, E.164 or "customer"."""
        return next((party for party in self.parties if party.id == who), None)

    def to_json(self) -> str:
        return written(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> Conversation:
        stored: dict[str, Any] = parsed(text)
        stored["needs"] = read(Needs, stored["needs"])
        stored["offers"] = tuple(read(Offer, each) for each in stored["offers"])
        stored["parties"] = tuple(read(Party, each) for each in stored["parties"])
        stored["decisions"] = tuple(stored.get("decisions", ()))
        stored["heard"] = {leg: (join, leave) for leg, (join, leave) in stored.get("heard", {}).items()}
        if stored["transfer"] is not None:
            stored["transfer"] = read(Transfer, stored["transfer"])
        if stored.get("chosen") is not None:
            stored["chosen"] = read(Chosen, stored["chosen"])
        return read(cls, stored)
