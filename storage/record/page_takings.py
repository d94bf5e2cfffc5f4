"""Pages that somebody has taken: whose they are, whether they have met the caller, what settles them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update

from storage.record.engine import Record
from storage.record.page_rows import CALLER, UNSETTLED, body_of, is_taken_by, rung_of, settled, with_one
from storage.record.promises import Promise, promise_of
from storage.record.tables import promises

_COLUMNS = promises.c
#: What a row is to hold from now on; None: it stays as it is.
_Change = Callable[[Promise], dict[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Who has accepted, and on which leg (its CallSid). meets: how they meet the caller: join or back."""

    person: str
    leg: str
    meets: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Whose leg has come into the room of a page. caller: the call that it is of; fence: of its taking."""

    leg: str
    caller: str
    fence: int


class Takings:
    """The pages of one tenant. Each change is one transaction on the row as it is then."""

    def __init__(self, record: Record, tenant: str) -> None:
        self._record = record
        self._tenant = tenant

    def read(self, page_id: str) -> Promise | None:
        with self._record.reading() as connection:
            row = connection.execute(select(promises).where(self._is(page_id))).one_or_none()
        return None if row is None else promise_of(row)

    def accept(self, page_id: str, taker: Taker, until: datetime) -> Promise | None:
        """Take the page for whoever pressed the key first; the row then says who that was. None: no such row.

        It is theirs until `until`, while they meet the caller. From here on, the ring's legs move nothing.
        """

        def change(row: Promise) -> dict[str, Any] | None:
            if row.state not in UNSETTLED or "taken" in row.body:
                return None
            body = {
                **body_of(row),
                "taken": {"person": taker.person, "leg": taker.leg, "fence": row.fence + 1},
            }
            claimed = {"state": "claimed", "fence": row.fence + 1, "lease_until": until}
            return {"body": body, **claimed, "acknowledged_by": taker.person}

        return self._changed(page_id, change) or self.read(page_id)

    def meets(self, page_id: str, taker: Taker, until: datetime) -> bool:
        """Note how whoever has taken the page meets the caller now, and by when. False: it is not theirs."""

        def change(row: Promise) -> dict[str, Any] | None:
            if not is_taken_by(row, taker.leg):
                return None
            taken = {**row.body["taken"], "meets": taker.meets}
            lease = {"lease_until": until} if row.state == "claimed" else {}
            return {"body": {**body_of(row), "taken": taken}, **lease}

        return self._changed(page_id, change) is not None

    def fetched(self, page_id: str) -> bool:
        """The caller's leg has asked for the room's document: it is on its way there."""

        def change(row: Promise) -> dict[str, Any] | None:
            taken = row.body.get("taken")
            return {"body": {**body_of(row), "taken": {**taken, "fetched": True}}} if taken else None

        return self._changed(page_id, change) is not None

    def comes(self, page_id: str, coming: Coming, now: datetime) -> Promise | None:
        """A leg has come into the room of the page. Returns the row where that makes both: they have met.

        News of an earlier taking, which somebody has given back since, say nothing of this one.
        """
        met: list[bool] = []

        def change(row: Promise) -> dict[str, Any] | None:
            taken = row.body.get("taken", {})
            if row.state != "claimed" or taken.get("fence") != coming.fence:
                return None
            taken = with_one(taken, "came", coming.leg)
            body = {**body_of(row), "taken": taken}
            met.append({coming.caller, taken["leg"]} <= set(taken["came"]))
            return {"body": body} | (settled(now) if met[-1] else {})

        changed = self._changed(page_id, change)
        return changed if any(met) else None

    def settle(self, page_id: str, leg: str, now: datetime) -> bool:
        """Whoever has taken the page has met the caller, or says that it is theirs. False: it was settled."""

        def change(row: Promise) -> dict[str, Any] | None:
            return settled(now) if is_taken_by(row, leg) and row.state == "claimed" else None

        return self._changed(page_id, change) is not None

    def helped(self, page_id: str, now: datetime) -> Promise | None:
        """Settle the page of a caller who says that they were helped. None: it was settled."""

        def change(row: Promise) -> dict[str, Any] | None:
            if row.state not in UNSETTLED:
                return None
            by = row.acknowledged_by or CALLER
            return {**settled(now), "acknowledged_by": by, "fence": row.fence + 1}

        return self._changed(page_id, change)

    def give_back(self, page_id: str, leg: str, now: datetime, *, met: bool = False) -> Promise | None:
        """Go on with the page: who has taken it on this leg has not met the caller. None: that is not so.

        met: they have met, and the caller says that they were not helped.
        """

        def change(row: Promise) -> dict[str, Any] | None:
            if not is_taken_by(row, leg) or row.state not in ({"claimed", "kept"} if met else {"claimed"}):
                return None
            body = {**body_of(row), "rung": {**rung_of(row), "accepted": True}}
            body.pop("taken")
            opened = {"state": "open", "due_at": now, "lease_until": None, "kept_at": None}
            return {"body": body, **opened, "acknowledged_by": None}

        return self._changed(page_id, change)

    def hold(self, key: str, by: str, until: datetime) -> Promise | None:
        """Leave a page alone until then: a number says by a text that it has it. None: that changes nothing.

        Nobody has talked to the caller yet, so that the page goes on after it, and is held once. A bridge
        rings on: a text brings nobody into it.
        """

        def change(row: Promise) -> dict[str, Any] | None:
            if row.state not in UNSETTLED or {"taken", "bridge", "held"} & row.body.keys():
                return None
            opened = {"state": "open", "due_at": until, "lease_until": None, "why": None}
            return {
                **opened,
                "body": {**body_of(row), "held": by},
                "acknowledged_by": by,
                "fence": row.fence + 1,
            }

        return self._keyed(key, change)

    def done(self, key: str, by: str, now: datetime) -> Promise | None:
        """Settle a page for a number that says that it has talked to the caller. None: as in `hold`."""

        def change(row: Promise) -> dict[str, Any] | None:
            if row.state not in UNSETTLED or {"taken", "bridge"} & row.body.keys():
                return None
            return {**settled(now), "acknowledged_by": by, "fence": row.fence + 1}

        return self._keyed(key, change)

    def _keyed(self, key: str, change: _Change) -> Promise | None:
        with self._record.reading() as connection:
            keyed = and_(_COLUMNS.tenant == self._tenant, _COLUMNS.key == key)
            row = connection.execute(select(promises).where(keyed)).one_or_none()
        return None if row is None else self._changed(row.id, change)

    def quiet_alerts(self, call_id: str, by: str, now: datetime) -> None:
        """Tell nobody of a call any more that somebody has."""
        statement = (
            update(promises)
            .where(
                _COLUMNS.tenant == self._tenant,
                _COLUMNS.kind == "alert",
                _COLUMNS.call_id == call_id,
                _COLUMNS.state.in_(UNSETTLED),
            )
            .values(state="kept", kept_at=now, acknowledged_by=by, lease_until=None)
        )
        with self._record.writing() as connection:
            connection.execute(statement)

    def alert_again(self, page: Promise, now: datetime) -> None:
        """Text people again of a call that a number was to see to, and has not. Does nothing for others."""
        if "held" not in page.body:
            return
        call_id, by = page.call_id, str(page.body["held"])
        kept = and_(_COLUMNS.state == "kept", _COLUMNS.acknowledged_by == by)
        alerts = and_(_COLUMNS.tenant == self._tenant, _COLUMNS.kind == "alert", _COLUMNS.call_id == call_id)
        opened = {"state": "open", "due_at": now, "kept_at": None, "acknowledged_by": None}
        with self._record.writing() as connection:
            connection.execute(update(promises).where(alerts, kept).values(**opened))

    def _changed(self, page_id: str, change: _Change) -> Promise | None:
        """Change the row by what it is now. Returns it; None: there is none, or it stays."""
        with self._record.writing() as connection:
            found = connection.execute(select(promises).where(self._is(page_id)).with_for_update())
            row = found.one_or_none()
            values = None if row is None else change(promise_of(row))
            if values is None:
                return None
            changed = update(promises).where(self._is(page_id)).values(**values).returning(promises)
            return promise_of(connection.execute(changed).one())

    def _is(self, page_id: str) -> Any:
        return and_(_COLUMNS.tenant == self._tenant, _COLUMNS.kind == "page", _COLUMNS.id == page_id)
