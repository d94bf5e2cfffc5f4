"""Keeps a wrap-up in the record before the floor is told that it is saved: nothing typed is lost between."""

from __future__ import annotations

from datetime import UTC, date, datetime

from routing.floor.conversation import Conversation
from routing.floor.people import Agent
from storage.record.handled import Handled, WrapUp
from web.desk.asked import Asked
from web.desk.doing import Doing, NotPossibleError
from web.desk.own import customer_of
from web.desk.views import queue_of


def save_wrap_up(doing: Doing, asked: Asked) -> None:
    """Write down what came of the call that the agent wraps up. Does nothing where there is none.

    Raises NotPossibleError for what cannot be kept as typed, RecordUnavailable, StoreUnavailableError.
    """
    follow_up = date_of(asked.text("follow_up"))
    record = doing.tenant.floor.read((doing.me.id,)).agents.get(doing.me.id)
    agent = None if record is None else Agent.from_json(record.state)
    if agent is None or agent.work != "wrap_up" or not agent.call:
        return
    held = doing.tenant.floor.read((), agent.call).conversation
    call = None if held is None else Conversation.from_json(held.state)
    queue = agent.queue or ("" if call is None else queue_of(call))
    disposition = known_disposition(doing, queue, asked.text("disposition"))
    handled = Handled(doing.services.record, doing.tenant.name)
    doing.services.record.bounded.run(
        handled.save,
        WrapUp(
            call_id=agent.call,
            staff_id=agent.id,
            ended_at=_instant(agent.work_ms),
            customer_id=customer_of(doing.tenant, agent.call),
            queue=queue,
            wrapped_at=doing.services.clock(),
            disposition=disposition,
            resolved=asked.text("resolved") or "unsure",
            notes=asked.text("notes"),
            follow_up=follow_up,
            answered_at=_instant(agent.answered_ms) if agent.answered_ms else None,
            talk_ms=agent.talked_ms(agent.work_ms),
        ),
    )


def known_disposition(doing: Doing, queue: str, chosen: str) -> str:
    """Return what was chosen, "" for nothing. Raises NotPossibleError for what the queue does not have."""
    found = doing.services.books.live(doing.tenant.name).company.queues.get(queue)
    if chosen and (found is None or chosen not in found.dispositions):
        raise NotPossibleError("There is no such disposition in this queue. Choose one from the list.")
    return chosen


def _instant(unix_ms: int) -> datetime:
    return datetime.fromtimestamp(unix_ms / 1000, UTC)


def date_of(text: str) -> date | None:
    """Return the day of a follow-up, None for none. Raises NotPossibleError for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotPossibleError("The follow-up date is none. Write it as year-month-day.") from None
