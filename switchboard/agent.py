"""A happening on the agents' floor, carried straight through: read, decide, commit, connect.

Architecture 4. What the phone network must do is asked after the commit; what fails there is an event again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

import structlog

from routing.floor import obey as floor
from routing.floor.events import Due, Event, LinkChanged, Offered, PresenceChosen
from routing.floor.needs import Needs
from routing.floor.outcome import Outcome
from routing.floor.people import Agent
from storage.live.client import StoreFullError, StoreUnavailableError
from storage.live.floor_commit import Due as Timer
from storage.live.floor_commit import FloorCommit
from switchboard.choosing import Chosen, for_agent
from switchboard.floor_keeping import Keeping, commit_of
from switchboard.floor_reading import Seen, see
from switchboard.hands import lower_hands
from switchboard.looking import news_of
from switchboard.orders import carry_out
from switchboard.pools import catch_up, in_pools
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of

log = structlog.get_logger(__name__)

#: How often a change that meets another one is decided anew.
TRIES = 5
#: Events that one event may lead to, through orders that fail and agents who become free.
MOST_FOLLOWING = 50
#: After how long a timer that broke, or whose answer is on its way, is heard again.
AGAIN_MS = 10_000
#: Timers by which somebody is not there.
ASKED_FIRST = frozenset({"join", "look", "seat"})


class FloorBusyError(Exception):
    """The same agent or call changed five times in a row while this was decided. Ask again."""


def obey(services: Services, tenant: Tenant, event: Event | Chosen) -> Outcome:
    """Let an event happen: keep what it changes, ask the phone network, put the next call to who is free.

    Returns the outcome of this very event; `refused` says in words why nothing was done, `trouble` what the
    phone network did not do of it. Raises StoreUnavailableError and FloorBusyError: then nothing was asked of
    the phone network.
    """
    outcome, seen = settle(services, tenant, event)
    trouble = connect(services, tenant, outcome, seen)
    return replace(outcome, trouble=trouble) if trouble else outcome


def settle(services: Services, tenant: Tenant, asked: Event | Chosen) -> tuple[Outcome, Seen]:
    """Decide and keep, and ask nobody: `follow_up` does. Raises as `obey`.

    A choice is decided on what it was made on; where others have changed that, on what stands then.
    """
    event, known = (asked.event, asked.seen) if isinstance(asked, Chosen) else (asked, None)
    for _ in range(TRIES):
        seen, known = known or see(tenant.floor, event), None
        if isinstance(event, Offered) and not _still_asked(seen, event):
            return Outcome(refused="The call does not wait any more, or for something else."), seen
        now = services.clock()
        decided = floor.obey(seen.floor, event, int(now.timestamp() * 1000))
        outcome = _pooled(tenant, event, decided)
        if outcome.refused or _is_nothing(outcome):
            return outcome, seen
        commit = commit_of(seen, Keeping(tenant=tenant.name, outcome=outcome, now=now))
        if _commit(tenant, commit):
            _catch_up(tenant, event, outcome)
            lower_hands(services, tenant, outcome, _call_of(outcome, seen))
            return outcome, seen
    raise FloorBusyError(f"{type(event).__name__} met other changes {TRIES} times")


def _still_asked(seen: Seen, event: Offered) -> bool:
    return seen.needs is not None and Needs.from_json(seen.needs) == event.needs


def follow_up(services: Services, tenant: Tenant, outcome: Outcome, seen: Seen) -> None:
    """Connect where nobody waits to hear what became of it: aside, where the process has lanes for that."""
    if services.aside is None:
        connect(services, tenant, outcome, seen)
    else:
        _connect_aside(services, tenant, [(outcome, seen)])


def obey_aside(services: Services, tenant: Tenant, event: Event | Chosen) -> Outcome:
    """Let an event happen that nobody waits for: as `obey`, but the phone network is asked aside.

    So one that is slow holds up neither the router's rounds nor other companies, and takes no thread of
    webhooks.
    """
    outcome, seen = settle(services, tenant, event)
    follow_up(services, tenant, outcome, seen)
    return outcome


def connect(services: Services, tenant: Tenant, outcome: Outcome, seen: Seen) -> str:
    """Do the orders, and whatever their failures and the agents who are free now lead to.

    Returns what the phone network did not do of the outcome itself, in words. Never raises for a store or a
    carrier that fails: the timers and the router's rounds do what is missing.
    """
    ahead: deque[tuple[Outcome, Seen]] = deque([(outcome, seen)])
    trouble = ""
    for _ in range(MOST_FOLLOWING):
        if not ahead:
            return trouble
        done, before = ahead.popleft()
        events, words = _ordered(services, tenant, done, before)
        trouble = trouble or (words if done is outcome else "")
        ahead.extend(_settled(services, tenant, [*events, *_offers(services, tenant, done, before)]))
    log.error("floor_goes_round", tenant=tenant.name)
    return trouble


def _connect_aside(services: Services, tenant: Tenant, settled: Iterable[tuple[Outcome, Seen]]) -> None:
    """Put the next calls to who is free here and now, and leave the orders to be done aside."""
    ahead = deque(settled)
    for _ in range(MOST_FOLLOWING):
        if not ahead:
            return
        done, before = ahead.popleft()
        if done.orders and services.aside is not None:
            services.aside(_call_of(done, before), partial(_order_aside, services, tenant, done, before))
        ahead.extend(_settled(services, tenant, _offers(services, tenant, done, before)))
    log.error("floor_goes_round", tenant=tenant.name)


def _order_aside(services: Services, tenant: Tenant, outcome: Outcome, seen: Seen) -> None:
    events, _ = _ordered(services, tenant, outcome, seen)
    _connect_aside(services, tenant, _settled(services, tenant, events))


def _settled(
    services: Services, tenant: Tenant, events: Iterable[Event | Chosen]
) -> Iterator[tuple[Outcome, Seen]]:
    for event in events:
        try:
            yield settle(services, tenant, event)
        except (StoreUnavailableError, FloorBusyError) as failed:
            log.warning("floor_left_behind", event_kind=type(event).__name__, why=str(failed))


def _call_of(outcome: Outcome, seen: Seen) -> str:
    call = outcome.conversation or seen.floor.conversation
    return "" if call is None else call.id


def _ordered(services: Services, tenant: Tenant, outcome: Outcome, seen: Seen) -> tuple[list[Event], str]:
    """Do the orders of an outcome; return what comes of it, and trouble."""
    told = [carry_out(services, tenant, order, _call_of(outcome, seen)) for order in outcome.orders]
    trouble = " ".join(done.trouble for done in told if done.trouble)
    return [done.event for done in told if done.event is not None], trouble


def _offers(services: Services, tenant: Tenant, outcome: Outcome, seen: Seen) -> list[Chosen]:
    """Choose the next calls for the agents who became free."""
    offers: list[Chosen] = []
    try:
        for agent in outcome.agents:
            profile = profile_of(services, tenant, agent.id) if _is_freed(agent, seen) else None
            chosen = None if profile is None else for_agent(services, tenant, profile)
            if chosen is not None:
                offers.append(chosen)
    except StoreUnavailableError as away:
        log.warning("not_matched", tenant=tenant.name, why=str(away))
    return offers


def _is_freed(agent: Agent, seen: Seen) -> bool:
    before = seen.floor.agents.get(agent.id)
    return agent.is_free and (before is None or not before.is_free)


def _pooled(tenant: Tenant, event: Event, outcome: Outcome) -> Outcome:
    """Give an agent who comes onto the floor the pools of every demand that they can take."""
    if not isinstance(event, PresenceChosen | LinkChanged) or not outcome.agents:
        return outcome
    return replace(
        outcome,
        agents=tuple(
            in_pools(tenant, event.agent, agent) if agent.id == event.agent.id else agent
            for agent in outcome.agents
        ),
    )


def _catch_up(tenant: Tenant, event: Event, outcome: Outcome) -> None:
    """Stand in pools that were opened while the agent came. What they did is kept, whatever fails here."""
    if not isinstance(event, PresenceChosen | LinkChanged):
        return
    try:
        for agent in outcome.agents:
            if agent.id == event.agent.id:
                catch_up(tenant, event.agent, agent)
    except StoreUnavailableError as away:
        log.warning("not_matched", tenant=tenant.name, about=event.agent.id, why=str(away))


def _is_nothing(outcome: Outcome) -> bool:
    return not (outcome.agents or outcome.conversation or outcome.timers or outcome.facts)


def _commit(tenant: Tenant, commit: FloorCommit) -> bool:
    """Commit, and where no answer comes ask once more: the store knows the very same commit again."""
    try:
        return tenant.floor.commit(commit)
    except StoreFullError:
        raise
    except StoreUnavailableError as away:
        log.warning("floor_asked_again", why=str(away))
        return tenant.floor.commit(commit)


def due(services: Services, tenant: Tenant, limit: int = 100) -> int:
    """Let happen what is due now; returns how many timers were. Each is taken off when it has been heard.

    One that breaks comes again after a while: whatever was wrong may be mended then.
    """
    now_ms = int(services.clock().timestamp() * 1000)
    timers = tenant.floor.due(now_ms, limit)
    for timer in timers:
        try:
            _hear(services, tenant, timer, now_ms)
        except FloorBusyError as busy:
            log.warning("timer_waits", timer=timer.kind, about=timer.id, why=str(busy))
            continue
        except StoreUnavailableError:
            raise
        except Exception:  # a boundary: one broken record must not hold up everybody else's timers
            log.exception("timer_failed", timer=timer.kind, about=timer.id)
            tenant.floor.put_off(timer, now_ms + AGAIN_MS)
    return len(timers)


def _hear(services: Services, tenant: Tenant, timer: Timer, now_ms: int) -> None:
    """Let one timer happen, and take it off. Where the carrier is asked first, that is done aside."""
    if timer.kind not in ASKED_FIRST:
        obey_aside(services, tenant, Due(kind=timer.kind, id=timer.id))
        tenant.floor.drop(timer)
    elif services.aside is None:
        _look_first(services, tenant, timer)
    else:
        # Should the answer never come, it is due again.
        later = replace(timer, due_ms=now_ms + AGAIN_MS)
        if tenant.floor.put_off(timer, later.due_ms):
            services.aside(timer.id.partition("/")[0], partial(_look_first, services, tenant, later))


def _look_first(services: Services, tenant: Tenant, timer: Timer) -> None:
    """Hear a timer that says who is missing, after what the carrier says: its news may have been lost."""
    for event in news_of(services, tenant, timer.id.partition("/")[0]):
        obey(services, tenant, event)
    obey(services, tenant, Due(kind=timer.kind, id=timer.id))
    tenant.floor.drop(timer)
