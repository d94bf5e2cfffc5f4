"""A floor for tests: agents and one call, on which events happen one after the other in virtual time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar

from routing.floor.conversation import Conversation, Party
from routing.floor.events import (
    Accepted,
    Event,
    Joined,
    Left,
    LinkChanged,
    Offered,
    PresenceChosen,
)
from routing.floor.facts import FloorFact
from routing.floor.needs import Demand, Needs
from routing.floor.obey import obey
from routing.floor.orders import Timer
from routing.floor.outcome import Floor, Outcome
from routing.floor.people import Agent, Profile
from routing.place import score

Kind = TypeVar("Kind")

NOON_MS = 1_795_348_800_000
CALL = "CA1"
ROOM = "CF1"
DEMAND = Demand(queue="support", skills=("wifi",))
ELSEWHERE = Demand(queue="sales")


def profile(name: str, **changes: object) -> Profile:
    """Return the record of an agent; the login is the id."""
    plain = Profile(id=name, login=name, name=name.title(), queues=("support", "sales"), skills={"wifi": 5})
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of a profile, by name


def needs(call: str = CALL, *, priority: int = 0, joined_ms: int = NOON_MS, **changes: object) -> Needs:
    plain = Needs(
        call=call,
        demand=DEMAND.key,
        score=score(joined_ms, priority),
        priority=priority,
        joined_ms=joined_ms,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of needs, by name


@dataclass(slots=True, kw_only=True)
class Stage:
    """The floor as it stands. Every outcome is checked and kept; orders and timers as last asked for."""

    now_ms: int = NOON_MS
    agents: dict[str, Agent] = field(default_factory=dict)
    conversation: Conversation | None = None
    facts: list[FloorFact] = field(default_factory=list)
    timers: dict[tuple[str, str], Timer] = field(default_factory=dict)
    last: Outcome = field(default_factory=Outcome)
    sequence: int = 0

    def does(self, event: Event, *, after_s: float = 0) -> Outcome:
        """Let the event happen, and the floor be what it makes of it."""
        self.now_ms += round(after_s * 1000)
        floor = Floor(agents=dict(self.agents), conversation=self.conversation)
        outcome = obey(floor, event, self.now_ms)
        self.agents.update({each.id: each for each in outcome.agents})
        self.conversation = outcome.conversation or self.conversation
        self.facts.extend(outcome.facts)
        for timer in outcome.timers:
            self.timers.pop((timer.kind, timer.id), None)
            if timer.due_ms:
                self.timers[timer.kind, timer.id] = timer
        self.last = outcome
        return outcome

    @property
    def call(self) -> Conversation:
        assert self.conversation is not None
        return self.conversation

    def party(self, who: str) -> Party:
        party = self.call.party(who)
        assert party is not None
        return party

    def work(self, who: str) -> str:
        return self.agents[who].work

    def told(self, kind: type[Kind]) -> list[Kind]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def seats(self, *profiles: Profile) -> None:
        """Sign agents in: the desk is there, and they are available."""
        for each in profiles:
            self.does(LinkChanged(agent=each, up=True))
            self.does(PresenceChosen(agent=each, presence="available"))

    def offers(self, to: Profile, offer: str = "off1", **changes: object) -> Outcome:
        return self.does(Offered(offer=offer, call=CALL, agent=to, needs=needs(**changes)))  # type: ignore[arg-type]  # of needs

    def joins(self, who: str, leg: str) -> Outcome:
        self.sequence += 1
        return self.does(
            Joined(call=CALL, who=who, leg=leg, conference=ROOM, sequence=self.sequence), after_s=0.5
        )

    def leaves(self, leg: str) -> Outcome:
        self.sequence += 1
        return self.does(Left(call=CALL, leg=leg, conference=ROOM, sequence=self.sequence))

    def talks(self, to: Profile, offer: str = "off1") -> None:
        """Bring the caller and this agent together."""
        self.offers(to, offer)
        self.does(Accepted(agent=to, offer=offer), after_s=3)
        self.joins(to.id, f"leg-{to.id}")
        self.joins("customer", CALL)


#: The agent most stories are about.
ANN = profile("ann")


def seated() -> Stage:
    """Begin with one agent who is available."""
    stage = Stage()
    stage.seats(ANN)
    return stage


def talking() -> Stage:
    """Begin with one agent in a call."""
    stage = seated()
    stage.talks(ANN)
    return stage
