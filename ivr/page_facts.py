"""What became true of a page: people on call were rung for a caller."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBegan:
    policy: str
    urgency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRang:
    """People on call are being rung, together.

    round, level: from 0; channel: dial (on the caller's leg), rest; drill: it is one.
    """

    policy: str
    people: tuple[str, ...]
    round: int
    level: int
    channel: str
    drill: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRingEnded:
    """spot: which ring it was; status: Twilio's; taken: somebody is known to have accepted."""

    policy: str
    spot: str
    status: str
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAccepted:
    """Somebody on call pressed the key that accepts: a person, not a machine. step: flow/step of the page."""

    policy: str
    person: str
    channel: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDeclined:
    """escalated: to the next level, at their wish."""

    policy: str
    person: str
    channel: str
    escalated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWaits:
    """Everybody on call is with other callers: the caller waits in line. place: from 1."""

    policy: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEnded:
    """A page is over, once. outcome: accepted (somebody took it), exhausted (everybody was rung).

    Else promised (everybody was engaged, and the caller chose to be called back), abandoned (the caller hung
    up before) or failed (our side did).
    """

    policy: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHandedOver:
    """Nobody has accepted, and there is no leg to dial from: the page goes on by calls of its own.

    why: hung_up, message (the caller leaves one), exhausted, engaged (all were) or failed (our side did).
    promise: the row's key.
    """

    policy: str
    why: str
    promise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageUnreached:
    """Everybody was rung and nobody has accepted. rounds: so far; over: nobody is rung any more. An alarm."""

    policy: str
    rounds: int
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledBack:
    """Whoever has accepted a page without its caller on the line has tried to meet them.

    outcome: reached, joined (the caller was on the line after all), busy, no_answer, failed; withheld,
    refused (no call to that number is allowed); theirs (they say that they see to it).
    """

    policy: str
    person: str
    outcome: str
