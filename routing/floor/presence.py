"""What an agent chooses to be, and whether the desk is there."""

from __future__ import annotations

from dataclasses import replace

from routing.floor.draft import Draft, RefusedError
from routing.floor.events import Due, LinkChanged, PresenceChosen
from routing.floor.facts import LinkTold, PresenceChanged
from routing.floor.people import Agent, Link
from routing.floor.working import IN_CALL, disconnect_if_lost, present

LOST_MS = 15_000
"""After how long without its stream a desk is lost."""


def choose(draft: Draft, event: PresenceChosen) -> None:
    """Take the choice now, or after the work under way. Signing out of a call needs a supervisor."""
    agent = draft.meet(event.agent)
    if event.presence == "offline" and event.by == "supervisor":
        draft.put(replace(agent, next_presence=""))
        present(draft, agent.id, "offline", event.reason, by=event.by)
    elif event.presence == "offline" and agent.work in IN_CALL:
        raise RefusedError("You are in a call. End it before you sign out, or ask a supervisor.")
    elif agent.work == "idle":
        _take(draft, agent, event)
    else:
        _keep_for_later(draft, agent, event)


def _take(draft: Draft, agent: Agent, event: PresenceChosen) -> None:
    if event.presence == "available":
        agent = replace(agent, missed=0)
    draft.put(agent)
    present(draft, agent.id, event.presence, event.reason, by=event.by)
    if event.presence != "offline" and agent.link != "connected":
        # Chosen without a stream: it must come, else nobody is there.
        _tell_link(draft, draft.agent(agent.id), "reconnecting")
        draft.remind("link", agent.id, draft.now_ms + LOST_MS)


def _keep_for_later(draft: Draft, agent: Agent, event: PresenceChosen) -> None:
    chosen = f"{event.presence}:{event.reason}" if event.reason else event.presence
    if agent.next_presence == chosen:
        return
    draft.put(replace(agent, next_presence=chosen))
    now = f"{agent.presence}:{agent.reason}" if agent.reason else agent.presence
    draft.tell(
        PresenceChanged(
            agent=agent.id, was=now, now=now, by=event.by, reason=agent.reason, next_presence=chosen
        )
    )


def link(draft: Draft, event: LinkChanged) -> None:
    """The desk's stream came or went. What an agent is doing stays."""
    agent = draft.meet(event.agent)
    if event.up:
        draft.remind("link", agent.id, 0)
        _tell_link(draft, agent, "connected")
    elif agent.link == "connected":
        draft.remind("link", agent.id, draft.now_ms + LOST_MS)
        _tell_link(draft, agent, "reconnecting")


def link_due(draft: Draft, event: Due) -> None:
    """15 s without a stream: the desk is lost, and an idle agent off the floor."""
    agent = draft.agent(event.id)
    if agent.link == "reconnecting" and draft.now_ms >= agent.link_ms + LOST_MS:
        _tell_link(draft, agent, "lost")
        disconnect_if_lost(draft, agent.id)


def _tell_link(draft: Draft, agent: Agent, now: Link) -> None:
    if agent.link == now:
        return
    draft.put(replace(agent, link=now, link_ms=draft.now_ms))
    draft.tell(LinkTold(agent=agent.id, was=agent.link, now=now))
