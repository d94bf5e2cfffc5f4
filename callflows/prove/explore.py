"""Walks every way that a call can take, once for each thing that a proof must remember of it.

A state is a step, the level of the caller, and a note of the proof's own. Flows that come back are followed
into and out of again: the way back leads to the step that called, never to another one.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from callflows.graph import END, Edge, NodeId
from callflows.prove.levels import NONE
from callflows.prove.ways import Ways, told

#: What a proof remembers of a call.
Note = Hashable
#: (way, level before it, note before it) -> the note after it; None: the way is not followed.
Effect = Callable[[Edge, str, Note], Note | None]


class State(NamedTuple):
    """Where a call is. within: the step that waits for this flow to come back, level and note then; or ()."""

    within: tuple[Hashable, ...]
    node: NodeId
    level: str
    note: Note


class Hop(NamedTuple):
    """How a state was first reached. call: of a return, where the flow was called from."""

    edge: Edge
    origin: State
    call: State | None = None


@dataclass(slots=True, kw_only=True)
class Explored:
    """Every state that can be reached, in the order of the fewest steps, and the ways between them."""

    hops: dict[State, Hop | None] = field(default_factory=dict)
    arcs: dict[State, list[tuple[Edge, State]]] = field(default_factory=lambda: defaultdict(list))

    def __iter__(self) -> Iterator[State]:
        return iter(self.hops)

    def path(self, state: State, *more: Edge) -> str:
        """Tell of the shortest way to a state from where the call began, and of what follows."""
        edges: list[Edge] = []
        calls: list[State] = []
        while (hop := self.hops[state]) is not None:
            edges.append(hop.edge)
            entered = hop.edge.how == "call" and state.within
            if hop.call is not None:
                calls.append(hop.call)
            state = calls.pop() if entered and calls else hop.origin
        return told([*reversed(edges), *more], state.node)


def explore(
    ways: Ways, effect: Effect, note: Note, starts: Iterable[tuple[NodeId, str]] | None = None
) -> Explored:
    """Walk breadth first, from where calls begin, or from `starts`: steps with the level there.

    Every state is visited once, so it ends: its cost is the number of states times the ways out of a step.
    """
    exploring = _Exploring(ways, effect)
    begins = ((start, NONE) for start in ways.starts) if starts is None else starts
    for node, level in begins:
        exploring.begin(State((), node, level, note))
    while exploring.waiting:
        exploring.leave(exploring.waiting.popleft())
    return exploring.found


@dataclass(slots=True)
class _Exploring:
    ways: Ways
    effect: Effect
    found: Explored = field(default_factory=Explored)
    waiting: deque[State] = field(default_factory=deque)
    #: The states that called a flow, and how that flow has come back, both by what `within` is in it.
    callers: dict[tuple[Hashable, ...], list[State]] = field(default_factory=lambda: defaultdict(list))
    backs: dict[tuple[Hashable, ...], list[tuple[Edge, State, State]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def begin(self, state: State) -> None:
        if state not in self.found.hops:
            self.found.hops[state] = None
            self.waiting.append(state)

    def leave(self, state: State) -> None:
        if state.node == END:
            return
        for edge, level in self.ways.moves(state.node, state.level):
            note = self.effect(edge, state.level, state.note)
            if note is None:
                continue
            after = State(state.within, edge.target, level, note)
            if edge.how == "return":
                self._come_back(edge, state, after)
            elif edge.how != "call":
                self._arrive(Hop(edge, state), after)
            elif self.ways.comes_back(edge):
                self._call(edge, state, after)
            else:
                self._arrive(Hop(edge, state), after._replace(within=()))

    def _call(self, edge: Edge, state: State, after: State) -> None:
        within = (state.node, after.level, after.note)
        self.callers[within].append(state)
        self._arrive(Hop(edge, state), after._replace(within=within))
        for back, last, returned in self.backs[within]:
            self._arrive(Hop(back, last, state), returned._replace(within=state.within))

    def _come_back(self, edge: Edge, state: State, after: State) -> None:
        if not state.within or state.within[0] != edge.caller:
            return
        self.backs[state.within].append((edge, state, after))
        for caller in self.callers[state.within]:
            self._arrive(Hop(edge, state, caller), after._replace(within=caller.within))

    def _arrive(self, hop: Hop, state: State) -> None:
        self.found.arcs[hop.origin].append((hop.edge, state))
        if state not in self.found.hops:
            self.found.hops[state] = hop
            self.waiting.append(state)
