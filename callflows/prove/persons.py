"""A key or a word leads to a person from every step that takes one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from callflows.findings import Finding
from callflows.graph import Edge, Node, NodeId, takes_input
from callflows.prove.explore import Note, explore
from callflows.prove.levels import asks_who, way_of
from callflows.prove.ways import Ways

_PERSON = frozenset({"queue", "transfer", "page"})
_MESSAGE = frozenset({"voicemail", "callback"})
#: Kinds that are no way to a person, beside a verification that asks: they ask something else, or are over.
_IN_THE_WAY = frozenset({"ask", "join", "survey", "hangup"})
_PRESSED = frozenset({"key", "phrase"})


@dataclass(frozen=True, slots=True)
class _World:
    """Which sets of hours (`flow/set`) are closed; all others are open."""

    closed: frozenset[str]

    def has(self, ways: Ways, edge: Edge) -> bool:
        """Whether a way can be taken in this world. A holiday may be a day like any other."""
        node = ways.node(edge.origin)
        how, name = way_of(edge)
        if node.kind != "hours" or how != "outcome":
            return True
        return name == "holiday" or (name == "closed") == (_hours_of(node) in self.closed)


def no_person(ways: Ways) -> Iterator[Finding]:
    """From every menu, question and verification some key or word leads to a queue, transfer or page.

    The key is an option's, or one of `anywhere` whose step is not urgent: nobody need say that there is
    danger to reach a person. After the key every way counts, whatever is looked up or chosen; it may pass
    further menus, of which one option must lead on, but no question, and none about who the caller is. While
    a set of hours is closed, a voicemail will do. Held with all hours open, all closed, each one closed alone
    and each one open alone. A queue needs no such key: it leads to a person itself.
    """
    reported: set[NodeId] = set()
    for world in _worlds(ways):
        for name, path in _without(ways, world):
            if name not in reported:
                reported.add(name)
                yield ways.finding(ways.node(name), f"{_text(world)}; path: {path}", "no-person")


def _hours_of(node: Node) -> str:
    return f"{node.flow}/{getattr(node.model, 'hours', '')}"


def _worlds(ways: Ways) -> list[_World]:
    used = dict.fromkeys(_hours_of(node) for node in ways.nodes if node.kind == "hours")
    every = frozenset(used)
    closed = [frozenset[str](), every, *(frozenset({one}) for one in used), *(every - {one} for one in used)]
    return [_World(sets) for sets in dict.fromkeys(closed)]


def _text(world: _World) -> str:
    if not world.closed:
        return "no key and no word leads from here to a person"
    closed = ", ".join(sorted(world.closed))
    return f"no key and no word leads from here to a person or a voicemail while {closed} is closed"


def _without(ways: Ways, world: _World) -> Iterator[tuple[NodeId, str]]:
    """Yield the steps without such a key in one world, each with a way to it."""
    good = _good(ways, world)

    def follow(edge: Edge, _: str, note: Note) -> Note | None:
        return note if world.has(ways, edge) else None

    found = explore(ways, follow, note=())
    for state in found:
        node = ways.graph.nodes.get(state.node)
        if node is None or node.kind == "queue" or not takes_input(node.model):
            continue
        if not any(edge.target in good for edge in _offered(ways, node)):
            yield node.id, found.path(state)


def _offered(ways: Ways, node: Node) -> Iterator[Edge]:
    """Yield the ways that a key or a word takes from a step, without those that say that there is danger."""
    for edge in ways.graph.out[node.id]:
        how, _ = way_of(edge)
        target = ways.graph.nodes.get(edge.target)
        is_danger = target is not None and target.urgent and not node.urgent
        if how == "option" or (how in _PRESSED and not is_danger):
            yield edge


def _good(ways: Ways, world: _World) -> set[NodeId]:
    """Return the steps from which a call comes to a person, or in a closed world to a message, by itself."""
    kinds = _PERSON | _MESSAGE if world.closed else _PERSON
    good = {node.id for node in ways.nodes if node.kind in kinds}
    waiting = deque(good)
    while waiting:
        for origin in ways.before(waiting.popleft()):
            if origin not in good and _leads(ways, world, ways.node(origin), good):
                good.add(origin)
                waiting.append(origin)
    return good


def _leads(ways: Ways, world: _World, node: Node, good: set[NodeId]) -> bool:
    if node.kind in _IN_THE_WAY or asks_who(node):
        return False
    if node.kind == "menu":
        return any(edge.target in good for edge in _offered(ways, node))
    on = [
        edge
        for edge in ways.out(node.id)
        if way_of(edge)[0] not in {"error", *_PRESSED} and world.has(ways, edge)
    ]
    return bool(on) and all(edge.target in good for edge in on)
