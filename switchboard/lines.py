"""A queue as a caller about to join it, or already in it, may be told of it."""

from __future__ import annotations

from datetime import datetime

from ivr.questions import QueueSeen, SeeQueue
from routing import hours
from routing.place import score
from routing.wait_estimate import expected_wait_s
from storage.live.calls import Line
from switchboard.setting import Setting
from switchboard.staffing import staffed_for


def see(setting: Setting, asked: SeeQueue) -> QueueSeen:
    """Look at a queue before joining it. Raises StoreUnavailableError."""
    place = score(int(setting.now.timestamp() * 1000), asked.priority)
    if asked.place is not None:
        place = min(place, asked.place)
    ahead = setting.tenant.queues.ahead(asked.queue, place)
    return _seen(setting, asked.queue, ahead=ahead, place=place)


def seen_in(setting: Setting, queue: str, line: Line | None, place: int) -> QueueSeen | None:
    """Describe the queue a caller waits in, as the one read of the turn found it; None: not in it."""
    if line is None or line.place is None:
        return None
    return _seen(setting, queue, ahead=line.place, place=place)


def _seen(setting: Setting, queue: str, *, ahead: int, place: int) -> QueueSeen:
    plan = setting.book.company.queues[queue]
    flow, _, name = plan.hours.partition("/")
    opening = hours.opening(setting.book.hours(flow, name), setting.now)
    is_closed = opening.state == "closed"
    staffed = 0 if is_closed else staffed_for(setting.services, setting.tenant, queue, plan.agents)
    return QueueSeen(
        place=place,
        ahead=ahead,
        staffed=staffed,
        wait_s=expected_wait_s(ahead, agents=staffed, handle_s=plan.handle),
        closes_in_s=_until(opening.closes_at, setting.now),
    )


def _until(closes_at: datetime | None, now: datetime) -> int | None:
    return None if closes_at is None else int((closes_at - now).total_seconds())
