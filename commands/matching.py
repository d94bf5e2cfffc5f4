"""The router's rounds, in the follower that leads: new callers, what is due, and the heads of all orders."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from storage.live.client import StoreUnavailableError
from switchboard.routing import hear_facts, hear_timers, tick
from switchboard.services import Services, Tenant
from switchboard.stuck import EVERY_S, free_stuck

log = structlog.get_logger(__name__)
Step = Callable[[Services, Tenant], object]

#: How long a company's new facts are waited for before the next one's turn.
LISTEN_MS = 50
#: Rings widen, and a preferred agent's time ends: looked at this often.
TICK_S = 1.0
#: After a round that failed, and while another follower leads.
REST_S = 0.5


def match_on(services: Services, leads: threading.Event, stopping: threading.Event, name: str) -> None:
    """Match callers and agents for as long as this process leads, until told to stop. name: of the reader."""
    ticked_s = looked_s = services.stopwatch()
    while not stopping.is_set():
        if not leads.is_set():
            stopping.wait(REST_S)
            continue
        now_s = services.stopwatch()
        more: list[Step] = []
        if now_s - ticked_s >= TICK_S:
            ticked_s, more = now_s, [tick]
        if now_s - looked_s >= EVERY_S:
            looked_s, more = now_s, [*more, free_stuck]
        for tenant in services.tenants.values():
            if not _round(services, tenant, name, more):
                stopping.wait(REST_S)


def _round(services: Services, tenant: Tenant, name: str, more: list[Step]) -> bool:
    """Do one company's round; a boundary: what breaks is logged, and another round comes."""
    try:
        hear_facts(services, tenant, name, LISTEN_MS)
        for step in (hear_timers, *more):
            step(services, tenant)
    except StoreUnavailableError as away:
        log.warning("round_waits", what="matching", why=str(away))
        return False
    except Exception:
        log.exception("round_failed", what="matching")
        return False
    return True
