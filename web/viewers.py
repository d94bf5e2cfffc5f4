"""Who may see which event, and the bounded queue between the log and one person's stream."""

from __future__ import annotations

import queue
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field

from cti.events import Event

#: Events that wait for one slow browser; one more, and its stream is closed: it comes back and resumes.
QUEUED = 1_000
#: Calls of which a process remembers the agents.
MOST_CALLS = 10_000
#: Endings after which an agent has nothing to do with the call any more.
OVER = frozenset({"offer.declined", "offer.timed_out", "offer.withdrawn", "call.wrapped"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Whose stream it is. queues: those whose figures an agent sees."""

    id: str
    role: str
    queues: frozenset[str]

    @property
    def sees_all(self) -> bool:
        return self.role == "supervisor"


class Parts:
    """Who of the agents has a part in which call: learned from the events themselves, in order."""

    def __init__(self) -> None:
        self._agents: OrderedDict[str, set[str]] = OrderedDict()

    def add(self, call: str, agent: str) -> None:
        if call:
            self._agents.setdefault(call, set()).add(agent)
            while len(self._agents) > MOST_CALLS:
                self._agents.popitem(last=False)

    def hear(self, event: Event) -> None:
        """Learn from an offer, a leg or a hand-over; what an agent does says nothing of a call."""
        if not event.name.startswith("agent."):
            for agent in event.agents:
                self.add(event.call, agent)

    def heard(self, event: Event) -> None:
        """Forget what is over with this event, once it has been passed on."""
        there = self._agents.get(event.call)
        if event.name in OVER and there is not None:
            there.difference_update(event.agents)
            if not there:
                del self._agents[event.call]

    def has(self, call: str, agent: str) -> bool:
        return agent in self._agents.get(call, ())


def may_see(viewer: Viewer, event: Event, parts: Parts) -> bool:
    """Say whether this person may see the event (cti-and-desktop 6.3): tenants are apart before this.

    Supervisors see their company; agents what is theirs, their calls, and the figures of their queues.
    """
    if viewer.sees_all or viewer.id in event.agents:
        return True
    if event.hidden or event.name.startswith("agent."):
        return False
    if event.name == "queue.stats":
        return event.queue in viewer.queues
    return parts.has(event.call, viewer.id)


@dataclass(eq=False, slots=True, kw_only=True)
class Stream:
    """One open stream. since: the number up to which the log was passed on when it joined."""

    tenant: str
    viewer: Viewer
    since: int
    _waiting: queue.Queue[Event | None] = field(default_factory=lambda: queue.Queue(QUEUED))
    is_behind: bool = False
    is_over: bool = False

    def put(self, event: Event) -> None:
        """Pass an event on, or note that the reader is too far behind."""
        try:
            self._waiting.put_nowait(event)
        except queue.Full:
            self.is_behind = True

    def end(self) -> None:
        """Let the reader end the stream now, not at the next event."""
        self.is_over = True
        with suppress(queue.Full):  # then there is something to wake it already
            self._waiting.put_nowait(None)

    def take(self, within_s: float) -> Event | None:
        """Return the next event; None: none came in time, or the stream is over."""
        try:
            return self._waiting.get(timeout=within_s)
        except queue.Empty:
            return None
