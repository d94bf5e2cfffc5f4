"""The router: puts waiting calls to free agents, as facts tell of either, and as time opens more rings.

`obey` matches the agent whom an event leaves free; this matches all else (architecture 4).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import structlog

from routing.floor.match import WIDEST
from routing.floor.needs import Needs
from routing.floor.people import Profile
from storage.live.client import StoreUnavailableError
from storage.live.facts import Entry
from storage.live.floor import HEAD
from switchboard.agent import FloorBusyError, due, obey_aside
from switchboard.choosing import for_agent, for_call
from switchboard.pools import open_pools
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of

log = structlog.get_logger(__name__)

#: Reader of the facts, and how many of a company's it takes at a time.
GROUP = "router"
MOST_FACTS = 500
#: Offers made for one call before its own: callers who wait longer for the same agents.
MOST_BEFORE = 16
#: Timers heard in one round.
MOST_TIMERS = 500


def match_call(services: Services, tenant: Tenant, call_id: str) -> bool:
    """Put a waiting call to an agent; those who wait longer for the same agent come first.

    False: it waits on, or does not wait. Raises StoreUnavailableError.
    """
    text, opened = tenant.floor.needs_and_open(call_id)
    if text is None:
        return False
    needs = Needs.from_json(text)
    open_pools(services, tenant, (key for key in needs.demands if key not in opened), _guarded)
    refused: set[str] = set()
    for _ in range(MOST_BEFORE):
        chosen = for_call(services, tenant, needs, refused)
        if chosen is None:
            return False
        made = not obey_aside(services, tenant, chosen).refused
        if chosen.event.call == call_id:
            return made
        if not made:
            refused.add(chosen.event.call)
    return False


def match_agent(services: Services, tenant: Tenant, profile: Profile) -> bool:
    """Put the next caller to an agent. False: not free, or nobody waits whom they may take now."""
    refused: set[str] = set()
    for _ in range(MOST_BEFORE):
        chosen = for_agent(services, tenant, profile, refused)
        if chosen is None:
            return False
        if not obey_aside(services, tenant, chosen).refused:
            return True
        refused.add(chosen.event.call)
    return False


def tick(services: Services, tenant: Tenant) -> None:
    """Look at the heads of the orders again: rings have widened, and a preferred agent's time may be over.

    Of the orders that somebody is free for: where all are busy there is nothing to look at.
    """
    for head in tenant.floor.heads(tenant.floor.pooled()):
        _guarded(partial(match_call, services, tenant, head.call_id), head.call_id)
    for demand in tenant.floor.pooled():
        if len(tenant.floor.first((demand,), HEAD + 1)) > HEAD:
            _match_behind(services, tenant, demand)


def _match_behind(services: Services, tenant: Tenant, demand: str) -> None:
    """Look behind the heads, for the agents who are still free: the heads may all wait for somebody else."""
    for pooled in tenant.floor.pool_head(demand, WIDEST):
        profile = profile_of(services, tenant, pooled.agent)
        if profile is not None:
            _guarded(partial(match_agent, services, tenant, profile), pooled.agent)


def hear_facts(services: Services, tenant: Tenant, entries: Sequence[Entry]) -> None:
    """Match the calls that joined a queue, by these facts, which were read for GROUP."""
    for call_id in _joined(entry.fact for entry in entries):
        _guarded(partial(match_call, services, tenant, call_id), call_id)
    tenant.facts.ack(GROUP, [entry.place for entry in entries])


def hear_left(services: Services, tenant: Tenant, consumer: str) -> None:
    """Match by the facts that were read and not dealt with: by whoever died over them, or by a broken round.

    For the one follower that matches, between its rounds: whatever is open then is nobody's. To match a call
    twice does no harm.
    """
    left = tenant.facts.claim(GROUP, consumer, 0, MOST_FACTS)
    if left:
        hear_facts(services, tenant, left)


def hear_timers(services: Services, tenant: Tenant) -> int:
    """Let happen what is due; returns how many timers were."""
    return due(services, tenant, MOST_TIMERS)


def _joined(facts: Iterable[str]) -> list[str]:
    """Name the calls that joined a queue, each once, in order."""
    # Most facts are of other kinds: only those that may be it are read.
    read = (_call_of(fact) for fact in facts if '"QueueJoined"' in fact)
    return list(dict.fromkeys(call for call in read if call))


def _call_of(text: str) -> str:
    """Name the call of a fact that says that it joined a queue; "": it says something else, or nothing."""
    try:
        fact = json.loads(text)
        return str(fact["call"]) if fact["fact"] == "QueueJoined" else ""
    except (ValueError, KeyError, TypeError):
        log.warning("fact_not_read", reader=GROUP, fact=text[:200])
        return ""


def _guarded(do: Callable[[], object], about: str) -> None:
    """Do one thing of a round; a boundary: whatever breaks, those after it have their turn."""
    try:
        do()
    except StoreUnavailableError:
        raise
    except FloorBusyError as busy:
        log.warning("not_matched", about=about, why=str(busy))
    except Exception:
        log.exception("match_failed", about=about)
