"""What an event makes of the floor: records to write, facts, orders to the phone network, timers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.floor.conversation import Conversation
from routing.floor.facts import FloorFact
from routing.floor.needs import Needs
from routing.floor.orders import Order, Timer
from routing.floor.people import Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What was read: the agents and the one conversation that an event touches.

    Of a conversation, all of `Conversation.people` must be read with it. Who is not here was never seen.
    """

    agents: Mapping[str, Agent] = field(default_factory=dict)
    conversation: Conversation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """refused: why nothing changes, in words for the person who asked; "" when it is done.

    agents, conversation: only what changed. claimed: the call must still stand in the order of its demand,
    and leaves that one only, so that nobody else is offered it, while its place is kept; waits_again: it
    goes back, at `conversation.needs.score`; taken: it leaves every order; waits_on: but waits for this, by a
    turn of the caller's own. trouble: what the phone network
    did not do of it, in words for the person who asked; it is known once the orders have been tried.
    """

    agents: tuple[Agent, ...] = ()
    conversation: Conversation | None = None
    facts: tuple[FloorFact, ...] = ()
    orders: tuple[Order, ...] = ()
    timers: tuple[Timer, ...] = ()
    claimed: bool = False
    waits_again: bool = False
    taken: bool = False
    waits_on: Needs | None = None
    refused: str = ""
    trouble: str = ""
