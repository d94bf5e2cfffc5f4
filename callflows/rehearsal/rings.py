"""Whom a page of a rehearsed call rings: the company's plan, at the clock of the test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from callflows.oncall import OnCallPlan
from ivr.world import OnCall, Paged, Paging
from routing.oncall.ladder import Ladder
from routing.oncall.roster import LevelPlan, Roster, Wanted, ladder
from routing.oncall.schedule import resolve

#: Whoever is on call at the test's instant is all that counts.
_AFTER = timedelta(minutes=1)


def one_ring(plan: OnCallPlan, now: datetime) -> Callable[[Paging], Paged | None]:
    """Answer page steps: one ring stands for a whole round, of everybody in the order in which they are rung.

    What came of it, the test says. None: there is nobody to ring, or everybody was rung and nobody picked up.
    now: aware.
    """
    shifts = {name: resolve(schedule, (), now, now + _AFTER) for name, schedule in plan.schedules.items()}
    roster = Roster(
        tenant="rehearsed",
        since=now,
        until=now + _AFTER,
        people=plan.people,
        shifts=shifts,
        policies=plan.policies,
    )

    def page(paging: Paging) -> Paged | None:
        # A caller is asked if they were helped only while there is somebody else to ring.
        is_over = paging.spot and not paging.picked_up
        return None if is_over else _ring(_order(roster, paging, now))

    return page


def _order(roster: Roster, paging: Paging, now: datetime) -> Ladder:
    levels = tuple(
        LevelPlan(
            call=level.call,
            strategy="simultaneous" if level.at_once else "in_turn",
            ring_s=level.ring_s,
            tries=level.tries,
        )
        for level in paging.levels
    )
    return ladder(roster, Wanted(policy=paging.policy, levels=levels, manager=paging.manager), now)


def _ring(order: Ladder) -> Paged | None:
    people = {target.person: target for ring in order.rings for target in ring.targets}
    if not people:
        return None
    return Paged(
        spot="rehearsed",
        people=tuple(
            OnCall(person=name, title=target.title, number=target.number) for name, target in people.items()
        ),
        ring_s=order.rings[0].ring_s,
    )
