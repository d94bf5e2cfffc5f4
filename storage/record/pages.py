"""Pages that go on by REST: promises of kind `page`, one a call, and what is known of the ring under way.

Its row is claimed once a ring. Between claims it is open: it falls due when the ring must be over, or as soon
as all its legs are. Whoever accepts has it claimed until the caller is met, and only the first one does.
What a row's body holds of it: `spot`, where the page stands; `rung`, the ring; `taken`, who has accepted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update

from storage.record.page_rows import UNSETTLED, body_of, is_held, is_of, met_on_no_leg, rung_of, with_one
from storage.record.page_takings import Takings
from storage.record.promises import Claim, NewPromise, Promise, promise_of, write_promise
from storage.record.tables import promises

_COLUMNS = promises.c
#: Why a page is not due that waits until somebody is free.
IN_LINE = "nobody is free"


def key_of(call_id: str) -> str:
    """Name a call's page: the same for whatever led to it, so that a call never has two."""
    return f"{call_id}/page"


class Pages(Takings):
    """The pages of one tenant: those that are rung, and those that somebody has taken."""

    def hand_over(self, new: NewPromise, now: datetime) -> Promise:
        """Write a page down, or find the call's own. One that no leg of ours had settled goes on anew.

        Nobody has that any more: its caller was helped, and then was not after all. now: when that was.
        """
        with self._record.writing() as connection:
            write_promise(connection, self._tenant, new, now)
            keyed = and_(_COLUMNS.tenant == self._tenant, _COLUMNS.key == new.key)
            row = promise_of(connection.execute(select(promises).where(keyed).with_for_update()).one())
            if not met_on_no_leg(row) or row.kept_at is None or row.kept_at >= now:
                return row
            opened = {"state": "open", "due_at": new.due_at, "body": dict(new.body), "kept_at": None}
            opened |= {"acknowledged_by": None, "fence": row.fence + 1}
            again = update(promises).where(keyed).values(**opened)
            return promise_of(connection.execute(again.returning(promises)).one())

    def unsettled(self, limit: int = 100) -> tuple[Promise, ...]:
        """Return the pages that go on, oldest first."""
        wanted = and_(_COLUMNS.tenant == self._tenant, _COLUMNS.kind == "page", _COLUMNS.state.in_(UNSETTLED))
        statement = select(promises).where(wanted).order_by(_COLUMNS.made_at).limit(limit)
        with self._record.reading() as connection:
            return tuple(promise_of(row) for row in connection.execute(statement))

    def begins(self, claim: Claim, spot: str, people: Collection[str]) -> bool:
        """Note whom this claim is about to ring, before anybody is. False: the claim is no longer ours.

        Whoever takes over a claim that says nothing of this ring knows that nobody was rung by it.
        """

        def change(row: Promise) -> dict[str, Any] | None:
            if not is_held(row, claim):
                return None
            body = {**body_of(row), "spot": spot, "rung": {"people": list(people), "fence": claim.fence}}
            body.pop("taken", None)
            return {"body": body, "acknowledged_by": None}

        return self._changed(claim.id, change) is not None

    def rings(self, claim: Claim, legs: Mapping[str, str], until: datetime, now: datetime) -> bool:
        """Note the legs of a ring, person -> CallSid, "" where not known; who is not named does not ring.

        It is over at `until` at the latest; now, where every leg already is. False: the claim is not ours.
        """

        def change(row: Promise) -> dict[str, Any] | None:
            if not is_held(row, claim):
                return None
            rung = rung_of(row)
            over = set(rung.get("over", ())) | (set(rung["people"]) - legs.keys())
            rung |= {"legs": dict(legs), "over": sorted(over)}
            due = now if over >= set(rung["people"]) else until
            opened = {"state": "open", "due_at": due, "lease_until": None, "why": None}
            return {"body": {**body_of(row), "rung": rung}, **opened}

        return self._changed(claim.id, change) is not None

    def waits(self, claim: Claim, until: datetime, *, in_line: bool = False) -> bool:
        """Nobody could be rung yet: the same ring is due at `until`. False as in `begins`.

        in_line: it waits until somebody is free; whoever rings the first of the line makes the next one due.
        """

        def change(row: Promise) -> dict[str, Any] | None:
            if not is_held(row, claim):
                return None
            why = IN_LINE if in_line else None
            opened = {"state": "open", "due_at": until, "lease_until": None, "why": why}
            return {"body": dict(claim.body), **opened}

        return self._changed(claim.id, change) is not None

    def first_in_line(self) -> tuple[Promise, ...]:
        """Return the first page of each line that waits until somebody is free.

        A line is of one policy; those that were rung for before stand in one of their own.
        """
        waits = and_(_COLUMNS.state == "open", _COLUMNS.why == IN_LINE)
        wanted = and_(_COLUMNS.tenant == self._tenant, _COLUMNS.kind == "page", waits)
        line = [_COLUMNS.body["policy"].as_string(), _COLUMNS.body["rung"].as_string().is_(None)]
        place = func.row_number().over(partition_by=line, order_by=(_COLUMNS.made_at, _COLUMNS.id))
        places = select(_COLUMNS.id, place.label("place")).where(wanted).subquery()
        first = select(places.c.id).where(places.c.place == 1)
        with self._record.reading() as connection:
            found = connection.execute(select(promises).where(_COLUMNS.id.in_(first)))
            return tuple(promise_of(row) for row in found)

    def hastens(self, key: str, now: datetime) -> Promise | None:
        """Let a page be due at once: it is its turn. None: there is none, or it rings, or is over."""

        def change(row: Promise) -> dict[str, Any] | None:
            waits = row.state == "open" and (row.why == IN_LINE or "legs" not in rung_of(row))
            held = row.acknowledged_by is not None and row.why != IN_LINE  # somebody says that they have it
            return {"due_at": min(row.due_at, now)} if waits and not held else None

        return self._keyed(key, change)

    def pauses(self, claim: Claim, rounds: int, until: datetime) -> bool:
        """Everybody was rung, so often by now: it begins anew at `until`. False as in `begins`."""

        def change(row: Promise) -> dict[str, Any] | None:
            if not is_held(row, claim):
                return None
            body = {**body_of(row), "spot": "", "rounds": rounds}
            body.pop("rung", None)
            body.pop("taken", None)
            opened = {"state": "open", "due_at": until, "lease_until": None, "why": None}
            return {"body": body, **opened, "acknowledged_by": None}

        return self._changed(claim.id, change) is not None

    def leads(self, claim: Claim, meets: str, until: datetime) -> bool:
        """Let who had taken it meet the caller so, join or back, until then. False as in `begins`."""

        def change(row: Promise) -> dict[str, Any] | None:
            if not is_held(row, claim) or "taken" not in row.body:
                return None
            taken = {**row.body["taken"], "meets": meets}
            return {"body": {**body_of(row), "taken": taken}, "lease_until": until}

        return self._changed(claim.id, change) is not None

    def picked_up(self, page_id: str, fence: int, person: str, until: datetime) -> Promise | None:
        """Somebody has picked up: the ring lasts until they have heard it all. Returns the row as it is."""

        def change(row: Promise) -> dict[str, Any] | None:
            if not is_of(row, fence):
                return None
            rung = with_one(rung_of(row), "heard", person)
            return {"body": {**body_of(row), "rung": rung}, "due_at": max(row.due_at, until)}

        return self._changed(page_id, change) or self.read(page_id)

    def declined(self, page_id: str, fence: int, person: str, *, escalated: bool) -> bool:
        """Somebody will not take it. False: the ring is over, or the page is."""

        def change(row: Promise) -> dict[str, Any] | None:
            if not is_of(row, fence):
                return None
            rung = with_one(with_one(rung_of(row), "heard", person), "declined", person)
            rung |= {"escalated": True} if escalated else {}
            return {"body": {**body_of(row), "rung": rung}}

        return self._changed(page_id, change) is not None

    def is_over(
        self, page_id: str, fence: int, person: str, now: datetime, *, busy: bool = False
    ) -> Promise | None:
        """A leg of a ring has ended. Returns the row where that was the last one: the next ring is due."""
        found: list[bool] = []

        def change(row: Promise) -> dict[str, Any] | None:
            if not is_of(row, fence):
                return None
            rung = with_one(rung_of(row), "over", person) | ({"busy": True} if busy else {})
            last = row.state == "open" and (set(rung["over"]) >= set(rung["people"]) or "escalated" in rung)
            found.append(last)
            return {"body": {**body_of(row), "rung": rung}} | ({"due_at": now} if last else {})

        changed = self._changed(page_id, change)
        return changed if any(found) else None
