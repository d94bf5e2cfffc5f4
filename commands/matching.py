"""The router's rounds, in the follower that leads: new callers, what is due, and the heads of all orders.

The look after stuck agents, which asks the phone network, has a thread of its own; what the rounds order of
the phone network is done in lanes: neither holds up a round.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import structlog

from storage.live.client import LiveClient, StoreUnavailableError
from storage.live.facts import Consumer, Entry, read_new
from switchboard import signing_out
from switchboard.desks import hear_silence
from switchboard.lanes import Lanes
from switchboard.routing import GROUP, MOST_FACTS, hear_facts, hear_left, hear_timers, tick
from switchboard.services import Services, Tenant
from switchboard.stuck import EVERY_S, free_stuck

log = structlog.get_logger(__name__)
Step = Callable[[Services, Tenant], object]

#: Whoever leads reads as this one: a follower's name does not outlive it, what it has not dealt with does.
READER = "follow"
#: How long new facts of any company are waited for at most: timers are heard between two waits.
LISTEN_MS = 250
#: What the listener's own connection may take for that; what a round does takes as long as anywhere.
LISTENER_TIMEOUT_S = 3.0
#: Rings widen, and a preferred agent's time ends: looked at this often.
TICK_S = 1.0
#: After a round that failed, and while another follower leads.
REST_S = 0.5
#: How long the last order and the last look may take to end.
STOPS_S = 3.0


def match_on(services: Services, leads: threading.Event, stopping: threading.Event) -> None:
    """Match callers and agents for as long as this process leads, until told to stop."""
    lanes = Lanes()
    listener = LiveClient(services.live.url, timeout_s=LISTENER_TIMEOUT_S)
    looks = threading.Thread(target=look_on, args=(services, leads, stopping), name="stuck", daemon=True)
    looks.start()
    _go_on(replace(services, aside=lanes.put), listener, leads, stopping)
    looks.join(STOPS_S)
    lanes.close(STOPS_S)
    listener.close()


def look_on(services: Services, leads: threading.Event, stopping: threading.Event) -> None:
    """Look after stuck agents for as long as this process leads, until told to stop."""
    took_s = 0.0
    while not stopping.wait(max(EVERY_S - took_s, REST_S)):
        began_s = services.stopwatch()
        for tenant in services.tenants.values() if leads.is_set() else ():
            _guarded(partial(_go_round, services, tenant, [free_stuck]))
        took_s = services.stopwatch() - began_s


def _go_on(
    services: Services, listener: LiveClient, leads: threading.Event, stopping: threading.Event
) -> None:
    reader = Consumer(group=GROUP, name=READER)
    left: Step = partial(hear_left, consumer=READER)
    ticked_s = asked_s = services.stopwatch()
    while not stopping.is_set():
        if not leads.is_set():
            stopping.wait(REST_S)
            continue
        heard: dict[str, list[Entry]] = {}
        done = [_guarded(partial(_listen, services, listener, reader, heard))]
        now_s = services.stopwatch()
        more: list[Step] = []
        if now_s - ticked_s >= TICK_S:
            ticked_s, more = now_s, [left, hear_silence, tick]
        if now_s - asked_s >= signing_out.EVERY_S:
            asked_s, more = now_s, [*more, signing_out.take_off]
        for tenant in services.tenants.values():
            told: Step = partial(hear_facts, entries=heard.get(tenant.name, []))
            done.append(_guarded(partial(_go_round, services, tenant, [told, hear_timers, *more])))
        if not all(done):
            stopping.wait(REST_S)


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
