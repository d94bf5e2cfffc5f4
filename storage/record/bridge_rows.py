"""What the row of a bridge says: who was rung, who has accepted, who is in the room, until when that lasts.

Its body holds `bridge`: the PIN; which level rings next; `legs`, those that were rung; `parties`, who has
accepted or come by the PIN; `roll`, who is or was in the room. All three are by CallSid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage.record.promises import Promise

#: A first leg is made, and shows that it rings, within so long, or the carrier only queues it.
FIRST_SHOWS = timedelta(seconds=2)
#: After the last one that rang, the next has so long.
SHOWS = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody who may be in the room. by: opener, press or pin; person: on call, else ""."""

    leg: str
    by: str
    person: str = ""


def bridge_in(row: Promise) -> dict[str, Any]:
    """What a row says of its bridge; {}: it is none."""
    return dict(row.body.get("bridge", {}))


def is_over(bridge: Mapping[str, Any]) -> bool:
    return bool(bridge.get("over"))


def have_met(row: Promise) -> bool:
    """Whether the opener was with somebody in the room who has pressed the key: a person has the call."""
    return row.state == "kept"


def party_of(bridge: Mapping[str, Any], leg: str) -> Party:
    """Say who is in the room on a leg. Nobody comes in unknown but the opener."""
    known = bridge.get("parties", {}).get(leg)
    return Party(leg=leg, by=known["by"], person=known["person"]) if known else Party(leg=leg, by="opener")


def inside(bridge: Mapping[str, Any]) -> frozenset[str]:
    """The legs that are in the room now."""
    return frozenset(leg for leg, seen in bridge.get("roll", {}).items() if seen["in"])


def others_in(row: Promise) -> frozenset[str]:
    """Who is in the room for the opener to talk to: whoever has pressed the key; once two have met, anybody.

    A conference begins with the first who has pressed it: before, a late joiner hears music.
    """
    bridge = bridge_in(row)
    there = inside(bridge) - {row.call_id}
    return there if have_met(row) else frozenset(leg for leg in there if party_of(bridge, leg).by == "press")


def may_have_met(row: Promise) -> bool:
    """Whether the opener is in the room with somebody who has pressed the key, by news that may be old."""
    return not have_met(row) and row.call_id in inside(bridge_in(row)) and bool(others_in(row))


def coming(bridge: Mapping[str, Any], now: datetime) -> frozenset[str]:
    """The legs that were let in, and hear how others come in before they are in the room."""
    return frozenset(leg for leg, until in _awaited(bridge).items() if until > now)


def missed(bridge: Mapping[str, Any], now: datetime) -> frozenset[str]:
    """The legs that should be in the room by now, and of which nothing was told: the news may be lost."""
    return frozenset(leg for leg, until in _awaited(bridge).items() if until <= now)


def is_queued(bridge: Mapping[str, Any]) -> bool:
    """Whether a leg was made of which nothing was told since: the carrier may not have begun it."""
    return any("until" not in leg for leg in _legs(bridge).values())


def are_over(bridge: Mapping[str, Any]) -> bool:
    """Whether every leg that was rung is over."""
    return all(leg.get("over") for leg in _legs(bridge).values())


def falls_at(row: Promise) -> datetime:
    """Return when its opener stops waiting for a bridge for which nothing rings."""
    legs = _legs(bridge_in(row)).values()
    rang = [datetime.fromisoformat(leg["until"]) for leg in legs if "until" in leg]
    return max(rang) + SHOWS if rang else row.made_at + FIRST_SHOWS


def rung_in(bridge: Mapping[str, Any], ring: str) -> frozenset[str]:
    """The people of whom a leg was made in this ring."""
    return frozenset(leg["person"] for leg in _legs(bridge).values() if leg.get("ring") == ring)


def unheard(bridge: Mapping[str, Any]) -> tuple[str, ...]:
    """The legs that nobody has picked up, and that may ring still."""
    return tuple(leg for leg, known in _legs(bridge).items() if not ({"over", "heard"} & known.keys()))


def _awaited(bridge: Mapping[str, Any]) -> dict[str, datetime]:
    """Until when each leg is to come that was let in, was never in the room, and is not over."""
    legs, roll = _legs(bridge), bridge.get("roll", {})
    return {
        leg: datetime.fromisoformat(known["until"])
        for leg, known in bridge.get("parties", {}).items()
        if leg not in roll and not legs.get(leg, {}).get("over")
    }


def _legs(bridge: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return dict(bridge.get("legs", {}))
