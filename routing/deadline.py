"""When something that was promised is due: so much time after its start, or so much of the hours of a desk.

Pure. Source: HW5 (60 minutes in staffed hours), HK4.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from routing.hours import Hours, opening


def due(started: datetime, within: timedelta, hours: Hours | None = None) -> datetime | None:
    """Return the instant, in UTC, at which `within` has passed since `started` (aware).

    hours: only time while these are open, or reduced, counts. None: they do not open for so long, as far as
    hours are looked at.
    Raises ValueError when `started` has no zone.
    """
    if started.tzinfo is None:
        raise ValueError("started has no zone")
    at, left = started.astimezone(UTC), within
    if hours is None:
        return at + left
    while True:
        now = opening(hours, at)
        if now.state == "closed":
            if now.next_open is None:
                return None
            at = now.next_open.astimezone(UTC)
            continue
        if now.closes_at is None or at + left <= now.closes_at.astimezone(UTC):
            return at + left
        closes = now.closes_at.astimezone(UTC)
        left -= closes - at
        at = closes
