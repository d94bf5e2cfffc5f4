"""What the facts of calls do to clocks: some start one, some are what it waits for, some take that back.

A key is not yet a talk: a clock stops once caller and person on call are together, or the person says that
the call is theirs, by a key or by DONE with its code. An OK by text stops none: its sender can be forged.
On the caller's own leg the key bridges them, unless it comes to nothing at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog

from ivr.clock_facts import ClockStarted
from storage.live.client import StoreUnavailableError
from storage.record.bounded import RecordUnavailable
from storage.record.bridge_rows import have_met
from storage.record.bridges import Bridges
from storage.record.clocks import Stop, Why
from switchboard.clocks import clock_of, run_on, start, stop, tell_running
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)

#: Reader of the facts, and how many it takes at a time.
GROUP = "clocks"
MOST_FACTS = 500
#: What was read so long ago and not dealt with is read again.
AGAIN_MS = 30_000
#: How whoever has accepted a page by REST met the caller, or said that they see to it.
_HAVE_IT = frozenset({"joined", "reached", "theirs"})
#: What says how a key on the caller's leg came out.
_ENDS_OF_RINGS = frozenset({"PageRingEnded", "PageHandedOver"})


def follow_clocks(services: Services, tenant: Tenant, consumer: str) -> int:
    """Start and stop clocks by the facts since the last look; returns how many that were.

    Raises RecordUnavailable and StoreUnavailableError: the facts are read again later.
    """
    changed = 0
    entries = (
        *tenant.facts.claim(GROUP, consumer, AGAIN_MS, MOST_FACTS),
        *tenant.facts.read(GROUP, consumer, MOST_FACTS),
    )
    for entry in entries:
        changed += _heed(services, tenant, entry.fact)
        tenant.facts.ack(GROUP, [entry.place])
    return changed


def _heed(services: Services, tenant: Tenant, text: str) -> int:
    """Heed one fact; a boundary: one that cannot be read is logged, and those after it are heeded."""
    try:
        fact = json.loads(text)
        return _started(services, tenant, fact) + _changed(services, tenant, fact)
    except (StoreUnavailableError, RecordUnavailable):
        raise
    except Exception:
        log.exception("clock_not_heeded", tenant=tenant.name)
        return 0


def _started(services: Services, tenant: Tenant, fact: Mapping[str, Any]) -> int:
    """Write a clock down that its own turn could not. What keeps it may have been told before."""
    if fact["fact"] != "ClockStarted":
        return 0
    started = ClockStarted(
        clock=fact["clock"],
        case=fact["case"],
        number=fact.get("number", ""),
        dialled=fact.get("dialled", ""),
    )
    new = clock_of(services, tenant, fact["call"], started, datetime.fromisoformat(fact["at"]))
    if new is None:
        return 0
    is_late = start(services, tenant, new)
    story = [json.loads(told) for told in tenant.facts.of_call(fact["call"]).facts]
    if not any(told["fact"] == "ClockRunning" and told["clock"] == new.clock for told in story):
        tell_running(services, tenant, new)
    for told in story if is_late else ():
        _changed(services, tenant, told)
    return 1


def _changed(services: Services, tenant: Tenant, fact: Mapping[str, Any]) -> int:
    """Stop what waits for this, or let it run on."""
    match fact["fact"]:
        case "BridgeJoined" | "BridgeLeft":
            return _met(services, tenant, fact)
        case name if name in _ENDS_OF_RINGS:
            return _given_back(services, tenant, fact)
        case _:
            stopped = _stop_of(fact)
            return 0 if stopped is None else _stopped(services, tenant, fact, stopped)


def _stop_of(fact: Mapping[str, Any]) -> Stop | None:
    """Say what a fact stops by itself. A drill starts no clock, so its accept stops none."""
    why: Why = "accepted"
    match fact["fact"]:
        case "PageAccepted" if fact["channel"] == "dial":
            by = fact["person"]
        case "CalledBack" if fact["outcome"] in _HAVE_IT:
            by = fact["person"]
        case "CallAnswered":
            why, by = "agent", fact["agent"]
        case _:
            return None
    return Stop(call_id=fact["call"], by=by, why=why, at=datetime.fromisoformat(fact["at"]))


def _stopped(services: Services, tenant: Tenant, fact: Mapping[str, Any], what: Stop) -> int:
    """Stop what waits; a fact that is read late finds told already that its key came to nothing."""
    count = len(stop(services, tenant, what))
    if count and fact["fact"] == "PageAccepted" and _is_taken_back(tenant, fact):
        run_on(services, tenant, what)
    return count


def _is_taken_back(tenant: Tenant, pressed: Mapping[str, Any]) -> bool:
    """Whether what the call's story says next of this key is that it has bridged nobody."""
    story = iter([json.loads(told) for told in tenant.facts.of_call(pressed["call"]).facts])
    if not any(told["id"] == pressed["id"] for told in story):
        return False
    then = next((told for told in story if told["fact"] in _ENDS_OF_RINGS), None)
    return then is not None and not then.get("taken")


def _met(services: Services, tenant: Tenant, fact: Mapping[str, Any]) -> int:
    """Stop what waits, if two have met in a room, one of them by the key that accepts."""
    bridge = services.record.bounded.run(Bridges(services.record, tenant.name).read, fact["bridge"])
    if bridge is None or not have_met(bridge) or bridge.kept_at is None:
        return 0
    by = str(bridge.acknowledged_by)
    return len(stop(services, tenant, Stop(call_id=fact["call"], by=by, why="accepted", at=bridge.kept_at)))


def _given_back(services: Services, tenant: Tenant, fact: Mapping[str, Any]) -> int:
    """Let run on what a key on the caller's leg has stopped, where that ring has bridged nobody."""
    if fact.get("taken"):
        return 0
    pressed = None
    for told in map(json.loads, tenant.facts.of_call(fact["call"]).facts):
        if told["id"] == fact["id"]:
            break
        if told["fact"] == "PageRingEnded":
            pressed = None
        elif told["fact"] == "PageAccepted" and told["channel"] == "dial":
            pressed = told
    if pressed is None:
        return 0
    at = datetime.fromisoformat(pressed["at"])
    taken = Stop(call_id=fact["call"], by=pressed["person"], why="accepted", at=at)
    return len(run_on(services, tenant, taken))
