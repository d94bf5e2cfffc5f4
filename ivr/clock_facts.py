"""What became true of a clock that a call has started: a promise with a deadline, in ISO 8601 and UTC."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStarted:
    """A call has come to a step that starts a clock: `field-team-60m`. case: what it is about.

    number: the caller's, "" withheld; dialled: the line; both E.164. It counts once it is written down.
    """

    clock: str
    case: str
    number: str = ""
    dialled: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRunning:
    """The clock is written down, with its deadline."""

    clock: str
    case: str
    due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWarned:
    """Half of its time has gone. texts: how many people on call are told so by a text."""

    clock: str
    case: str
    due_at: str
    texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBreached:
    """Its deadline has passed. late_s: by so much, as this was noticed; rings: people on call are rung."""

    clock: str
    case: str
    due_at: str
    late_s: int
    rings: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStopped:
    """What was promised was kept. why: accepted (on call), agent (talks to the caller), done (says so).

    by: who; late: after its deadline.
    """

    clock: str
    case: str
    due_at: str
    by: str
    why: str
    late: bool
