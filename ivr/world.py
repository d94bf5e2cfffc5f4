"""What a decision may see beside the call: the time, the hours, the line; handed in, never fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ivr.questions import QueueSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One set of hours at one instant. next_open: aware, in the set's own zone; None when it is not known."""

    state: str  #: open, reduced or closed
    holiday: bool = False
    next_open: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    #: Aware, UTC.
    now: datetime
    #: (flow, name of a set of hours) -> its state at `now`.
    opening: Callable[[str, str], Opening]
    #: Outside lines by name -> E.164.
    outside: Mapping[str, str] = field(default_factory=dict)
    #: The caller's place in the queue of the present step, as the one read found it; None: not in line.
    seen: QueueSeen | None = None
    #: False: the live store is away. Nothing is granted; only what needs no store goes on (architecture 3).
    store: bool = True
    #: How long the store has been away, in seconds; 0 when it has only just failed, or is there.
    away_s: float = 0.0

    @property
    def now_ms(self) -> int:
        return int(self.now.timestamp() * 1000)
