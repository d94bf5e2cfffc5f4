"""Safety is never gated: danger comes before hours and identity, and stays a key away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from callflows.findings import Finding
from callflows.graph import Edge, Node, NodeId, takes_input
from callflows.lint.scope import prompts_of
from callflows.prove.explore import Note, explore
from callflows.prove.levels import asks_who, way_of
from callflows.prove.ways import Ways
from callflows.schema.asking import ChooseStep

_RULE = "safety-gated"
_PRESSED = frozenset({"option", "key", "phrase"})
_PERSON = frozenset({"queue", "transfer", "page", "voicemail"})


def safety_gated(ways: Ways) -> Iterator[Finding]:
    """Nobody in danger has to wait for an opening hour, a proof of who they are, or the next menu.

    1. On every way from a dialled number, a menu has offered danger, or an urgent step was passed, before an
       `hours` step, a choice by hours, or a verification that asks. A menu offers danger by an option that
       leads to an urgent step, or by a key of `anywhere` that does and that the menu's own words name.
    2. Where a company has urgent steps, every step that takes keys has a key or a word that leads to one.
    3. From such a step, no hours are looked at and nobody is asked who they are before somebody is rung.

    What the key leads to must itself be `urgent`: that is what is taken while the live store is away.
    """
    yield from _gates(ways)
    if any(node.urgent for node in ways.nodes):
        yield from _kept(ways)
        yield from _straight(ways)


def _gates(ways: Ways) -> Iterator[Finding]:
    offering = {node.id for node in ways.nodes if node.urgent or _offers(ways, node)}

    def offered(edge: Edge, _: str, note: Note) -> Note | None:
        """Note an offer. What follows a gate without one is the same mistake; an error has its own proof."""
        if edge.how == "error" or (not note and _is_gate(ways.node(edge.origin))):
            return None
        return note or edge.origin in offering

    found = explore(ways, offered, note=False)
    reported: set[NodeId] = set()
    for state in found:
        node = ways.graph.nodes.get(state.node)
        if node is None or state.note or node.id in reported or not _is_gate(node):
            continue
        reported.add(node.id)
        text = f"{node.step} comes before the caller could say that there is danger"
        yield ways.finding(node, f"{text}; path: {found.path(state)}", _RULE)


def _kept(ways: Ways) -> Iterator[Finding]:
    found = explore(ways, lambda _, __, note: note, note=())
    reported: set[NodeId] = set()
    for state in found:
        node = ways.graph.nodes.get(state.node)
        if node is None or node.id in reported or node.urgent or not takes_input(node.model):
            continue
        if not any(_is_danger(ways, edge) for edge in ways.graph.out[node.id]):
            reported.add(node.id)
            text = f"no key and no word leads from {node.step} to an urgent step"
            yield ways.finding(node, f"{text}; path: {found.path(state)}", _RULE)


def _straight(ways: Ways) -> Iterator[Finding]:
    """Follow what the danger keys lead to, as far as the first person or message."""
    reported: set[NodeId] = set()
    dangers = [edge for edges in ways.graph.out.values() for edge in edges if _is_danger(ways, edge)]
    for start in dict.fromkeys(edge.target for edge in dangers):
        for name, path in ways.follow(start, lambda node: _onward(ways, node)).items():
            node = ways.node(name)
            if _is_gate(node) and name not in reported:
                reported.add(name)
                text = f"{node.step} comes between the danger key and the person"
                yield ways.finding(node, f"{text}; path: {path}", _RULE)


def _onward(ways: Ways, node: Node) -> Iterator[Edge]:
    """Yield what follows by itself, as long as nobody has been rung."""
    if node.kind in _PERSON or _is_gate(node):
        return
    for edge in ways.out(node.id):
        if way_of(edge)[0] not in {"key", "phrase", "error"}:
            yield edge


def _is_gate(node: Node) -> bool:
    by_hours = isinstance(node.model, ChooseStep) and any(
        name.startswith("hours.") for line in node.model.choose if line.when for name in line.when.names
    )
    return node.kind == "hours" or by_hours or asks_who(node)


def _is_danger(ways: Ways, edge: Edge) -> bool:
    target = ways.graph.nodes.get(edge.target)
    return way_of(edge)[0] in _PRESSED and target is not None and target.urgent


def _offers(ways: Ways, node: Node) -> bool:
    if node.kind != "menu":
        return False
    keys = [edge for edge in ways.graph.out[node.id] if _is_danger(ways, edge)]
    words = " ".join(said.text for _, prompt in prompts_of(node.model, ()) for said in prompt.values())
    return any(
        edge.how == "option" or (edge.how == "key" and re.search(rf"\b{edge.name}\b", words) is not None)
        for edge in keys
    )
