"""Bridges: rows of pages that gather several people in a conference. How each is changed.

A row is of kind `page`, claimed once a ring as any page, and stays unsettled until its opener has met
somebody in the room; it is then kept, and others still come in. What its body says: bridge_rows.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, update

from storage.record.bridge_moves import NEVER_IN, Came, Move, meets, moves
from storage.record.bridge_rows import (
    Party,
    are_over,
    bridge_in,
    have_met,
    inside,
    is_over,
    missed,
)
from storage.record.engine import Record
from storage.record.page_rows import UNSETTLED, is_held
from storage.record.promises import Claim, Promise, State, promise_of
from storage.record.tables import promises

_COLUMNS = promises.c
#: What every key of a bridge's row ends with.
KEY = "/bridge"
_STATES: tuple[State, ...] = ("open", "claimed", "kept", "cancelled")
#: What of a row's columns is to change, beside `bridge` in its body; None: all stays as it is.
_Change = Callable[[Promise, dict[str, Any]], dict[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One level, rung together. name: round and level; lasts: how long each phone rings."""

    name: str
    lasts: timedelta


class Bridges:
    """The bridges of one tenant. Each change is one transaction on the row as it is then."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def begins(self, claim: Claim, ring: Ring) -> bool:
        """Note which level is about to be rung. False: the claim is no longer ours."""

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if not is_held(row, claim) or is_over(bridge):
                return None
            bridge["lasts_s"] = ring.lasts.total_seconds()
            return {}

        return self._changed(claim.id, change) is not None

    def rang(self, claim: Claim, ring: Ring, person: str, leg: str) -> bool:
        """Note a leg as it is made. False: the bridge is over, or somebody else rings for it.

        Where two have met meanwhile, the rest of the level is rung all the same: they come in too.
        """

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if is_over(bridge) or not (is_held(row, claim) or have_met(row)):
                return None
            known = bridge.get("legs", {}).get(leg, {})
            bridge["legs"] = {**bridge.get("legs", {}), leg: {**known, "person": person, "ring": ring.name}}
            return {}

        return self._changed(claim.id, change) is not None

    def waits(self, claim: Claim, until: datetime, **noted: object) -> bool:
        """The ring is under way until then: the row is open, and says what is noted. False as in `begins`."""

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if not is_held(row, claim):
                return None
            bridge.update(noted)
            return {"state": "open", "due_at": until, "lease_until": None}

        return self._changed(claim.id, change) is not None

    def rings(self, page_id: str, leg: str, now: datetime, more: timedelta) -> None:
        """A leg has begun to ring: its time counts from now, `more` for what follows it."""

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            until = now + timedelta(seconds=float(bridge.get("lasts_s", 0))) + more
            return _lives(row, bridge, leg, until)

        self._changed(page_id, change)

    def picked_up(self, page_id: str, leg: str, until: datetime) -> Promise | None:
        """Somebody has picked up: the next level is not rung before they have heard it all."""

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            return _lives(row, bridge, leg, until, heard=True)

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
            known = {**bridge.get("legs", {}).get(leg, {}), "until": now.isoformat(), "over": True}
            bridge["legs"] = {**bridge.get("legs", {}), leg: known}
            due.append(row.state == "open" and are_over(bridge))
            return {"due_at": now} if due[-1] else {}

        changed = self._changed(page_id, change)
        return changed if any(due) else None

    def join(self, page_id: str, party: Party, until: datetime) -> Promise | None:
        """Let somebody in, who is in the room by then. None: the bridge is over."""

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if is_over(bridge):
                return None
            known = {"by": party.by, "person": party.person, "until": until.isoformat()}
            bridge["parties"] = {**bridge.get("parties", {}), party.leg: known}
            return _lives(row, bridge, party.leg, until, heard=True) if party.by == "press" else {}

        return self._changed(page_id, change)

    def closes(self, page_id: str, now: datetime, why: str) -> Promise | None:
        """End a bridge in which nobody has met. None: two have, or it is over."""

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if row.state not in UNSETTLED:
                return None
            bridge["over"] = now.isoformat()
            return {"state": "cancelled", "why": why, "lease_until": None, "fence": row.fence + 1}

        return self._changed(page_id, change)

    def read(self, page_id: str) -> Promise | None:
        found = self._rows(self._is(page_id))
        return found[0] if found else None

    def of_call(self, call_id: str) -> tuple[Promise, ...]:
        """Return the bridges that a call has opened, and that nobody has met in."""
        return self._rows(and_(_COLUMNS.call_id == call_id, _COLUMNS.state.in_(UNSETTLED)))

    def since(self, opened: datetime) -> tuple[Promise, ...]:
        """Return the bridges that were opened since then, and have not failed.

        No row is due before it is made: by when each was due last, an index finds them among all promises.
        """
        lately = and_(_COLUMNS.state.in_(_STATES), _COLUMNS.due_at >= opened)
        return self._rows(and_(lately, _COLUMNS.made_at >= opened))

    def by_pin(self, pin: str, since: datetime) -> Promise | None:
        """Find the bridge of this PIN that was opened since then and is not over."""
        return next((row for row in self.since(since) if _has_pin(bridge_in(row), pin)), None)

    def moved(self, page_id: str, leg: str, move: Move) -> Came | None:
        """Keep the roll by a conference's news, in whatever order and however often it is told.

        None: it is known, or older than what is.
        """
        came: list[Came] = []

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            return moves(row, bridge, leg, move, came)

        self._changed(page_id, change)
        return came[-1] if came else None

    def met(self, page_id: str, now: datetime) -> bool:
        """Settle the page if opener and responder are together for long enough; whether that was done now."""
        return self._changed(page_id, lambda row, bridge: meets(row, bridge, now) or None) is not None

    def looked(
        self, page_id: str, roll: Mapping[str, Any], legs: Collection[str], now: datetime
    ) -> list[Came]:
        """Mend the roll by who the carrier says is in the room, unless news came since `roll` was read.

        An opener whom it lists with somebody who has pressed the key has met them. Who should be there by now
        and is not, is not waited for any more.
        """
        came: list[Came] = []

        def change(row: Promise, bridge: dict[str, Any]) -> dict[str, Any] | None:
            if bridge.get("roll", {}) != roll:
                return None
            changed: dict[str, Any] = {}
            for leg in sorted({*legs, *inside(bridge)}):
                move = Move(joined=leg in legs, now=now)
                changed |= moves(row, bridge, leg, move, came) or {}
            absent = {leg: dict(NEVER_IN) for leg in missed(bridge, now)}
            bridge["roll"] = {**bridge.get("roll", {}), **absent}
            return changed | meets(row, bridge, now, seen=legs)

        self._changed(page_id, change)
        return came

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

    def _rows(self, wanted: Any) -> tuple[Promise, ...]:
        mine = and_(
            _COLUMNS.tenant == self._tenant, _COLUMNS.kind == "page", _COLUMNS.key.endswith(KEY), wanted
        )
        with self._record.reading() as connection:
            rows = connection.execute(select(promises).where(mine).order_by(_COLUMNS.made_at))
            return tuple(promise_of(row) for row in rows)

    def _is(self, page_id: str) -> Any:
        return and_(_COLUMNS.tenant == self._tenant, _COLUMNS.kind == "page", _COLUMNS.id == page_id)


def _has_pin(bridge: Mapping[str, Any], pin: str) -> bool:
    return bool(pin) and not is_over(bridge) and hmac.compare_digest(str(bridge.get("pin", "")), pin)


def _lives(
    row: Promise, bridge: dict[str, Any], leg: str, until: datetime, *, heard: bool = False
) -> dict[str, Any]:
    """A leg shows that it lasts until then: the next level is not due before."""
    known = {**bridge.get("legs", {}).get(leg, {}), "until": until.isoformat()} | (
        {"heard": True} if heard else {}
    )
    bridge["legs"] = {**bridge.get("legs", {}), leg: known}
    return {"due_at": max(row.due_at, until)} if row.state == "open" else {}
