"""Bridges: rows of pages that gather several people in a conference, and who is in it.

A row is of kind `page`, and its body holds `bridge`: the PIN, which level rings next, the legs that were
rung, who has accepted or come by the PIN (`parties`), and who is in the room (`roll`); both by CallSid.
It is claimed once a ring, as any page, and kept as soon as one person has accepted; others still come in.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update

from storage.record.engine import Record
from storage.record.page_rows import UNSETTLED, is_held
from storage.record.promises import Claim, Promise, promise_of
from storage.record.tables import promises

_COLUMNS = promises.c
#: What of a row's columns is to change, beside `bridge` in its body; None: all stays as it is.
_Change = Callable[[Promise, dict[str, Any]], dict[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody who may be in the room. by: opener, press or pin; person: on call, else ""."""

    leg: str
    by: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Somebody has come into the room, or left it. seconds: they were in it; is_last: nobody is now."""

    party: Party
    joined: bool
    seconds: int = 0
    is_last: bool = False
    people: int = 0
    #: The one leg that is still in the room; "" for none, or several.
    alone: str = ""


def bridge_in(row: Promise) -> dict[str, Any]:
    """What a row says of its bridge; {}: it is none."""
    return dict(row.body.get("bridge", {}))


def is_over(bridge: Mapping[str, Any]) -> bool:
    return bool(bridge.get("over"))


class Bridges:
    """The bridges of one tenant. Each change is one transaction on the row as it is then."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def rang(self, claim: Claim, person: str, leg: str) -> bool:
        """Note a leg as it is made. False: the bridge is over, or somebody else rings for it."""

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if not is_held(row, claim) or is_over(bridge):
                return None
            bridge["legs"] = {**bridge.get("legs", {}), leg: person}
            return {}

        return self._changed(claim.id, change) is not None

    def waits(self, claim: Claim, until: datetime, **noted: object) -> bool:
        """The ring is under way until then: the row is open, and says what is noted. False as in `rang`."""

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if not is_held(row, claim):
                return None
            bridge.update(noted)
            return {"state": "open", "due_at": until, "lease_until": None}

        return self._changed(claim.id, change) is not None

    def picked_up(self, page_id: str, until: datetime) -> Promise | None:
        """Somebody has picked up: the next level is not rung before they have heard it all."""

        def change(row: Promise, _bridge: dict[str, Any]) -> dict[str, Any] | None:
            return {"due_at": max(row.due_at, until)} if row.state == "open" else None

        return self._changed(page_id, change) or self.read(page_id)

    def declined(self, page_id: str, person: str) -> bool:
        """Somebody will not come: they are not rung for this bridge again."""

        def change(_row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if person in bridge.get("declined", ()):
                return None
            bridge["declined"] = sorted({*bridge.get("declined", ()), person})
            return {}

        return self._changed(page_id, change) is not None

    def leg_over(self, page_id: str, leg: str, now: datetime) -> Promise | None:
        """A leg that was rung has ended. Returns the row where the next level is due at once."""
        due: list[bool] = []

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            bridge["ended"] = sorted({*bridge.get("ended", ()), leg})
            due.append(row.state == "open" and set(bridge["ended"]) >= set(bridge.get("legs", ())))
            return {"due_at": now} if due[-1] else {}

        changed = self._changed(page_id, change)
        return changed if any(due) else None

    def join(self, page_id: str, party: Party, now: datetime) -> Promise | None:
        """Let somebody in, once a leg. The first one settles the page. None: the bridge is over."""

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if is_over(bridge):
                return None
            bridge["parties"] = {**bridge.get("parties", {}), party.leg: asdict(party)}
            if row.state not in UNSETTLED or party.by == "opener":
                return {}
            first = {"state": "kept", "kept_at": now, "lease_until": None, "why": None}
            return {**first, "fence": row.fence + 1, "acknowledged_by": party.person or party.by}

        return self._changed(page_id, change)

    def falls(self, page_id: str, now: datetime) -> bool:
        """End a bridge for which nothing rings. False: something does, or somebody has come."""

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if any(bridge.get("legs", ())) or bridge.get("parties"):
                return None
            return _ends(row, bridge, now, "nothing rang")

        return self._changed(page_id, change) is not None

    def exhausts(self, page_id: str, now: datetime) -> bool:
        """End a bridge for whose opener everybody was rung. False: somebody has come after all."""

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            return None if bridge.get("parties") else _ends(row, bridge, now, "nobody accepted")

        return self._changed(page_id, change) is not None

    def calls_opener(self, page_id: str) -> bool:
        """Take it on to call the opener back into the room; true once."""

        def change(_row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if bridge.get("called_opener"):
                return None
            bridge["called_opener"] = True
            return {}

        return self._changed(page_id, change) is not None

    def read(self, page_id: str) -> Promise | None:
        wanted = self._is(page_id)
        with self._record.reading() as connection:
            row = connection.execute(select(promises).where(wanted)).one_or_none()
        found = None if row is None else promise_of(row)
        return found if found is not None and bridge_in(found) else None

    def by_pin(self, pin: str, since: datetime) -> Promise | None:
        """Find the bridge of this PIN that was opened since then and is not over."""
        wanted = and_(_COLUMNS.tenant == self._tenant, _COLUMNS.kind == "page", _COLUMNS.made_at >= since)
        with self._record.reading() as connection:
            rows = [promise_of(row) for row in connection.execute(select(promises).where(wanted))]
        found = (row for row in rows if _has_pin(bridge_in(row), pin))
        return next(found, None)

    def moved(self, page_id: str, leg: str, move: Move) -> Came | None:
        """Keep the roll by a conference's news, in whatever order and however often it is told.

        None: it is known, or older than what is.
        """
        came: list[Came] = []

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            roll = {**bridge.get("roll", {})}
            before = roll.get(leg, {"seq": -1, "in": False, "at": move.now.isoformat()})
            if (move.sequence and move.sequence <= before["seq"]) or before["in"] == move.joined:
                return None
            at = move.now.isoformat() if move.joined else before["at"]
            roll[leg] = {"seq": move.sequence or before["seq"], "in": move.joined, "at": at}
            bridge["roll"] = roll
            came.append(_came(row, bridge, leg, move))
            if came[-1].is_last:
                bridge["over"] = move.now.isoformat()
            return {}

        self._changed(page_id, change)
        return came[-1] if came else None

    def _changed(self, page_id: str, change: _Change) -> Promise | None:
        """Change the row by what it is now. Returns it; None: it is no bridge, or it stays."""
        with self._record.writing() as connection:
            found = connection.execute(select(promises).where(self._is(page_id)).with_for_update())
            row = found.one_or_none()
            before = None if row is None else promise_of(row)
            bridge = {} if before is None else bridge_in(before)
            values = change(before, bridge) if before is not None and bridge else None
            if before is None or values is None:
                return None
            body = {**before.body, "bridge": bridge}
            changed = update(promises).where(self._is(page_id)).values(body=body, **values)
            return promise_of(connection.execute(changed.returning(promises)).one())

    def _is(self, page_id: str) -> Any:
        return and_(_COLUMNS.tenant == self._tenant, _COLUMNS.kind == "page", _COLUMNS.id == page_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What is told of a leg in a room. sequence: from 1 by the carrier's count, 0 where it does not say."""

    joined: bool
    sequence: int
    now: datetime


def _has_pin(bridge: Mapping[str, Any], pin: str) -> bool:
    return bool(pin) and not is_over(bridge) and hmac.compare_digest(str(bridge.get("pin", "")), pin)


def _ends(row: Promise, bridge: dict[str, Any], now: datetime, why: str) -> dict[str, Any] | None:
    if row.state not in UNSETTLED:
        return None
    bridge["over"] = now.isoformat()
    return {"state": "cancelled", "why": why, "lease_until": None, "fence": row.fence + 1}


def _came(row: Promise, bridge: Mapping[str, Any], leg: str, move: Move) -> Came:
    roll = bridge["roll"]
    inside = [each for each, seen in roll.items() if seen["in"]]
    known = bridge.get("parties", {}).get(leg)
    party = Party(**known) if known else Party(leg=leg, by="opener")
    others = [each for each in roll if each != row.call_id]
    since = datetime.fromisoformat(roll[leg]["at"])
    return Came(
        party=party,
        joined=move.joined,
        seconds=0 if move.joined else round((move.now - since).total_seconds()),
        is_last=not move.joined and not inside and bool(others),
        people=len(roll),
        alone=inside[0] if len(inside) == 1 and not move.joined else "",
    )
