"""The time after a call: longer twice, saved by the agent or by the server's timer."""

from __future__ import annotations

from dataclasses import replace

from routing.floor.draft import Draft, RefusedError
from routing.floor.events import Due, WrapExtended, Wrapped
from routing.floor.working import present, save_unfinished, save_wrap_up

EXTENDS_MS = 30_000
EXTENSIONS = 2


def extend(draft: Draft, event: WrapExtended) -> None:
    agent = draft.meet(event.agent)
    if agent.work != "wrap_up":
        raise RefusedError("There is no wrap-up to extend. It has been saved.")
    if agent.extended >= EXTENSIONS:
        raise RefusedError("Wrap-up can be extended twice. Save it, or choose Save and stay away.")
    until_ms = agent.wrap_until_ms + EXTENDS_MS
    draft.put(replace(agent, wrap_until_ms=until_ms, extended=agent.extended + 1))
    draft.remind("wrap", agent.id, until_ms)


def wrapped(draft: Draft, event: Wrapped) -> None:
    """Save the wrap-up; a change of presence chosen during the call is applied now."""
    agent = draft.meet(event.agent)
    if agent.work != "wrap_up":
        raise RefusedError("There is no wrap-up to save. It has been saved.")
    if event.stay_away:
        draft.put(replace(agent, next_presence=""))
    save_wrap_up(draft, agent.id, disposition=event.disposition, resolved=event.resolved)
    if event.stay_away and draft.agent(agent.id).presence != "offline":
        present(draft, agent.id, "away", by="agent")


def wrap_due(draft: Draft, event: Due) -> None:
    agent = draft.agent(event.id)
    if agent.work == "wrap_up" and draft.now_ms >= agent.wrap_until_ms:
        save_unfinished(draft, agent.id)
