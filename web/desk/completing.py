"""A call that nobody wrapped up is completed later by its agent or a supervisor: once, beside the floor."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from routing.floor.facts import Wrapup
from storage.record.handled import Completion, Handled, WrapUp
from switchboard.facts import FloorOrigin, floor_written
from web.desk.asked import Asked
from web.desk.doing import Doing, NotPossibleError
from web.desk.own import has_to_do_with
from web.desk.state import Looker
from web.desk.wrapping import date_of, known_disposition

#: For so long: then whether a call was resolved at first contact is final (kpi.md 2, FCR).
OPEN_FOR = timedelta(days=7)

NO_CALL = "There is no such call among the last ones. Reload the desk."
AT_IT = "This call is going on, or in wrap-up. Say there what came of it."
SAVED = "This wrap-up was saved in its time. It stays as it was saved."
COMPLETED = "Somebody has completed this call already. Reload the desk to see how."
TOO_LATE = "This call ended more than seven days ago. It stays as it is."


def complete(doing: Doing, asked: Asked) -> None:
    """Write down what came of the call, and tell it. Done twice, it is one change; nobody's state changes.

    Raises NotPossibleError, RecordUnavailable, StoreUnavailableError.
    """
    row = _row(doing, asked)
    now = doing.services.clock()
    said = Completion(
        call_id=row.call_id,
        staff_id=row.staff_id,
        ended_at=row.ended_at,
        at=now,
        by=doing.me.id,
        disposition=known_disposition(doing, row.queue, asked.text("disposition")),
        resolved=asked.text("resolved") or "unsure",
        notes=asked.text("notes"),
        follow_up=date_of(asked.text("follow_up")),
    )
    handled = Handled(doing.services.record, doing.tenant.name)
    if not doing.services.record.bounded.run(handled.complete, said):
        raise NotPossibleError(COMPLETED)
    _tell(doing, said)


def _row(doing: Doing, asked: Asked) -> WrapUp:
    """Return the part in a call that may be completed now; of somebody else's, the desk has asked before."""
    call_id, whose = asked.text("call"), asked.text("agent") or doing.me.id
    try:
        ended_at = datetime.fromisoformat(asked.text("ended_at"))
    except ValueError:
        raise NotPossibleError(NO_CALL) from None
    handled = Handled(doing.services.record, doing.tenant.name)
    row = None
    if ended_at.tzinfo is not None:
        row = doing.services.record.bounded.run(handled.find, call_id, whose, ended_at)
    if row is None:
        raise NotPossibleError(NO_CALL)
    if not row.auto:
        raise NotPossibleError(SAVED)
    if row.ended_at < doing.services.clock() - OPEN_FOR:
        raise NotPossibleError(TOO_LATE)
    if has_to_do_with(doing.tenant, whose, call_id):
        raise NotPossibleError(AT_IT)
    return row


def _tell(doing: Doing, said: Completion) -> None:
    """Tell it in the story of the call. An earlier try may have done so, and died before it could say so."""
    began_ms = int(said.ended_at.timestamp() * 1000)
    record = f"{said.call_id}/late/{said.staff_id}/{began_ms}"
    origin = FloorOrigin(tenant=doing.tenant.name, call_id=said.call_id, record=record, version=1)
    fact = Wrapup(
        agent=said.staff_id,
        disposition=said.disposition,
        resolved=said.resolved,
        answered_ms=0,
        talk_ms=0,
        hold_ms=0,
        wrap_ms=0,
        auto=False,
        late=True,
        completed_by=said.by,
    )
    (text,) = floor_written([fact], origin, said.at)
    told = (json.loads(each)["id"] for each in doing.tenant.facts.of_call(said.call_id).facts)
    if json.loads(text)["id"] not in told:
        doing.tenant.facts.append([text], said.call_id)


def form_of(looker: Looker, row: WrapUp) -> dict[str, Any] | None:
    """Return what the form to complete a call begins with; None: there is nothing to complete."""
    is_open = row.auto and row.completed_at is None
    if not is_open or row.ended_at < looker.services.clock() - OPEN_FOR:
        return None
    queue = looker.services.books.live(looker.tenant.name).company.queues.get(row.queue)
    titles = queue.dispositions.items() if queue is not None else ()
    return {
        "notes": row.notes,
        "dispositions": [{"id": each, "title": title} for each, title in titles],
    }


def unfinished(looker: Looker) -> Iterable[WrapUp]:
    """Return the calls of the company that a supervisor may complete; of an agent none.

    Raises what SQL raises: call it through `bounded`.
    """
    if looker.member.role != "supervisor":
        return ()
    handled = Handled(looker.services.record, looker.tenant.name)
    return handled.unfinished(looker.services.clock() - OPEN_FOR)
