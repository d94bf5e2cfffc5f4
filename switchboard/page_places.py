"""Where a page stands in the order of now, as people say it: its level, whom it rings, who is next."""

from __future__ import annotations

from dataclasses import dataclass

from routing.oncall import ladder as order
from routing.oncall.ladder import Ladder, Rung, Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """level, round: from 1, 0 before the first ring. rings: who is rung there; then: who comes after them."""

    level: int = 0
    round: int = 0
    rings: tuple[str, ...] = ()
    then: tuple[str, ...] = ()


def place_of(found: Ladder, spot: Spot | None) -> Place:
    """Say where a spot is; of one found in another order its round alone, and who that order begins with."""
    if spot is None:
        return Place(then=_people(found, order.first(found)))
    if spot.mark != found.mark or spot.ring >= len(found.rings):
        return Place(round=spot.round + 1, then=_people(found, order.stands(found, spot)))
    return Place(
        level=found.rings[spot.ring].level + 1,
        round=spot.round + 1,
        rings=_people(found, spot),
        then=_people(found, order.after(found, spot, Rung())),
    )


def _people(found: Ladder, spot: Spot | None) -> tuple[str, ...]:
    return () if spot is None else tuple(target.person for target in order.ring_at(found, spot).targets)
