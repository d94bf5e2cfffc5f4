"""What an event of the floor touches: the agents and the one conversation to be read with it."""

from __future__ import annotations

from dataclasses import dataclass

from routing.floor import events, network_news
from routing.floor.conversation import Conversation
from routing.floor.events import Event
from routing.floor.outcome import Floor
from routing.floor.people import Agent
from storage.live.floor import Floor as Store
from storage.live.floor import Loaded

#: Timers that name an agent; every other kind names a call first, `call` or `call/...`.
OF_AGENTS = frozenset({"wrap", "link"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was read. versions: of each record, by agent id, and of the conversation; 0: there was none.

    needs: of the call, as text; None: it stands in no order of waiting, or was not read.
    """

    floor: Floor
    agent_versions: dict[str, int]
    conversation_version: int
    needs: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """agents: ids. call: of the conversation; None: the one that the first agent has to do with, if any."""

    agents: tuple[str, ...] = ()
    call: str | None = None


def see(store: Store, event: Event) -> Seen:
    """Read what an event touches, in at most three trips: mostly one or two.

    Raises StoreUnavailableError.
    """
    touched = touched_by(event)
    loaded = store.read(touched.agents, touched.call)
    agents = _agents(loaded)
    versions = {who: record.version for who, record in loaded.agents.items()}
    held = loaded.conversation
    if touched.call is None and touched.agents:
        call = agents[touched.agents[0]].call if touched.agents[0] in agents else ""
        held = store.read((), call).conversation if call else None
    conversation = None if held is None else Conversation.from_json(held.state)
    missing = () if conversation is None else tuple(sorted(conversation.people - set(touched.agents)))
    if missing:
        more = store.read(missing)
        agents |= _agents(more)
        versions |= {who: record.version for who, record in more.agents.items()}
    return Seen(
        floor=Floor(agents=agents, conversation=conversation),
        agent_versions=versions,
        conversation_version=0 if held is None else held.version,
        needs=loaded.needs,
    )


def touched_by(event: Event) -> Touched:
    match event:
        case events.Due(kind=kind, id=name) if kind in OF_AGENTS:
            return Touched(agents=(name,))
        case events.Due(id=name):
            return Touched(call=name.partition("/")[0])
        case events.Offered(agent=agent, call=call):
            return Touched(agents=(agent.id,), call=call)
        case events.TransferBegun(agent=agent, target=target) if target is not None:
            return Touched(agents=(agent.id, target.id))
        case (
            events.OutsideRings(call=call)
            | events.Unreachable(call=call)
            | events.Joined(call=call)
            | events.Left(call=call)
            | events.CallerGone(call=call)
            | network_news.RecordingTold(call=call)
            | network_news.RecordingNews(call=call)
            | network_news.PartyTold(call=call)
            | network_news.PartySeen(call=call)
            | network_news.PartyMissed(call=call)
            | events.Supervised(call=call)
        ):
            return Touched(call=call)
        case _:
            return Touched(agents=(event.agent.id,))


def _agents(loaded: Loaded) -> dict[str, Agent]:
    return {who: Agent.from_json(record.state) for who, record in loaded.agents.items()}
