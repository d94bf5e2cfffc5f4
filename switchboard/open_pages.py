"""The pages that go on now, for whoever looks after them: since when, whom they ring, what is next.

One that is rung on its caller's own leg has a row only once it is handed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from routing.oncall.ladder import Ladder, Spot
from storage.record.bridge_rows import bridge_in, have_met, inside, is_over
from storage.record.bridges import Bridges
from storage.record.pages import IN_LINE
from storage.record.promises import Promise
from switchboard.handing_over import GIVEN_UP_AFTER, paging_of
from switchboard.page_places import place_of
from switchboard.ringing import ladder_of
from switchboard.services import Services, Tenant

#: Open pages of one company that are shown together.
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The conference of an outage. pin: lets late joiners in; inside: so many are in it; met: two were."""

    pin: str
    inside: int
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage:
    """A page that goes on. Instants are aware UTC; people are named as in oncall.yaml.

    line: its words, or the number dialled. number: the caller's, E.164, "" withheld. why: as `Handed.why`,
    "" of a room. level, round: from 1, 0 before the first ring, and where the order has changed since;
    rounds: so often everybody was rung to the end. rung: who is rung now; then: who is rung after them;
    taken_by: who has accepted and is to meet the caller, "" nobody. next_at: when something is due, if
    nothing happens before; None: the call itself knows. in_line: it waits until somebody on call is free.
    """

    call_id: str
    line: str
    number: str
    policy: str
    urgency: str
    why: str
    since: datetime
    level: int
    round: int
    rounds: int
    rung: tuple[str, ...]
    then: tuple[str, ...]
    taken_by: str
    next_at: datetime | None
    in_line: bool
    room: Room | None


def open_pages(services: Services, tenant: Tenant) -> tuple[OpenPage, ...]:
    """Read the pages that go on and the rooms that somebody is in, oldest first. Raises RecordUnavailable."""
    ask = services.record.bounded.run
    since = services.clock() - GIVEN_UP_AFTER
    rooms = [row for row in ask(Bridges(services.record, tenant.name).since, since) if _is_peopled(row)]
    rows = {row.id: row for row in (*ask(tenant.pages.unsettled, MOST), *rooms)}
    oldest = sorted(rows.values(), key=lambda row: (row.made_at, row.id))[:MOST]
    roster, now = services.rosters.of(services.books.live(tenant.name), services.clock()), services.clock()
    return tuple(_shown(row, ladder_of(roster, paging_of(row.body), now)) for row in oldest)


def _is_peopled(row: Promise) -> bool:
    """Whether two have met in its room, and somebody is there still: its page is settled, it is not over."""
    bridge = bridge_in(row)
    return have_met(row) and not is_over(bridge) and bool(inside(bridge))


def _shown(row: Promise, found: Ladder) -> OpenPage:
    body = row.body
    rung: Mapping[str, Any] = body.get("rung", {})
    over = frozenset(rung.get("over", ()))
    bridge = bridge_in(row)
    room = Room(pin=str(bridge.get("pin", "")), inside=len(inside(bridge)), met=have_met(row))
    place = place_of(found, Spot.read(str(body.get("spot", ""))))
    return OpenPage(
        call_id=row.call_id,
        line=str(body.get("line") or body.get("from", "")),
        number=str(body.get("number", "")),
        policy=str(body.get("policy", "")),
        urgency=str(body.get("urgency", "")),
        why=str(body.get("why", "")),
        since=row.made_at,
        level=place.level,
        round=place.round,
        rounds=int(body.get("rounds", 0)),
        rung=tuple(sorted(_rung(bridge) if bridge else set(rung.get("people", ())) - over)),
        then=() if bridge or row.acknowledged_by else place.then,
        taken_by=row.acknowledged_by or "",
        next_at=row.due_at if row.lease_until is None else row.lease_until,
        in_line=row.why == IN_LINE,
        room=room if bridge else None,
    )


def _rung(bridge: Mapping[str, Any]) -> set[str]:
    """Find who is rung for a conference and has not come into it."""
    came = bridge.get("parties", {}).keys()
    legs = bridge.get("legs", {}).items()
    return {str(known["person"]) for leg, known in legs if leg not in came and not known.get("over")}
