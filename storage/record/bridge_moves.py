"""Who comes into the room of a bridge and leaves it: its roll, kept by news in whatever order they come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from storage.record.bridge_rows import Party, have_met, inside, party_of
from storage.record.page_rows import UNSETTLED, settled
from storage.record.promises import Promise

#: Who is in the room together for so long by the news has met: that one of them has left may be told late.
MEETS = timedelta(seconds=5)
#: What the roll says of a leg that was expected, and has not come.
NEVER_IN: Mapping[str, Any] = MappingProxyType({"seq": -1, "of": "", "in": False, "at": ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Somebody has come into the room, or left it. seconds: they were in it; is_last: nobody is now."""

    party: Party
    joined: bool
    seconds: int = 0
    is_last: bool = False
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What is told of a leg in a room. sequence: from 1 by the carrier's count, 0 where it does not say.

    conference: its SID. A room that everybody has left is another one for who comes again, and counts anew.
    """

    joined: bool
    now: datetime
    conference: str = ""
    sequence: int = 0


def moves(
    row: Promise, bridge: dict[str, Any], leg: str, move: Move, came: list[Came]
) -> dict[str, Any] | None:
    """Move a leg in the roll, and note in `came` what that means. Returns the columns to change.

    None: nothing is new.
    """
    roll = {**bridge.get("roll", {})}
    before = roll.get(leg, NEVER_IN)
    if _is_old(before, move):
        return None
    settles = meets(row, bridge, move.now)
    at = move.now.isoformat() if move.joined else before["at"]
    seq, of = move.sequence or before["seq"], move.conference or before["of"]
    roll[leg] = {"seq": seq, "of": of, "in": move.joined, "at": at}
    bridge["roll"] = roll
    there = inside(bridge)
    if have_met(row) and not there:
        bridge["over"] = move.now.isoformat()
    if before["in"] != move.joined:
        came.append(_came(row, bridge, leg, move))
    return settles


def meets(
    row: Promise, bridge: Mapping[str, Any], now: datetime, seen: Collection[str] = ()
) -> dict[str, Any]:
    """Settle the page of an opener who has met somebody that has pressed the key; {}: not yet, or it is.

    They are in the room together by the roll for a while, or at once by `seen`, whom the carrier lists there.
    """
    roll = bridge.get("roll", {})
    if row.state not in UNSETTLED or row.call_id not in inside(bridge):
        return {}
    pressed = sorted(leg for leg in inside(bridge) if party_of(bridge, leg).by == "press")
    for leg in pressed:
        since = max(datetime.fromisoformat(roll[one]["at"]) for one in (row.call_id, leg))
        if {row.call_id, leg} <= {*seen} or now - since >= MEETS:
            return {**settled(now), "acknowledged_by": party_of(bridge, leg).person}
    return {}


def _is_old(before: Mapping[str, Any], move: Move) -> bool:
    """Whether it is known, or was overtaken; the end of an earlier conference always was."""
    if before["of"] and move.conference and before["of"] != move.conference:
        return not move.joined
    if move.sequence:
        return bool(move.sequence <= before["seq"])
    return bool(before["in"] == move.joined)


def _came(row: Promise, bridge: Mapping[str, Any], leg: str, move: Move) -> Came:
    since = datetime.fromisoformat(bridge["roll"][leg]["at"])
    return Came(
        party=party_of(bridge, leg),
        joined=move.joined,
        seconds=0 if move.joined else round((move.now - since).total_seconds()),
        is_last=have_met(row) and not inside(bridge),
        people=len(bridge["roll"]),
    )
