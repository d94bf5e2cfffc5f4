"""What a timer that is due makes happen. Each looks at the deadline itself, so an old one does nothing."""

from __future__ import annotations

from collections.abc import Callable

from routing.floor.draft import Draft
from routing.floor.dropping import leave_due, look_due, rejoin_due
from routing.floor.events import Due
from routing.floor.offers import join_due, offer_due
from routing.floor.presence import link_due
from routing.floor.recording import recording_due
from routing.floor.supervising import seat_due
from routing.floor.transfers import transfer_due
from routing.floor.wrap_up import wrap_due

KINDS: dict[str, Callable[[Draft, Due], None]] = {
    "offer": offer_due,
    "join": join_due,
    "look": look_due,
    "transfer": transfer_due,
    "rejoin": rejoin_due,
    "leave": leave_due,
    "recording": recording_due,
    "seat": seat_due,
    "wrap": wrap_due,
    "link": link_due,
}
"""Kind, as in `orders.Timer`, to what it does."""


def due(draft: Draft, event: Due) -> None:
    """Raises KeyError for a kind that nobody sets."""
    KINDS[event.kind](draft, event)
