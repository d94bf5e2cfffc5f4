"""What a caller enters in secret stays between the caller and what checks it."""

from __future__ import annotations

from collections.abc import Iterator

from callflows.findings import Finding
from callflows.graph import END, Edge, Node
from callflows.prove.explore import Note, explore
from callflows.prove.levels import way_of
from callflows.prove.ways import Read, Ways
from callflows.schema.asking import AskStep, LookupStep


def secret_spoken(ways: Ways) -> Iterator[Finding]:
    """A secret answer is read by no prompt, message, variable or routing; only by a verifying connector.

    Secret is what an `ask` with `secret: true` keeps, from then on and in every flow the call comes to, even
    if the same name is kept openly later: # leaves the secret in place. A secret factor of `verify` has no
    name, and a tag's words are fixed, so that nothing can flow there.
    """
    secrets = sorted(
        {
            node.model.ask.save
            for node in ways.nodes
            if isinstance(node.model, AskStep) and node.model.ask.secret
        }
    )
    for save in secrets:
        yield from _leaks(ways, save)


def _leaks(ways: Ways, save: str) -> Iterator[Finding]:
    name = f"answers.{save}"
    readers = {node.id: [it for it in ways.reads(node) if name in it.names] for node in ways.nodes}

    def holds_it(edge: Edge, _: str, note: Note) -> Note:
        step = ways.node(edge.origin).model
        asked = isinstance(step, AskStep) and step.ask.secret and step.ask.save == save
        return note or (asked and way_of(edge) == ("outcome", "ok"))

    found = explore(ways, holds_it, note=False)
    reported: set[tuple[object, ...]] = set()
    for state in found:
        if state.node == END or not state.note:
            continue
        node = ways.node(state.node)
        for read in readers[node.id]:
            if not _may_read(ways, node, read) and (node.id, read.path) not in reported:
                reported.add((node.id, read.path))
                text = f"{name} is secret and must not be read here; path: {found.path(state)}"
                yield ways.source(node).error(read.path, text, "secret-spoken")


def _may_read(ways: Ways, node: Node, read: Read) -> bool:
    """Whether a place keeps a secret: a condition that only chooses the way on, or a verifying look-up."""
    if read.use == "choice":
        return read.path[2] != "prefer"
    if not isinstance(node.model, LookupStep) or read.use != "value":
        return False
    connectors = ways.texts.company.connectors if ways.texts.company else {}
    return node.model.lookup in connectors and connectors[node.model.lookup].verifies
