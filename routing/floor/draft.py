"""What one event changes, while it is being worked out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from routing.floor.conversation import Conversation, Party
from routing.floor.facts import FloorFact
from routing.floor.needs import Needs
from routing.floor.orders import Order, Timer
from routing.floor.outcome import Floor, Outcome
from routing.floor.people import Agent, Profile


class RefusedError(Exception):
    """What was asked for cannot be done. Its text tells the person why and what they can do."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """The outcome in the making: mutable, and seen by one call of `obey` only."""

    floor: Floor
    now_ms: int
    conversation: Conversation | None
    agents: dict[str, Agent] = field(default_factory=dict)
    facts: list[FloorFact] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    timers: dict[tuple[str, str], Timer] = field(default_factory=dict)
    claimed: bool = False
    waits_again: bool = False
    taken: bool = False
    waits_on: Needs | None = None

    @property
    def call(self) -> Conversation:
        """The conversation, where the event cannot go on without one. Raises RefusedError."""
        if self.conversation is None:
            raise RefusedError("There is no such call any more. Reload the desk to see where you are.")
        return self.conversation

    def agent(self, who: str) -> Agent:
        """Return the agent as changed so far; one who was never seen is offline."""
        return self.agents.get(who) or self.floor.agents.get(who) or Agent(id=who)

    def meet(self, profile: Profile) -> Agent:
        """Return the agent, with what is kept of the profile brought up to date."""
        agent = replace(
            self.agent(profile.id),
            wrap_up_s=profile.wrap_up_s,
            on_missed=profile.on_missed,
            number=profile.number,
        )
        self.put(agent)
        return agent

    def put(self, agent: Agent) -> None:
        self.agents[agent.id] = agent

    def change(self, **fields: Any) -> Conversation:
        self.conversation = replace(self.call, **fields)
        return self.conversation

    def set_party(self, party: Party) -> None:
        """Put a party in the place of the one with the same id, or add it."""
        others = self.call.parties
        if self.call.party(party.id) is None:
            self.change(parties=(*others, party))
        else:
            self.change(parties=tuple(party if each.id == party.id else each for each in others))

    def remove_party(self, who: str) -> None:
        self.change(parties=tuple(each for each in self.call.parties if each.id != who))

    def tell(self, fact: FloorFact) -> None:
        self.facts.append(fact)

    def ask(self, order: Order) -> None:
        """Add an order to the phone network; the same one twice is one."""
        if order not in self.orders:
            self.orders.append(order)

    def remind(self, kind: str, timer_id: str, due_ms: int) -> None:
        """Set a timer; due_ms 0 takes it off."""
        self.timers[kind, timer_id] = Timer(kind=kind, id=timer_id, due_ms=due_ms)

    def outcome(self) -> Outcome:
        before = self.floor
        agents = (one for one in self.agents.values() if one != before.agents.get(one.id, Agent(id=one.id)))
        return Outcome(
            agents=tuple(sorted(agents, key=lambda one: one.id)),
            conversation=self.conversation if self.conversation != before.conversation else None,
            facts=tuple(self.facts),
            orders=tuple(self.orders),
            timers=tuple(self.timers.values()),
            claimed=self.claimed,
            waits_again=self.waits_again,
            taken=self.taken,
            waits_on=self.waits_on,
        )
