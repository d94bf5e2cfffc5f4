"""What the facts of a clock say to screens. Source: cti-and-desktop.md 2.2."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cti.told import Data, Fact, Told


def _running(fact: Fact) -> Told:
    return Told(name="clock.started", data=_clock(fact))


def _warned(fact: Fact) -> Told:
    return Told(name="clock.warned", data=_clock(fact))


def _breached(fact: Fact) -> Told:
    return Told(name="clock.breached", data={**_clock(fact), "late_s": fact["late_s"]})


def _stopped(fact: Fact) -> Told:
    more = {"by": fact["by"], "reason": fact["why"], "late": fact["late"] or None}
    return Told(name="clock.stopped", data={**_clock(fact), **more})


def _clock(fact: Fact) -> Data:
    return {"clock": fact["clock"], "case_id": fact["case"], "due_at": fact["due_at"]}


def _nothing(_fact: Fact) -> None:
    """Say nothing: a clock is told of once it is written down, with its deadline."""


#: As cti.tellers has them.
TELLERS: Mapping[str, Callable[[Fact], Told | None]] = {
    "ClockStarted": _nothing,
    "ClockRunning": _running,
    "ClockWarned": _warned,
    "ClockBreached": _breached,
    "ClockStopped": _stopped,
}
