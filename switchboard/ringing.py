"""Whom a page rings next: the roster's order of now, and where the page stands in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ivr.world import OnCall, Paged, PageLevel, Paging
from routing.oncall import ladder as order
from routing.oncall.ladder import Ladder, Rung, Spot, tags
from routing.oncall.roster import LevelPlan, Roster, Wanted, ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """What other callers mean for a page: the people who are with them, and how many wait before it."""

    engaged: frozenset[str] = frozenset()
    ahead: int = 0


NO_OTHERS = Others()


def next_ring(roster: Roster, paging: Paging, now: datetime, others: Others = NO_OTHERS) -> Paged | None:
    """Answer a page step. None: everybody was rung, as often as the policy says, or there is nobody.

    Where fewer people are free than callers wait before this one, nobody is rung for it yet.
    """
    found = replace(ladder_of(roster, paging, now), engaged=tags(others.engaged))
    stood = Spot.read(paging.spot) if paging.spot else None
    if found.rings and found.free <= others.ahead:
        return _engaged(found, stood, paging, others)
    if stood is not None and paging.waits:
        # Who was rung in vain before may be free only now: all of it begins anew, but for who has declined.
        begun = order.first(found)
        spot = None if begun is None else replace(begun, declined=stood.declined)
    elif stood is None:
        spot = order.first(found)
    elif paging.stands:
        spot = order.stands(found, stood)
    else:
        spot = order.after(found, stood, _rung(paging))
    return None if spot is None else replace(paged_at(found, spot), drill=paging.drill)


def _engaged(found: Ladder, stood: Spot | None, paging: Paging, others: Others) -> Paged:
    """Let the caller wait; who has declined is kept in mind."""
    declined = tags(paging.declined) | (stood.declined if stood is not None else frozenset())
    spot = Spot(mark=found.mark, declined=declined)
    return Paged(spot=str(spot), people=(), ring_s=0, drill=paging.drill, engaged=True, ahead=others.ahead)


def may_be_rung(roster: Roster, paging: Paging, person: str, now: datetime) -> bool:
    """Whether this is one of those whom the present ring of a page is for.

    Where the order has changed since it began, nobody can say, and the address that we gave counts.
    """
    found = ladder_of(roster, paging, now)
    stood = Spot.read(paging.spot)
    if stood is None or stood.mark != found.mark or stood.ring >= len(found.rings):
        return True
    return any(one.person == person for one in found.rings[stood.ring].targets)


def line_that_is_busy(roster: Roster, paging: Paging, now: datetime) -> str:
    """Say whose phone, rung alone, has just been busy; "" for nobody's."""
    stood = Spot.read(paging.spot) if paging.busy else None
    found = ladder_of(roster, paging, now)
    if stood is None or stood.mark != found.mark or stood.ring >= len(found.rings):
        return ""
    targets = order.ring_at(found, stood).targets
    return targets[0].person if len(targets) == 1 else ""


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
