"""The streams of this process as the links between agents' desks and the floor."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from dataclasses import dataclass

import structlog

from routing.floor.people import Profile
from storage.live.client import StoreUnavailableError
from storage.live.streams import Streams
from switchboard import desks
from switchboard.agent import FloorBusyError
from switchboard.services import Services
from web.viewers import Stream

log = structlog.get_logger(__name__)

#: How a page is told the name of its stream, and how it says it again in its beats.
HEADER = "Ringdown-Stream"
NAME = re.compile(r"(agt_[0-9a-f]{12})\.([0-9a-f]{16})([0-9a-f]{32})")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Link:
    """One stream of one agent. id: of the stream; it begins with the mark of the sign-in it was opened by."""

    tenant: str
    profile: Profile
    id: str
    stream: Stream

    @property
    def name(self) -> str:
        """What the page is told: whoever knows it, and has the sign-in's cookie, may beat for it."""
        return f"{self.profile.id}.{self.id}"


def mark_of(token: str) -> str:
    """Return the mark that streams bear of their sign-in: it says nothing about the token."""
    return hashlib.sha256(f"stream {token}".encode()).hexdigest()[:16]


class Links:
    """The links of one process, told to the floor. They are kept up by the beats of their pages."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._open: set[Link] = set()

    def begin(self, profile: Profile, token: str, stream: Stream) -> Link:
        """A stream is there, opened by the sign-in of this token.

        Raises StoreUnavailableError and FloorBusyError.
        """
        name = mark_of(token) + secrets.token_hex(16)
        link = Link(tenant=stream.tenant, profile=profile, id=name, stream=stream)
        desks.begin(self._services, self._services.tenants[link.tenant], profile, link.id)
        with self._lock:
            self._open.add(link)
        return link

    def end(self, link: Link) -> None:
        """A stream has ended. Raises nothing: where it cannot be told, its silence tells it."""
        with self._lock:
            self._open.discard(link)
        try:
            desks.end(self._services, self._services.tenants[link.tenant], link.profile, link.id)
        except (StoreUnavailableError, FloorBusyError) as trouble:
            log.warning("link_end_not_told", agent=link.profile.id, why=str(trouble))

    def look(self, tenant: str) -> None:
        """Tell of the company's silent desks, wherever their streams are; close our streams that are over.

        Over is a stream that fell silent, or whose sign-in has ended. Raises StoreUnavailableError.
        """
        desks.look(self._services, self._services.tenants[tenant])
        with self._lock:
            mine = {(link.profile.id, link.id): link for link in self._open if link.tenant == tenant}
        known = Streams(self._services.live, tenant).known(mine)
        for name in mine.keys() - known:
            mine[name].stream.end()
