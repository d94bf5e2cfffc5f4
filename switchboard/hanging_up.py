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
from switchboard.caller import new_call, set_for
from switchboard.deciding import decide
from switchboard.facts import written
from switchboard.reading import Before, Plight, read
from switchboard.services import Services
from switchboard.setting import Setting
from switchboard.turning import hung_up
from telephony.heard import Leg

log = structlog.get_logger(__name__)

#: A hang-up that meets a turn under way tries again this often.
TRIES = 5


def hang_up(services: Services, leg: Leg, event: HungUp) -> None:
    """Take the news; the journal does while the live store is away. Repeats change nothing.

    A call that nobody has heard of is ended before it begins: its first request may still be on its way.
    """
    tenant = services.books.tenant_of(leg.dialled)
    if tenant is None:
        return
    now = services.clock()
    try:
        with services.turnstile.of(leg.call_id):
            _hang_up(services, tenant, leg, event, now)
    except StoreUnavailableError:
        body = {
            "tenant": tenant,
            "call_id": leg.call_id,
            "number": leg.number,
            "dialled": leg.dialled,
            "status": event.status,
            "at": now.isoformat(),
        }
        try:
            services.journal.write("hang_up", body)
        except JournalUnavailable:
            log.exception("hang_up_not_noted", **body)


def hang_up_from_journal(services: Services, body: Mapping[str, object]) -> None:
    """Do what `hang_up` could not, as of then. Raises StoreUnavailableError."""
    at = datetime.fromisoformat(str(body["at"]))
    status = str(body["status"])
    leg = Leg(
        call_id=str(body["call_id"]),
        number=str(body["number"]),
        dialled=str(body["dialled"]),
        status=status,
        verdicts=(),
        outbound=False,
    )
    _hang_up(services, str(body["tenant"]), leg, HungUp(status=status), at)


def _hang_up(services: Services, tenant: str, leg: Leg, event: HungUp, at: datetime) -> None:
    for _ in range(TRIES):
        setting = replace(set_for(services, tenant, services.books.live(tenant).version), now=at)
        before = read(setting, leg.call_id, None)
        if before.plight is Plight.NO_STORE:
            raise StoreUnavailableError("the call cannot be read")
        if before.stored is not None and before.stored.ended:
            return
        # A store that takes no writes has missed turns: where the call stood, the journal says.
        setting.tenant.calls.mark(leg.call_id, "hung_up", event.status)
        call = before.call
        if call is None:
            flow = setting.book.flow_of(leg.dialled)
            if flow is None:
                return
            call = new_call(setting, leg, flow)
        else:
            setting = replace(set_for(services, tenant, call.release), now=at)
        if _ended(setting, call, event, before):
            return
    log.error("hang_up_not_kept", call=leg.call_id)


def _ended(setting: Setting, call: Call, event: HungUp, before: Before) -> bool:
    """Keep the end of a call. False: a turn came in between. Raises StoreUnavailableError."""
    done = decide(setting, call, event, before, None)
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
        # Of a call that never came, or that the journal knows, there is nothing to tell here.
        facts=facts if before.stored is not None else (),
        ended=True,
    )
    return isinstance(setting.tenant.calls.commit(commit), Committed)
