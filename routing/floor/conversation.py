"""The agents' side of one call: who is offered it, who takes part, what is under way. A fold of events."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

from routing.floor.needs import Needs

Role = Literal["customer", "agent", "external", "supervisor"]
Phase = Literal["waiting", "offered", "connecting", "talking", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One call put to one agent. purpose: take (from the queue), consult, transfer (blind), return."""

    id: str
    agent: str
    purpose: str
    made_ms: int
    expires_ms: int
    accepted: bool = False
    #: Call SID of the desk phone that rings for it; "" for a softphone.
    ringing_leg: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party's connection. id: agent id, E.164 or "customer"; leg: a call SID, "" until it joins.

    state: expected, joined, dropped (left without End; may rejoin until rejoin_until_ms), left.
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
    #: Recording: off, on, paused, pausing (asked for and not confirmed).
    recording: str = "off"
    #: Why it is over: "" while it is not; else a cause of cti-and-desktop 2.3, and who ended it.
    cause: str = ""
    ended_by: str = ""

    def to_json(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Conversation:
        stored: dict[str, Any] = json.loads(text)
        stored["needs"] = Needs(**stored["needs"])
        stored["offers"] = tuple(Offer(**each) for each in stored["offers"])
        stored["parties"] = tuple(Party(**each) for each in stored["parties"])
        if stored["transfer"] is not None:
            stored["transfer"] = Transfer(**stored["transfer"])
        return cls(**stored)
