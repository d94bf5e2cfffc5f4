"""The PIN of a bridge: told to those who are in it, and the way in for those who come later.

Tries are limited and counted as those of a customer's PIN are. Its digits are in the bridge's row alone.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from callflows.book import Book
from ivr.questions import Answer, Denied, Found, JoinBridge, NotFound
from ivr.steps.join import Join
from storage.record.attempts import Lockout
from storage.record.bridge_rows import Party
from switchboard.bridging import COMES, bridges_of
from switchboard.handing_over import GIVEN_UP_AFTER
from switchboard.setting import Caller, Setting

log = structlog.get_logger(__name__)

#: Under this name the wrong tries at all of a company's bridges are counted together.
_ALL_BRIDGES = "bridges"
#: A bridge is not closed to late joiners by a stranger's guesses: at most 1,470 of a million in a day.
LOCKOUT = Lockout(after=30, delay=timedelta(minutes=1))


def join_by_pin(setting: Setting, asked: JoinBridge, caller: Caller) -> Answer:
    """Let somebody in whose PIN is that of a bridge. Raises RecordUnavailable."""
    services, tenant, now = setting.services, setting.tenant, setting.now
    ask, bridges = services.record.bounded.run, bridges_of(services, tenant)
    number = caller.number or None
    verdict = ask(tenant.attempts.may_try, caller.call_id, number, _ALL_BRIDGES, now, LOCKOUT)
    if verdict.storm:
        log.error("verification_storm", tenant=tenant.name)
    if not verdict.allowed:
        return Denied(reason=verdict.reason.value if verdict.reason else "limited")
    row = ask(bridges.by_pin, asked.pin, now - GIVEN_UP_AFTER)
    ask(lambda: tenant.attempts.record_try(caller.call_id, now, ok=row is not None))
    if row is None or ask(bridges.join, row.id, Party(leg=caller.call_id, by="pin"), now + COMES) is None:
        return NotFound()
    return Found(values={"bridge": row.id})


def way_in(book: Book) -> str:
    """The number whose callers are asked for the PIN at once, E.164; "": the company has none."""
    for name, flow in book.flows.items():
        if isinstance(flow.steps[flow.start].action, Join):
            return next(iter(book.compiled[name].model.numbers), "")
    return ""
