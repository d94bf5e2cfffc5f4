"""The router's rounds, in the follower that leads: new callers, what is due, and the heads of all orders."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import structlog

from storage.live.client import LiveClient, StoreUnavailableError
from storage.live.facts import Consumer, Entry, read_new
from switchboard import signing_out
from switchboard.desks import hear_silence
from switchboard.routing import GROUP, MOST_FACTS, hear_facts, hear_timers, tick
from switchboard.services import Services, Tenant
from switchboard.stuck import EVERY_S, free_stuck

log = structlog.get_logger(__name__)
Step = Callable[[Services, Tenant], object]

#: How long new facts of any company are waited for at most: timers are heard between two waits.
LISTEN_MS = 250
#: What the listener's own connection may take for that; what a round does takes as long as anywhere.
LISTENER_TIMEOUT_S = 3.0
#: Rings widen, and a preferred agent's time ends: looked at this often.
TICK_S = 1.0
#: After a round that failed, and while another follower leads.
REST_S = 0.5


def match_on(services: Services, leads: threading.Event, stopping: threading.Event, name: str) -> None:
    """Match callers and agents for as long as this process leads, until told to stop. name: of the reader."""
    listener = LiveClient(services.live.url, timeout_s=LISTENER_TIMEOUT_S)
    reader = Consumer(group=GROUP, name=name)
    ticked_s = looked_s = asked_s = services.stopwatch()
    while not stopping.is_set():
        if not leads.is_set():
            stopping.wait(REST_S)
            continue
        heard: dict[str, list[Entry]] = {}
        done = [_guarded(partial(_listen, services, listener, reader, heard))]
        now_s = services.stopwatch()
        more: list[Step] = []
        if now_s - ticked_s >= TICK_S:
            ticked_s, more = now_s, [hear_silence, tick]
        if now_s - looked_s >= EVERY_S:
            looked_s, more = now_s, [*more, free_stuck]
        if now_s - asked_s >= signing_out.EVERY_S:
            asked_s, more = now_s, [*more, signing_out.take_off]
        for tenant in services.tenants.values():
            told: Step = partial(hear_facts, entries=heard.get(tenant.name, []))
            done.append(_guarded(partial(_go_round, services, tenant, [told, hear_timers, *more])))
        if not all(done):
            stopping.wait(REST_S)
    listener.close()


def _listen(
    services: Services, listener: LiveClient, reader: Consumer, heard: dict[str, list[Entry]]
) -> None:
    """Wait for the next facts of any company, of all of them at once, so that none waits for another."""
    for tenant, entry in read_new(listener, services.tenants, reader, MOST_FACTS, LISTEN_MS):
        heard.setdefault(tenant, []).append(entry)


def _go_round(services: Services, tenant: Tenant, steps: list[Step]) -> None:
    for step in steps:
        step(services, tenant)


def _guarded(do: Callable[[], None]) -> bool:
    """Do one part of a round; a boundary: what breaks is logged, and another round comes. False: it broke."""
    try:
        do()
    except StoreUnavailableError as away:
        log.warning("round_waits", what="matching", why=str(away))
        return False
    except Exception:
        log.exception("round_failed", what="matching")
        return False
    return True
