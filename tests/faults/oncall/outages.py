"""What is broken while callers are in danger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

#: From the answer, or the danger key, to the first ringing phone, of 99 in 100.
RINGS_WITHIN_S = 5.0
#: The same where the standby answers, which must be asked for first. Source: reliability.md 2.
STANDBY_RINGS_WITHIN_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """What is broken. store: as `Breaking` names it; rest: what Twilio's REST replies, 0: nothing ever."""

    store: str = ""
    rest: int | None = None
    workers: bool = False
    dead: bool = False  #: all of Ringdown is: Twilio asks the standby (E2)
    comes_back: bool = False  #: it begins and ends while callers are on the line

    @property
    def rings_within_s(self) -> float:
        return STANDBY_RINGS_WITHIN_S if self.dead else RINGS_WITHIN_S


OUTAGES: Mapping[str, Outage] = MappingProxyType(
    {
        "nothing": Outage(),
        "Redis hangs": Outage(store="redis paused"),
        "Redis is gone": Outage(store="redis stopped"),
        "Redis is full": Outage(store="redis full"),
        "SQL hangs": Outage(store="postgresql paused"),
        "SQL is gone": Outage(store="postgresql stopped"),
        "the workers are gone": Outage(workers=True),
        "REST refuses": Outage(rest=503),
        "REST hangs": Outage(rest=0),
        "all of it": Outage(store="both stopped", rest=0, workers=True),
        "all of it, and back": Outage(store="both stopped", rest=0, workers=True, comes_back=True),
        "Redis hangs, and back": Outage(store="redis paused", comes_back=True),
        "Redis is back empty": Outage(store="redis restarted empty", comes_back=True),
        "SQL hangs, and back": Outage(store="postgresql paused", comes_back=True),
        "Ringdown is dead": Outage(dead=True),
        "Ringdown is dead, and back": Outage(dead=True, comes_back=True),
    }
)
