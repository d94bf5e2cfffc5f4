"""Calls that are over, as a desk lists them: one's own, and those of the customer who is on the line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cti.instants import utc
from storage.record.handled import WrapUp
from web.desk.state import Looker
from web.desk.views import title_in
from web.desk.whole import Whole


def past_call(looker: Looker, row: WrapUp, whole: Whole) -> dict[str, Any]:
    """Show one agent's part in a call, with what it came to; never its notes."""
    queue = looker.services.books.live(looker.tenant.name).company.queues.get(row.queue)
    titles = queue.dispositions if queue is not None else {}
    return {
        "call": row.call_id,
        "queue": row.queue,
        "queue_title": title_in(whole, row.queue),
        "answered_at": _told(row.answered_at),
        "ended_at": _told(row.ended_at),
        "talk_s": None if row.talk_ms is None else row.talk_ms // 1000,
        "disposition": row.disposition,
        "disposition_title": titles.get(row.disposition, row.disposition),
        "resolved": row.resolved,
    }


def _told(at: datetime | None) -> str | None:
    return None if at is None else utc(at)
