"""How an agent's work and presence change: to work, to wrap-up, to rest, and what a missed offer does."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from routing.floor.draft import Draft
from routing.floor.facts import PresenceChanged, WorkChanged, Wrapup
from routing.floor.needs import Demand
from routing.floor.people import Presence, Work, presence_and_reason

IN_CALL: frozenset[Work] = frozenset({"on_call", "on_hold", "consulting"})
BAR_MS = 60_000
"""For how long a call is not offered again to an agent who declined or missed it."""


def shift(draft: Draft, who: str, work: Work, *, by: str = "system", reason: str = "") -> None:
    """Change what the agent is doing, and tell it once."""
    agent = draft.agent(who)
    if agent.work == work:
        return
    draft.put(replace(agent, work=work, work_ms=draft.now_ms))
    draft.tell(WorkChanged(agent=who, was=agent.work, now=work, by=by, reason=reason))


def present(draft: Draft, who: str, presence: Presence, reason: str = "", *, by: str = "system") -> None:
    """Change the presence, and tell it once.

    Idle time begins with being available, except for who comes back from a missed offer: that keeps the turn.
    """
    agent = draft.agent(who)
    if (agent.presence, agent.reason) == (presence, reason):
        return
    begins = presence == "available" and agent.presence != "available" and agent.reason != "missed"
    draft.put(
        replace(
            agent,
            presence=presence,
            reason=reason,
            presence_ms=draft.now_ms,
            idle_ms=draft.now_ms if begins or not agent.idle_ms else agent.idle_ms,
        )
    )
    was, now = presence_and_reason(agent.presence, agent.reason), presence_and_reason(presence, reason)
    draft.tell(PresenceChanged(agent=who, was=was, now=now, by=by, reason=reason))


def release(draft: Draft, who: str, *, by: str = "system", reason: str = "") -> None:
    """Let the agent be idle again, who has not worked: an offer that came to nothing keeps the idle time."""
    _idle(draft, who, draft.agent(who).idle_ms, by=by, reason=reason)


def finish(draft: Draft, who: str, *, by: str = "system", reason: str = "") -> None:
    """Let the agent be idle after work: last in the order of the longest idle."""
    _idle(draft, who, draft.now_ms, by=by, reason=reason)


def _idle(draft: Draft, who: str, idle_ms: int, *, by: str, reason: str) -> None:
    agent = draft.agent(who)
    draft.put(
        replace(
            agent,
            offer="",
            call="",
            answered_ms=0,
            held_ms=0,
            queue="",
            wrap_until_ms=0,
            extended=0,
            next_presence="",
            idle_ms=idle_ms,
        )
    )
    shift(draft, who, "idle", by=by, reason=reason)
    if agent.next_presence:
        presence, _, why = agent.next_presence.partition(":")
        present(draft, who, cast("Presence", presence), why, by="agent")
    disconnect_if_lost(draft, who)


def disconnect_if_lost(draft: Draft, who: str) -> None:
    """Take an idle agent whose desk is gone off the floor (cti-and-desktop 3.2)."""
    agent = draft.agent(who)
    if agent.link == "lost" and agent.work == "idle" and agent.presence != "offline":
        present(draft, who, "offline", "disconnected")


def bar(draft: Draft, who: str, call: str) -> None:
    """Keep the call from being offered to this agent again for a minute."""
    agent = draft.agent(who)
    still = {each: until for each, until in agent.declined.items() if until > draft.now_ms}
    draft.put(replace(agent, declined={**still, call: draft.now_ms + BAR_MS}))


def miss(draft: Draft, who: str, call: str, *, patience: int = 1) -> None:
    """Let the agent be idle after an offer that nobody took: away, as their setting says.

    patience: how many in a row the setting "away" allows before it acts; "stay" never does.
    """
    bar(draft, who, call)
    agent = replace(draft.agent(who), missed=draft.agent(who).missed + 1)
    draft.put(agent)
    release(draft, who, reason="missed")
    allowed = max(patience, 2 if agent.on_missed == "away_after_2" else 1)
    if agent.on_missed != "stay" and agent.missed >= allowed:
        send_away(draft, who)


def send_away(draft: Draft, who: str) -> None:
    """Make who could be offered calls away, until they say "I'm back"."""
    if draft.agent(who).presence in ("available", "transfers_only"):
        present(draft, who, "away", "missed")


def begin_talk(draft: Draft, who: str) -> None:
    """Note since when the agent talks with the customer, and from which queue; who does already goes on."""
    agent = draft.agent(who)
    if not agent.answered_ms:
        queue = Demand.from_key(draft.call.needs.demand).queue
        draft.put(replace(agent, answered_ms=draft.now_ms, held_ms=0, queue=queue))


def begin_wrap_up(draft: Draft, who: str, *, by: str = "system", reason: str = "") -> None:
    """Give the agent the time after a call; the server's timer ends it."""
    agent = draft.agent(who)
    until_ms = draft.now_ms + agent.wrap_up_s * 1000
    draft.put(replace(agent, offer="", wrap_until_ms=until_ms, extended=0))
    shift(draft, who, "wrap_up", by=by, reason=reason)
    draft.remind("wrap", who, until_ms)


def save_wrap_up(draft: Draft, who: str, *, disposition: str = "", resolved: str = "unsure") -> None:
    """Save the wrap-up as the agent left it, and let them be idle."""
    _tell_wrap_up(draft, who, disposition, resolved, auto=False)
    finish(draft, who, by="agent")


def save_unfinished(draft: Draft, who: str, *, by: str = "system", reason: str = "") -> None:
    """Save what an agent had open, unasked: the timer, a lost desk, a supervisor or the sweep did it."""
    _tell_wrap_up(draft, who, "", "unsure", auto=True)
    finish(draft, who, by=by, reason=reason)


def _tell_wrap_up(draft: Draft, who: str, disposition: str, resolved: str, *, auto: bool) -> None:
    agent = draft.agent(who)
    ended_ms = agent.work_ms if agent.work == "wrap_up" else draft.now_ms
    draft.remind("wrap", who, 0)
    draft.tell(
        Wrapup(
            agent=who,
            disposition=disposition,
            resolved=resolved,
            answered_ms=agent.answered_ms,
            talk_ms=agent.talked_ms(ended_ms),
            hold_ms=agent.held_ms,
            queue=agent.queue,
            wrap_ms=draft.now_ms - ended_ms,
            auto=auto,
        )
    )
