"""Writing a promise down before it is spoken: a row in SQL, or a journal line until SQL is back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from ivr.questions import Answer, Promised, Unanswered
from ivr.questions import Promise as Asked
from ivr.world import PageLevel
from storage.journal import JournalUnavailable
from storage.record.bounded import RecordUnavailable
from storage.record.promises import NewPromise, Promise
from switchboard.calling_back import go_on
from switchboard.drills import is_drill
from switchboard.handing_over import Handed, handed_over, tell_handed_over
from switchboard.services import Services, Tenant
from switchboard.setting import Caller, Setting

log = structlog.get_logger(__name__)

#: A message is to be heard by somebody within a day.
VOICEMAIL_DUE = timedelta(days=1)


def promise(setting: Setting, asked: Asked, caller: Caller) -> Answer:
    """Keep what the caller is about to be told.

    A voicemail that alerts makes more rows: the message, the page that goes on while it is left and after it,
    and alerts to those on call who want texts; both go on until a person has the call, message or none.
    """
    if is_drill(setting.book, caller.number):
        return Unanswered()  # a drill promises nobody anything
    if asked.kind == "page":
        handed = _engaged(asked.body)
        return Promised(promise=asked.key) if hand_over(setting, caller, handed) else Unanswered()
    now = setting.now
    kept = write(setting.services, setting.tenant, [_row(asked, caller, now)], now)
    if asked.body.get("policy", ""):
        box = setting.book.company.boxes.get(asked.body["box"])
        handed = Handed(
            policy=asked.body["policy"],
            urgency=asked.body["urgency"],
            why="message",
            more={"name": asked.body["name"], "box": "" if box is None else box.title},
        )
        kept = hand_over(setting, caller, handed) and kept
    return Promised(promise=asked.key) if kept else Unanswered()


def _engaged(body: Mapping[str, str]) -> Handed:
    """Read which page goes on, should its caller not wait until somebody is free."""
    levels = (PageLevel(**{**each, "call": tuple(each["call"])}) for each in json.loads(body["levels"]))
    return Handed(
        policy=body["policy"],
        urgency=body["urgency"],
        why="engaged",
        levels=tuple(levels),
        spot=body["spot"],
        stands=True,
        waits=True,
        manager=body["manager"],
        step=body["step"],
    )


def hand_over(setting: Setting, caller: Caller, handed: Handed) -> bool:
    """Let a page go on without its caller's leg, and text who wants it. False: it could not be written."""
    if is_drill(setting.book, caller.number):
        return False
    rows = handed_over(setting.book, setting.roster, caller, handed, setting.now)
    if handed.why == "engaged":
        # Who would be texted is talking: a text for each caller of a storm would bury what they must read.
        rows = [row for row in rows if row.kind == "page"]
    kept = write(setting.services, setting.tenant, rows, setting.now)
    if not handed.waits:
        go_on(setting.services, setting.tenant, caller.call_id)
    tell_handed_over(setting.services, setting.tenant, caller.call_id, handed)
    return kept


def alert_duty(services: Services, tenant: Tenant, caller: Caller) -> None:
    """Promise that the catch-alls of all policies are rung for a caller, where no flow could say so."""
    now = services.clock()
    book = services.books.live(tenant.name)
    if is_drill(book, caller.number):
        return
    handed = Handed(policy="", why="failed")
    rows = handed_over(book, services.rosters.of(book, now), caller, handed, now)
    write(services, tenant, rows, now)
    tell_handed_over(services, tenant, caller.call_id, handed)


def write(services: Services, tenant: Tenant, rows: Sequence[NewPromise], now: datetime) -> bool:
    """Write rows, by SQL or by the journal. False: neither could; nothing may be promised."""
    try:
        services.record.bounded.run(lambda: [make(tenant, row, now) for row in rows])
    except RecordUnavailable:
        # Each of them, whatever becomes of the others. What SQL has taken all the same, its key tells.
        kept = [_journaled(services, tenant, row, now) for row in rows]
        return all(kept)
    return True


def make(tenant: Tenant, row: NewPromise, now: datetime) -> Promise:
    """Write one row, as it was promised at `now`."""
    return tenant.pages.hand_over(row, now) if row.kind == "page" else tenant.promises.make(row, now)


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
