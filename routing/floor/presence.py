"""What an agent chooses to be, and whether the desk is there."""

from __future__ import annotations

from dataclasses import replace

from routing.floor.draft import Draft, RefusedError
from routing.floor.events import Declined, Due, LinkChanged, PresenceChosen, SignedOut
from routing.floor.facts import LinkTold, PresenceChanged
from routing.floor.offers import declined
from routing.floor.people import Agent, Link, presence_and_reason
from routing.floor.working import IN_CALL, disconnect_if_lost, present, save_unfinished

LOST_MS = 15_000
"""After how long without its stream a desk is lost."""
SILENT_MS = 27_000
"""After how long without a sign of life it is lost at the latest: 30 s, less the rounds that see it."""
IN_A_CALL = "You are in a call. End it or hand it over, then sign out; a supervisor can free you from it."


def choose(draft: Draft, event: PresenceChosen) -> None:
    """Take the choice now, or after the work under way. Signing out of a call needs a supervisor."""
    agent = draft.meet(event.agent)
    if event.presence == "offline" and event.by == "supervisor":
        draft.put(replace(agent, next_presence=""))
        present(draft, agent.id, "offline", event.reason, by=event.by)
    elif event.presence == "offline" and agent.work in IN_CALL:
        raise RefusedError(IN_A_CALL)
    elif agent.work == "idle":
        _take(draft, agent, event)
    else:
        _keep_for_later(draft, agent, event)


def sign_out(draft: Draft, event: SignedOut) -> None:
    """Take off the floor who signs out; in a call that is refused, since the caller would be left alone.

    A sign-in that has ended without its owner takes them off after the call. An open offer goes to the next
    one, and an open wrap-up is saved as it is: nobody can do either any more.
    """
    agent = draft.meet(event.agent)
    if agent.work in IN_CALL:
        if event.by == "agent":
            raise RefusedError(IN_A_CALL)
        _keep_for_later(draft, agent, PresenceChosen(agent=event.agent, presence="offline", by=event.by))
        return
    _leave_work(draft, agent, event)
    agent = draft.agent(agent.id)
    draft.put(replace(agent, next_presence=""))
    if agent.presence != "offline":
        present(draft, agent.id, "offline", by=event.by)


def _leave_work(draft: Draft, agent: Agent, event: SignedOut) -> None:
    if agent.work in ("reserved", "ringing"):
        declined(draft, Declined(agent=event.agent, offer=agent.offer, reason="signed_out"))
    elif agent.work == "wrap_up":
        save_unfinished(draft, agent.id, by=event.by, reason="signed_out")


def _take(draft: Draft, agent: Agent, event: PresenceChosen) -> None:
    if event.presence == "available":
        agent = replace(agent, missed=0)
    draft.put(agent)
    present(draft, agent.id, event.presence, event.reason, by=event.by)
    if event.presence != "offline" and agent.link != "connected":
        # Chosen without a stream: it must come, else nobody is there.
        _reconnects(draft, agent.id, draft.now_ms + LOST_MS)


def _keep_for_later(draft: Draft, agent: Agent, event: PresenceChosen) -> None:
    chosen = presence_and_reason(event.presence, event.reason)
    if agent.next_presence == chosen:
        return
    draft.put(replace(agent, next_presence=chosen))
    now = presence_and_reason(agent.presence, agent.reason)
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
        heard_ms = event.heard_ms or draft.now_ms
        _reconnects(draft, agent.id, min(draft.now_ms + LOST_MS, heard_ms + SILENT_MS))


def _reconnects(draft: Draft, who: str, lost_ms: int) -> None:
    _tell_link(draft, draft.agent(who), "reconnecting")
    draft.put(replace(draft.agent(who), lost_ms=lost_ms))
    draft.remind("link", who, lost_ms)


def link_due(draft: Draft, event: Due) -> None:
    """Too long without a stream: the desk is lost, and an idle agent off the floor."""
    agent = draft.agent(event.id)
    if agent.link == "reconnecting" and draft.now_ms >= agent.lost_ms:
        _tell_link(draft, agent, "lost")
        disconnect_if_lost(draft, agent.id)


def _tell_link(draft: Draft, agent: Agent, now: Link) -> None:
    if agent.link == now:
        return
    draft.put(replace(agent, link=now, link_ms=draft.now_ms))
    draft.tell(LinkTold(agent=agent.id, was=agent.link, now=now))
