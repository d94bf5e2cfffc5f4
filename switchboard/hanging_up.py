"""The news that a caller's leg is over: the call ends, now or as soon as the live store is back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from ivr.call import Call
from ivr.engine import Turn
from ivr.events import HungUp
from ivr.facts import CallEnded
from routing.floor.events import CallerGone
from storage.journal import JournalUnavailable
from storage.live.calls import Commit, Committed, Remembered
from storage.live.client import StoreUnavailableError
from switchboard.caller import new_call, set_for
from switchboard.calling_back import note_left
from switchboard.conversing import caller_gone
from switchboard.deciding import decide, is_just_taken
from switchboard.durations import timed
from switchboard.engaged import note_turn
from switchboard.facts import Origin, written
from switchboard.needing import asks_of, needs_of
from switchboard.reading import Before, Plight, read
from switchboard.services import Services
from switchboard.setting import Setting
from switchboard.turning import hung_up
from telephony.heard import Leg

log = structlog.get_logger(__name__)

#: A hang-up that meets a turn under way tries again this often.
TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """A leg is over. at: aware UTC, when it was told, or was over; is_last: nothing more will be told of it.

    replayed: it comes out of the journal.
    """

    tenant: str
    leg: Leg
    event: HungUp
    at: datetime
    is_last: bool = False
    replayed: bool = False


def hang_up(services: Services, leg: Leg, event: HungUp, over_at: datetime | None = None) -> None:
    """Take the news; the journal does while the live store is away. Repeats change nothing.

    over_at: when the leg was over, as the carrier lists it long after; None: it is over now.

    A call that nobody knows is ended too, once: its first request may still be on its way, or the store has
    forgotten it.
    """
    tenant = services.books.tenant_of(leg.dialled)
    if tenant is None:
        return
    at = over_at or services.clock()
    news = _News(tenant=tenant, leg=leg, event=event, at=at, is_last=over_at is not None)
    try:
        with services.turnstile.of(leg.call_id):
            _hang_up(services, news)
    except StoreUnavailableError:
        _note(services, news)
    caller_gone(services, services.tenants[tenant], CallerGone(call=leg.call_id, why="hung_up"))


def hang_up_from_journal(services: Services, body: Mapping[str, object]) -> None:
    """Do what `hang_up` could not, as of then. Raises StoreUnavailableError."""
    status = str(body["status"])
    leg = Leg(
        call_id=str(body["call_id"]),
        number=str(body["number"]),
        dialled=str(body["dialled"]),
        status=status,
        verdicts=(),
        outbound=False,
    )
    news = _News(
        tenant=str(body["tenant"]),
        leg=leg,
        event=HungUp(status=status, bridged=_bridged(body.get("bridged"))),
        at=datetime.fromisoformat(str(body["at"])),
        is_last=True,
        replayed=True,
    )
    _hang_up(services, news)
    caller_gone(services, services.tenants[news.tenant], CallerGone(call=leg.call_id, why="hung_up"))


def _bridged(told: object) -> bool | None:
    return told if isinstance(told, bool) else None


def _note(services: Services, news: _News) -> None:
    body = {
        "tenant": news.tenant,
        "call_id": news.leg.call_id,
        "number": news.leg.number,
        "dialled": news.leg.dialled,
        "status": news.event.status,
        "bridged": news.event.bridged,
        "at": news.at.isoformat(),
    }
    try:
        services.journal.write("hang_up", body)
    except JournalUnavailable:
        log.exception("hang_up_not_noted", **body)


def _hang_up(services: Services, news: _News) -> None:
    for _ in range(TRIES):
        live = services.books.live(news.tenant).version
        setting = replace(set_for(services, news.tenant, live), now=news.at)
        before = read(setting, news.leg.call_id, None)
        if before.plight is Plight.NO_STORE:
            raise StoreUnavailableError("the call cannot be read")
        if before.stored is not None and (before.stored.ended or _is_told_more(news, before.stored, before)):
            return
        # A store that takes no writes has missed turns: where the call stood, the journal says.
        setting.tenant.calls.mark(news.leg.call_id, "hung_up", news.event.status)
        call = before.call
        if call is None:
            flow = setting.book.flow_of(news.leg.dialled)
            if flow is None:
                return
            if not news.replayed and _journal_holds(services):
                raise StoreUnavailableError("the journal may know this call: its turns come first")
            call = new_call(setting, news.leg, flow)
        else:
            setting = replace(set_for(services, news.tenant, call.release), now=news.at)
        if _ended(setting, call, news.event, before):
            return
    log.error("hang_up_not_kept", call=news.leg.call_id)


def _journal_holds(services: Services) -> bool:
    """Whether turns of this machine may still wait in its journal."""
    try:
        return services.journal.pending() > 0
    except OSError:
        return False


def _is_told_more(news: _News, stored: Remembered, before: Before) -> bool:
    """Whether to leave the end to the news that say whether caller and engineer have met: a Dial's own end.

    It comes as well. Should it be lost, the carrier's list of calls tells (switchboard.reconciling).
    """
    if news.is_last or news.event.bridged is not None:
        return False
    return is_just_taken(before, stored.turn, news.at)


def _ended(setting: Setting, call: Call, event: HungUp, before: Before) -> bool:
    """Keep the end of a call. False: a turn came in between. Raises StoreUnavailableError."""
    done = decide(setting, call, event, before, None)
    commit = Commit(
        call_id=call.id,
        turn_read=call.turn,
        turn=done.call.turn,
        state=done.call.to_json(),
        reply=hung_up(setting, done.call),
        now_ms=int(setting.now.timestamp() * 1000),
        leaves=call.queues,
        asks=asks_of(needs_of(setting, call), None),
        facts=_facts(setting, done, is_known=before.stored is not None),
        ended=True,
    )
    is_kept = isinstance(setting.tenant.calls.commit(commit), Committed)
    if is_kept:
        note_turn(setting, before.call, done)
        note_left(setting, before.call, done)
    return is_kept


def _facts(setting: Setting, done: Turn, *, is_known: bool) -> tuple[str, ...]:
    """Tell the end. Of a call that the store does not know, that it ended is all that is known."""
    origin = Origin(tenant=setting.tenant.name, call_id=done.call.id, turn=done.call.turn)
    if is_known:
        return timed(setting.tenant, done.call.id, written(done.facts, origin, setting.now))
    ends = [replace(fact, step="", kind="") for fact in done.facts if isinstance(fact, CallEnded)]
    return written(ends, origin, setting.now)
