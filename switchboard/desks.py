"""Whether an agent's desk is there: by its streams' signs of life, whichever process hears them or dies.

A browser or a network that dies says nothing: its silence is told after SILENT_MS, and the floor's own limit
takes the agent off within 30 s of the last sign of life (routing.floor.presence). Every web worker with a
stream and the follower that leads look, so that no one of them is needed. What is told is told before it is
forgotten: who dies between leaves it to the next one.
"""

from __future__ import annotations

import structlog

from routing.floor.events import Due, LinkChanged
from routing.floor.people import Agent, Profile
from storage.live.client import StoreUnavailableError
from storage.live.streams import Streams
from switchboard.agent import FloorBusyError, obey_aside
from switchboard.services import Services, Tenant
from switchboard.staffing import profile_of

log = structlog.get_logger(__name__)

#: A page beats each 10 s; after one beat and a half the link counts as broken, though not as lost yet.
SILENT_MS = 15_000
#: Timers that one look goes through for those of links.
MOST_TIMERS = 500


def begin(services: Services, tenant: Tenant, profile: Profile, stream: str) -> None:
    """A stream is there, so the desk is. Raises StoreUnavailableError and FloorBusyError."""
    streams = _streams(services, tenant)
    streams.begin(profile.id, stream, _now_ms(services))
    try:
        obey_aside(services, tenant, LinkChanged(agent=profile, up=True))
    except (StoreUnavailableError, FloorBusyError):
        streams.end(profile.id, stream, 0)
        raise


def beat(services: Services, tenant: Tenant, agent: str, stream: str) -> bool:
    """Note a sign of life; a floor that thought the desk gone learns that it is there.

    False: the stream is not known any more: the page opens another. Raises StoreUnavailableError and
    FloorBusyError.
    """
    if not _streams(services, tenant).beat(agent, stream, _now_ms(services)):
        return False
    record = tenant.floor.read((agent,)).agents.get(agent)
    if record is None or Agent.from_json(record.state).link != "connected":
        profile = profile_of(services, tenant, agent)
        if profile is not None:
            log.info("link_healed", tenant=tenant.name, agent=agent)
            obey_aside(services, tenant, LinkChanged(agent=profile, up=True))
    return True


def end(services: Services, tenant: Tenant, profile: Profile, stream: str) -> None:
    """A stream has closed: with the agent's last one, the desk reconnects or is lost.

    Raises StoreUnavailableError and FloorBusyError: the silence tells it then.
    """
    streams, since_ms = _streams(services, tenant), _now_ms(services) - SILENT_MS
    known = (profile.id, stream) in streams.known([(profile.id, stream)])
    if known and not streams.others(profile.id, stream, since_ms):
        obey_aside(services, tenant, LinkChanged(agent=profile, up=False))
        if streams.others(profile.id, stream, since_ms):
            # It began between the look and the telling, when the floor still thought the desk there.
            obey_aside(services, tenant, LinkChanged(agent=profile, up=True))
    streams.end(profile.id, stream, since_ms)


def cut(services: Services, tenant: Tenant, profile: Profile, beginning: str) -> None:
    """End the streams whose name begins so, all of an agent's where it is "", in whatever process they are.

    Raises StoreUnavailableError and FloorBusyError.
    """
    since_ms = _now_ms(services) - SILENT_MS if beginning else _now_ms(services)
    if not _streams(services, tenant).end(profile.id, beginning, since_ms):
        obey_aside(services, tenant, LinkChanged(agent=profile, up=False))


def look(services: Services, tenant: Tenant) -> None:
    """Tell of the desks that have fallen silent, and of the links whose time is over.

    Raises StoreUnavailableError.
    """
    hear_silence(services, tenant)
    for timer in tenant.floor.due(_now_ms(services), MOST_TIMERS):
        if timer.kind == "link" and _guarded(services, tenant, Due(kind=timer.kind, id=timer.id)):
            tenant.floor.drop(timer)


def hear_silence(services: Services, tenant: Tenant) -> int:
    """Tell of the desks that have fallen silent; returns how many. Raises StoreUnavailableError."""
    streams, since_ms = _streams(services, tenant), _now_ms(services) - SILENT_MS
    silent = streams.silent(since_ms)
    for each in silent:
        log.warning("link_silent", tenant=tenant.name, agent=each.agent)
        profile = profile_of(services, tenant, each.agent) or nobody(each.agent)
        if _guarded(services, tenant, LinkChanged(agent=profile, up=False, heard_ms=each.heard_ms)):
            streams.end(each.agent, "", since_ms)
    return len(silent)


def nobody(agent: str) -> Profile:
    """Return what is needed to take somebody off the floor who is on the staff no more."""
    return Profile(id=agent, login="", name="")


def _guarded(services: Services, tenant: Tenant, event: LinkChanged | Due) -> bool:
    """Tell it; what many changes at once prevent comes again with the next look."""
    try:
        obey_aside(services, tenant, event)
    except FloorBusyError as busy:
        log.warning("link_not_told", tenant=tenant.name, why=str(busy))
        return False
    return True


def _streams(services: Services, tenant: Tenant) -> Streams:
    return Streams(services.live, tenant.name)


def _now_ms(services: Services) -> int:
    return int(services.clock().timestamp() * 1000)
