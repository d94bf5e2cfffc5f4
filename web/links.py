"""The stream as the link between an agent's desk and the floor: it is there while one stream is, anywhere."""

from __future__ import annotations

import threading
import uuid
from contextlib import ExitStack
from dataclasses import dataclass

import structlog

from routing.floor.events import LinkChanged
from routing.floor.people import Profile
from storage.live.client import StoreUnavailableError
from storage.live.streams import Streams
from switchboard.agent import FloorBusyError, obey
from switchboard.services import Services
from switchboard.staffing import profile_of

log = structlog.get_logger(__name__)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Link:
    """One stream of one agent."""

    tenant: str
    profile: Profile
    id: str


class Links:
    """The links of one process, told to the floor and kept up by leases."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._open: set[Link] = set()

    def begin(self, tenant: str, profile: Profile) -> Link:
        """A stream is there. Raises StoreUnavailableError and FloorBusyError."""
        link = Link(tenant=tenant, profile=profile, id=uuid.uuid4().hex)
        self._leases(tenant).keep([(profile.id, link.id)])
        with ExitStack() as undo:
            undo.callback(self._leases(tenant).end, profile.id, link.id)
            obey(self._services, self._services.tenants[tenant], LinkChanged(agent=profile, up=True))
            undo.pop_all()
        with self._lock:
            self._open.add(link)
        return link

    def end(self, link: Link) -> None:
        """A stream has ended: with the agent's last one, the desk reconnects or is lost. Raises nothing.

        A store that is away learns of it when the lease has lapsed.
        """
        with self._lock:
            self._open.discard(link)
        try:
            if self._leases(link.tenant).end(link.profile.id, link.id):
                self._tell_gone(link.tenant, link.profile)
        except (StoreUnavailableError, FloorBusyError) as trouble:
            log.warning("link_end_not_told", agent=link.profile.id, why=str(trouble))

    def renew(self, tenant: str) -> None:
        """Renew the leases of this process, and tell of agents whose process died with their streams.

        Raises StoreUnavailableError and FloorBusyError.
        """
        with self._lock:
            mine = [(link.profile.id, link.id) for link in self._open if link.tenant == tenant]
        for agent in self._leases(tenant).keep(mine):
            profile = profile_of(self._services, self._services.tenants[tenant], agent)
            if profile is not None:
                log.warning("link_lapsed", tenant=tenant, agent=agent)
                self._tell_gone(tenant, profile)

    def _tell_gone(self, tenant: str, profile: Profile) -> None:
        obey(self._services, self._services.tenants[tenant], LinkChanged(agent=profile, up=False))

    def _leases(self, tenant: str) -> Streams:
        return Streams(self._services.live, tenant)
