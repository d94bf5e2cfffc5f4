"""The router's rounds, in the follower that leads: new callers, what is due, and the heads of all orders."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from storage.live.client import StoreUnavailableError
from switchboard.routing import hear_facts, hear_timers, tick
from switchboard.services import Services, Tenant

log = structlog.get_logger(__name__)

#: How long a company's new facts are waited for before the next one's turn.
LISTEN_MS = 50
#: Rings widen, and a preferred agent's time ends: looked at this often.
TICK_S = 1.0
#: After a round that failed, and while another follower leads.
REST_S = 0.5


def match_on(services: Services, leads: threading.Event, stopping: threading.Event, name: str) -> None:
    """Match callers and agents for as long as this process leads, until told to stop. name: of the reader."""
    ticked_s = services.stopwatch()
    while not stopping.is_set():
        if not leads.is_set():
            stopping.wait(REST_S)
            continue
        is_time = services.stopwatch() - ticked_s >= TICK_S
        ticked_s = services.stopwatch() if is_time else ticked_s
        for tenant in services.tenants.values():
            if not _round(services, tenant, name, ticks=is_time):
                stopping.wait(REST_S)


def _round(services: Services, tenant: Tenant, name: str, *, ticks: bool) -> bool:
    """Do one company's round; a boundary: what breaks is logged, and another round comes."""
    steps: list[Callable[[], object]] = [
        lambda: hear_facts(services, tenant, name, LISTEN_MS),
        lambda: hear_timers(services, tenant),
    ]
    if ticks:
        steps.append(lambda: tick(services, tenant))
    try:
        for step in steps:
            step()
    except StoreUnavailableError as away:
        log.warning("round_waits", what="matching", why=str(away))
        return False
    except Exception:
        log.exception("round_failed", what="matching")
        return False
    return True
