"""Who may see which event, and the bounded queue between the log and one person's stream."""

from __future__ import annotations

import queue
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from cti.events import Event

#: Events that wait for one slow browser; one more, and its stream is closed: it comes back and resumes.
QUEUED = 1_000
#: Calls of which a process remembers the agents.
MOST_CALLS = 10_000
#: With these of an agent's own their part in a call is over; who was dropped has one again once back.
LEAVES = frozenset({"offer.declined", "offer.timed_out", "offer.withdrawn", "leg.ended", "leg.failed"})
OVER = LEAVES | {"call.wrapped"}


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
        """Learn from an offer or a leg; a hand-over may be told when who gave the call over has left it."""
        if tells_part(event):
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

    def of(self, agent: str) -> frozenset[str]:
        """Return the calls in which somebody has a part."""
        return frozenset(call for call, agents in list(self._agents.items()) if agent in agents)


def tells_part(event: Event) -> bool:
    return event.name.startswith(("offer.", "leg."))


def parts_before(viewer: Viewer, events: Iterable[Event], now: Parts) -> Parts:
    """Return in what this person had a part before these events, of which `now` has heard them all.

    What became of a part first says whether it was there: it can only end where it had begun.
    """
    parts, told = Parts(), set()
    for event in events:
        if viewer.id in event.agents and tells_part(event) and event.call not in told:
            told.add(event.call)
            if event.name in LEAVES:
                parts.add(event.call, viewer.id)
    for call in now.of(viewer.id) - told:
        parts.add(call, viewer.id)
    return parts


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
