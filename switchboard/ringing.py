"""Whom a page rings next: the roster's order of now, and where the page stands in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ivr.world import OnCall, Paged, PageLevel, Paging
from routing.oncall import ladder as order
from routing.oncall.ladder import Ladder, Rung, Spot
from routing.oncall.roster import LevelPlan, Roster, Wanted, ladder


def next_ring(roster: Roster, paging: Paging, now: datetime) -> Paged | None:
    """Answer a page step. None: everybody was rung, as often as the policy says, or there is nobody."""
    found = ladder_of(roster, paging, now)
    stood = Spot.read(paging.spot) if paging.spot else None
    if stood is None:
        spot = order.first(found)
    elif paging.stands:
        spot = order.stands(found, stood)
    else:
        spot = order.after(found, stood, _rung(paging))
    return None if spot is None else replace(paged_at(found, spot), drill=paging.drill)


def paged_at(found: Ladder, spot: Spot) -> Paged:
    """Describe one ring to the step that rings it."""
    ring = order.ring_at(found, spot)
    people = tuple(
        OnCall(person=one.person, title=one.title, number=one.number, language=one.language)
        for one in ring.targets
    )
    return Paged(spot=str(spot), people=people, ring_s=ring.ring_s, round=spot.round, level=ring.level)


def ladder_of(roster: Roster, paging: Paging, now: datetime) -> Ladder:
    wanted = Wanted(
        policy=paging.policy,
        levels=plans_of(paging.levels),
        manager=paging.manager,
        drill=paging.drill,
    )
    return ladder(roster, wanted, now)


def _rung(paging: Paging) -> Rung:
    return Rung(
        picked_up=paging.picked_up,
        accepted=paging.accepted,
        busy=paging.busy,
        heard=paging.heard,
        declined=paging.declined,
        escalated=paging.escalated,
    )


def plans_of(levels: tuple[PageLevel, ...]) -> tuple[LevelPlan, ...]:
    """Return a step's own levels as the roster's ladder takes them."""
    return tuple(
        LevelPlan(
            call=level.call,
            strategy="simultaneous" if level.at_once else "in_turn",
            ring_s=level.ring_s,
            tries=level.tries,
        )
        for level in levels
    )
