"""Writing a promise down before it is spoken: a row in SQL, or a journal line until SQL is back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from ivr.questions import Answer, Promised, Unanswered
from ivr.questions import Promise as Asked
from storage.journal import JournalUnavailable
from storage.record.bounded import RecordUnavailable
from storage.record.promises import NewPromise
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)

#: A message is to be heard by somebody within a day.
VOICEMAIL_DUE = timedelta(days=1)


def promise(
    services: Services, tenant: Tenant, asked: Asked, call_id: str, *, duty: Mapping[str, str]
) -> Answer:
    """Keep what the caller is about to be told. duty: on-call policy -> the number to alert (E.164).

    A voicemail that alerts makes two rows: the message, and the alert that is repeated until somebody
    acknowledges it; the alert stands whether or not a message is left.
    """
    now = services.clock()
    rows = [_row(asked, call_id, now)]
    policy = asked.body.get("policy", "")
    if policy in duty:
        body = {**asked.body, "at": now.isoformat(timespec="seconds")}
        rows.append(
            NewPromise(
                kind="alert",
                call_id=call_id,
                key=f"{asked.key}/alert",
                due_at=now,
                body=body,
                to_number=duty[policy],
            )
        )
    if all(write(services, tenant, row, now) for row in rows):
        return Promised(promise=asked.key)
    return Unanswered()


def write(services: Services, tenant: Tenant, row: NewPromise, now: datetime) -> bool:
    """Write one row, by SQL or by the journal. False: neither could; nothing may be promised."""
    try:
        services.record.bounded.run(tenant.promises.make, row, now)
    except RecordUnavailable:
        return _journaled(services, tenant, row, now)
    return True


def _row(asked: Asked, call_id: str, now: datetime) -> NewPromise:
    if asked.kind == "text":
        return NewPromise(
            kind="text",
            call_id=call_id,
            key=asked.key,
            due_at=now,
            body=asked.body,
            to_number=asked.body["to"],
        )
    return NewPromise(
        kind="voicemail", call_id=call_id, key=asked.key, due_at=now + VOICEMAIL_DUE, body=asked.body
    )


def _journaled(services: Services, tenant: Tenant, row: NewPromise, now: datetime) -> bool:
    body = {
        "tenant": tenant.name,
        "kind": row.kind,
        "call_id": row.call_id,
        "key": row.key,
        "due_at": row.due_at.isoformat(),
        "made_at": now.isoformat(),
        "body": dict(row.body),
        "to_number": row.to_number,
    }
    try:
        services.journal.write("promise", body)
    except JournalUnavailable:
        log.exception("promise_not_written", tenant=tenant.name, key=row.key)
        return False
    return True


def from_journal(body: Mapping[str, object]) -> tuple[str, NewPromise, datetime]:
    """Read back what `_journaled` wrote: the tenant, the promise and when it was made."""
    values = dict(body)
    row = NewPromise(
        kind=values["kind"],  # type: ignore[arg-type]  # written by _journaled
        call_id=str(values["call_id"]),
        key=str(values["key"]),
        due_at=datetime.fromisoformat(str(values["due_at"])),
        body=values["body"],  # type: ignore[arg-type]  # written by _journaled
        to_number=None if values["to_number"] is None else str(values["to_number"]),
    )
    return str(values["tenant"]), row, datetime.fromisoformat(str(values["made_at"]))
