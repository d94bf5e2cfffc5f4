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
from switchboard.alert_words import circumstances
from switchboard.duty import on_duty
from switchboard.services import Services, Tenant
from switchboard.setting import Caller, Setting

log = structlog.get_logger(__name__)

#: A message is to be heard by somebody within a day.
VOICEMAIL_DUE = timedelta(days=1)


def promise(setting: Setting, asked: Asked, caller: Caller) -> Answer:
    """Keep what the caller is about to be told.

    A voicemail that alerts makes two rows: the message, and the alert that is repeated until somebody
    acknowledges it; the alert stands whether or not a message is left.
    """
    now = setting.now
    rows = [_row(asked, caller, now)]
    duty = on_duty(setting.book).get(asked.body.get("policy", ""))
    if duty is not None:
        body = {**asked.body, **circumstances(setting.book, caller, now)}
        rows.append(alert_to(duty, body, caller.call_id, key=f"{asked.key}/alert", now=now))
    kept = [write(setting.services, setting.tenant, row, now) for row in rows]
    return Promised(promise=asked.key) if all(kept) else Unanswered()


def alert_duty(services: Services, tenant: Tenant, caller: Caller) -> None:
    """Promise that whoever is on duty is told of a caller, where no flow could say so."""
    now = services.clock()
    book = services.books.live(tenant.name)
    told = circumstances(book, caller, now)
    for policy, duty in on_duty(book).items():
        body = {"policy": policy, "urgency": "high", "number": caller.number, **told}
        key = f"{caller.call_id}/{policy}/alert"
        write(services, tenant, alert_to(duty, body, caller.call_id, key=key, now=now), now)


def alert_to(duty: str, body: Mapping[str, str], call_id: str, *, key: str, now: datetime) -> NewPromise:
    """Make an alert that is due at once, to a number on duty (E.164).

    body: policy, urgency, number, and the call's circumstances (switchboard.alert_words).
    """
    return NewPromise(kind="alert", call_id=call_id, key=key, due_at=now, body=body, to_number=duty)


def write(services: Services, tenant: Tenant, row: NewPromise, now: datetime) -> bool:
    """Write one row, by SQL or by the journal. False: neither could; nothing may be promised."""
    try:
        services.record.bounded.run(tenant.promises.make, row, now)
    except RecordUnavailable:
        return _journaled(services, tenant, row, now)
    return True


def _row(asked: Asked, caller: Caller, now: datetime) -> NewPromise:
    is_text = asked.kind == "text"
    return NewPromise(
        kind="text" if is_text else "voicemail",
        call_id=caller.call_id,
        key=asked.key,
        due_at=now if is_text else now + VOICEMAIL_DUE,
        body={**asked.body, "from": caller.dialled},
        to_number=asked.body["to"] if is_text else None,
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
