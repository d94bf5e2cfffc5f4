"""The news that a caller's leg is over: the call ends, now or as soon as the live store is back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from ivr.call import Call
from ivr.events import HungUp
from storage.journal import JournalUnavailable
from storage.live.calls import Commit, Committed
from storage.live.client import StoreUnavailableError
from switchboard.caller import set_for
from switchboard.deciding import decide
from switchboard.facts import written
from switchboard.reading import Plight, read
from switchboard.services import Services
from switchboard.setting import Setting
from switchboard.turning import hung_up
from telephony.heard import Leg

log = structlog.get_logger(__name__)

#: A hang-up that meets a turn under way tries again this often.
TRIES = 5


def hang_up(services: Services, leg: Leg, event: HungUp) -> None:
    """Take the news; the journal does while the live store is away.

    Repeats, and news of calls we never had, change nothing.
    """
    whose = services.books.line(leg.dialled)
    if whose is None:
        return
    now = services.clock()
    try:
        _hang_up(services, whose[0], leg.call_id, event, now)
    except StoreUnavailableError:
        body = {"tenant": whose[0], "call_id": leg.call_id, "status": event.status, "at": now.isoformat()}
        try:
            services.journal.write("hang_up", body)
        except JournalUnavailable:
            log.exception("hang_up_not_noted", **body)


def hang_up_from_journal(services: Services, body: Mapping[str, object]) -> None:
    """Do what `hang_up` could not, as of then. Raises StoreUnavailableError."""
    at = datetime.fromisoformat(str(body["at"]))
    _hang_up(services, str(body["tenant"]), str(body["call_id"]), HungUp(status=str(body["status"])), at)


def _hang_up(services: Services, tenant: str, call_id: str, event: HungUp, at: datetime) -> None:
    for _ in range(TRIES):
        setting = set_for(services, tenant, services.books.live(tenant).version)
        before = read(setting, call_id, None)
        if before.plight is Plight.NO_STORE:
            raise StoreUnavailableError("the call cannot be read")
        if before.stored is None or before.call is None or before.stored.ended:
            return
        pinned = replace(set_for(services, tenant, before.call.release), now=at)
        if _ended(pinned, before.call, event):
            return
    log.error("hang_up_not_kept", call=call_id)


def _ended(setting: Setting, call: Call, event: HungUp) -> bool:
    """Keep the end of a call. False: a turn came in between. Raises StoreUnavailableError."""
    done = decide(setting, call, event, Plight.NONE, None)
    facts = written(
        done.facts, tenant=setting.tenant.name, call_id=call.id, turn=done.call.turn, now=setting.now
    )
    commit = Commit(
        call_id=call.id,
        turn_read=call.turn,
        turn=done.call.turn,
        state=done.call.to_json(),
        reply=hung_up(setting, done.call),
        now_ms=int(setting.now.timestamp() * 1000),
        leaves=call.queues,
        facts=facts,
        ended=True,
    )
    return isinstance(setting.tenant.calls.commit(commit), Committed)
