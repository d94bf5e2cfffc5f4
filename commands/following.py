"""follow: what goes on behind the calls. One follower leads, a second one stands by."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from commands.assembling import behind_calls, follow_books, keep_room
from commands.drilling import hold_due_drills
from commands.errand_rounds import ROUND_S, keep_errands
from commands.matching import READER, match_on
from commands.operating import assets_of, rest_of
from commands.reconciling import keep_reconciled, reconciler_of
from commands.rooms import keep_rooms
from commands.settings import Settings
from commands.standby import Keeper, keep_standby
from storage.live.client import StoreUnavailableError
from storage.live.leader import Lead
from storage.record.bounded import RecordUnavailable
from switchboard.clock_facts import follow_clocks
from switchboard.clock_sweep import sweep_clocks
from switchboard.radio_checks import keep_radio_checks
from switchboard.replaying import replay
from switchboard.services import Services
from switchboard.unsaved import keep_unsaved

log = structlog.get_logger(__name__)

#: How long the matching may take to end.
STOPS_S = 5.0
#: A caller in a queue takes a turn every ten seconds; after this long without one they are gone.
SILENT = timedelta(seconds=60)
#: Tries at verification are forgotten this often.
FORGET_EVERY = timedelta(hours=1)

Clock = Callable[[], datetime]


def follow(settings: Settings, clock: Clock, stopping: threading.Event) -> int:
    """Match, ring for what is due, sweep the queues, replay the journal, until told to stop."""
    services = behind_calls(settings, clock)
    services.books.begin()
    follow_books(services)
    token, is_leading = secrets.token_hex(8), threading.Event()
    lead = Lead(services.live, "ringdown", "follow", token)
    is_another_leading = threading.Event()
    matching = _begin(services, settings, is_leading, is_another_leading, stopping)
    forgotten_at = clock()
    while not stopping.wait(ROUND_S):
        _guarded("replay", lambda: replay(services))
        keep_room(services)
        leads = _guarded("lead", lead.hold)
        if leads is None:
            # Without Redis nobody leads; an alert does not wait for it.
            _guarded("clocks", lambda: _sweep_clocks(services))
        # Nor does the standby, which is needed most then: two who keep it put the same there.
        _set(is_another_leading, leads is False)
        if not leads:
            is_leading.clear()
            continue
        is_leading.set()
        _guarded("clock facts", lambda: _follow_clocks(services))
        _guarded("clocks", lambda: _sweep_clocks(services))
        _guarded("queues", lambda: _sweep_queues(services))
        _guarded(
            "radio checks",
            lambda: [keep_radio_checks(services, each, READER) for each in services.tenants.values()],
        )
        _guarded(
            "unsaved", lambda: [keep_unsaved(services, each, READER) for each in services.tenants.values()]
        )
        if clock() - forgotten_at >= FORGET_EVERY:
            forgotten_at = clock()
            _guarded("forget", lambda: _forget(services, clock()))
    matching.join(STOPS_S)
    _guarded("release", lead.release)
    return 0


def _begin(
    services: Services,
    settings: Settings,
    is_leading: threading.Event,
    is_another_leading: threading.Event,
    stopping: threading.Event,
) -> threading.Thread:
    """Begin what goes on beside the rounds; return the matching."""
    matching = _beside("matching", match_on, services, is_leading, stopping)
    rest, assets = rest_of(settings), assets_of(settings)
    _beside("drills", hold_due_drills, services, rest, assets, is_leading, stopping)
    _beside("reconciling", keep_reconciled, services, reconciler_of(services, settings), is_leading, stopping)
    keeper = Keeper(services, assets)
    _beside("standby", keep_standby, keeper, is_another_leading, stopping)
    _beside("errands", keep_errands, services, is_leading, is_another_leading, stopping)
    _beside("rooms", keep_rooms, services, is_leading, stopping)
    return matching


def _set(event: threading.Event, value: bool) -> None:  # noqa: FBT001 - what it is set to
    if value:
        event.set()
    else:
        event.clear()


def _beside(name: str, do: Callable[..., None], *given: object) -> threading.Thread:
    """Let something go on beside the rounds."""
    thread = threading.Thread(target=do, args=given, name=name, daemon=True)
    thread.start()
    return thread


def _forget(services: Services, now: datetime) -> None:
    """Delete what no limit and nobody's sign-in needs any more."""
    for tenant in services.tenants.values():
        tenant.attempts.forget(now)
        tenant.sign_ins.forget(now)


def _guarded(what: str, do: Callable[[], object]) -> object:
    """Do one thing of a round; a boundary: whatever breaks is logged, and tried again in the next round."""
    try:
        return do()
    except (StoreUnavailableError, RecordUnavailable) as away:
        log.warning("round_waits", what=what, why=str(away))
    except Exception:
        log.exception("round_failed", what=what)
    return None


def _follow_clocks(services: Services) -> None:
    for tenant in services.tenants.values():
        follow_clocks(services, tenant, READER)


def _sweep_clocks(services: Services) -> None:
    for tenant in services.tenants.values():
        sweep_clocks(services, tenant)


def _sweep_queues(services: Services) -> None:
    now_ms = int(services.clock().timestamp() * 1000)
    for name, tenant in services.tenants.items():
        for queue in services.books.queues(name):
            gone = tenant.queues.sweep(queue, now_ms, int(SILENT.total_seconds() * 1000))
            for call_id in gone:
                log.warning("caller_gone", tenant=name, queue=queue, call=call_id)
