"""The router: puts waiting calls to free agents, as facts tell of either, and as time opens more rings.

`obey` matches the agent whom an event leaves free; this matches all else (architecture 4).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

import structlog

from routing.floor import match
from routing.floor.needs import Demand, Needs
from routing.floor.people import Agent, Profile
from storage.live.client import StoreUnavailableError
from storage.live.facts import Entry
from storage.live.floor_commit import FloorCommit
from switchboard.agent import FloorBusyError, due, obey
from switchboard.choosing import for_agent, for_call
from switchboard.floor_keeping import agent_record, new_commit_id
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
    text = tenant.floor.needs_of(call_id)
    if text is None:
        return False
    needs = Needs.from_json(text)
    _open_pools(services, tenant, needs)
    for _ in range(MOST_BEFORE):
        offered = for_call(services, tenant, needs)
        if offered is None:
            return False
        made = not obey(services, tenant, offered).refused
        if offered.call == call_id:
            return made
    return False


def match_agent(services: Services, tenant: Tenant, profile: Profile) -> bool:
    """Put the next caller to an agent. False: not free, or nobody waits whom they may take now."""
    offered = for_agent(services, tenant, profile)
    return offered is not None and not obey(services, tenant, offered).refused


def tick(services: Services, tenant: Tenant) -> None:
    """Look at the heads of the orders again: rings have widened, and a preferred agent's time may be over.

    Of the orders that somebody is free for: where all are busy there is nothing to look at.
    """
    for head in tenant.floor.heads(tenant.floor.pooled()):
        _guarded(partial(match_call, services, tenant, head.call_id), head.call_id)


def hear_facts(services: Services, tenant: Tenant, entries: Sequence[Entry]) -> None:
    """Match the calls that joined a queue, by these facts, which were read for GROUP."""
    for call_id in _joined(entry.fact for entry in entries):
        _guarded(partial(match_call, services, tenant, call_id), call_id)
    tenant.facts.ack(GROUP, [entry.place for entry in entries])


def hear_timers(services: Services, tenant: Tenant) -> int:
    """Let happen what is due; returns how many timers were."""
    return due(services, tenant, MOST_TIMERS)


def _joined(facts: Iterable[str]) -> list[str]:
    """Name the calls that joined a queue, each once, in order."""
    # Most facts are of other kinds: only those that may be it are read.
    read = (json.loads(fact) for fact in facts if '"QueueJoined"' in fact)
    return list(dict.fromkeys(fact["call"] for fact in read if fact["fact"] == "QueueJoined"))


def _open_pools(services: Services, tenant: Tenant, needs: Needs) -> None:
    """Let everybody on the floor who can take it stand in the pool of a demand that is new."""
    for key in (needs.demand, needs.also):
        if key and tenant.floor.register_demand(key):
            for who in tenant.floor.agents():
                _guarded(partial(_stand_in, services, tenant, who, key), who)


def _stand_in(services: Services, tenant: Tenant, agent_id: str, demand: str) -> None:
    profile = profile_of(services, tenant, agent_id)
    near = None if profile is None else match.ring(profile, Demand.from_key(demand))
    if near is None:
        return
    for _ in range(MOST_BEFORE):
        record = tenant.floor.read((agent_id,)).agents.get(agent_id)
        if record is None:
            return
        before = Agent.from_json(record.state)
        after = replace(before, pools={**before.pools, demand: near})
        kept = agent_record(after, before, {agent_id: record.version})
        if tenant.floor.commit(FloorCommit(id=new_commit_id(), agents=(kept,))):
            return


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
