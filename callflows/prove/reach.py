"""Every step can be reached from a dialled number, and every entry is called by another flow."""

from __future__ import annotations

from collections.abc import Iterator

from callflows.findings import Finding
from callflows.graph import NodeId
from callflows.prove.ways import Ways


def unreachable(ways: Ways) -> Iterator[Finding]:
    """A step that no call can reach is a mistake: mend the way to it, or take it out.

    Every way counts here, also one that only an error takes. A flow that nobody dials or calls is told of
    once, at its first step.
    """
    reached = _reached(ways)
    flows = {node.partition("/")[0] for node in reached}
    for name, flow in ways.texts.flows.items():
        if name not in flows:
            start = ways.graph.nodes.get(f"{name}/{flow.model.start}")
            if start is not None:
                text = (
                    f'flow "{name}" is never begun: no line has its numbers, and no reachable step calls it'
                )
                yield ways.finding(start, f"{text}; path: none leads to {start.step}", "unreachable")
    for node in ways.nodes:
        if node.id not in reached and node.flow in flows:
            yield ways.finding(node, _why(ways, node.id), "unreachable")
    yield from _entries(ways)


def _entries(ways: Ways) -> Iterator[Finding]:
    called = {edge.target for edges in ways.graph.out.values() for edge in edges if edge.how == "call"}
    for name, flow in ways.texts.flows.items():
        for index, entry in enumerate(flow.model.entries):
            if f"{name}/{entry}" not in called and entry in flow.steps:
                text = (
                    f'no other flow calls entry "{entry}"; take it out of `entries`; path: none leads to it'
                )
                yield flow.source.error(("entries", index), text, "unreachable")


def _why(ways: Ways, node: NodeId) -> str:
    """Tell of the chain of steps that leads here and is cut off, as far back as it goes."""
    before: dict[NodeId, NodeId] = {}
    for origin, edges in ways.graph.out.items():
        for edge in edges:
            if edge.target != origin:
                before.setdefault(edge.target, origin)
    chain = [node]
    while (earlier := before.get(chain[0])) is not None and earlier not in chain:
        chain.insert(0, earlier)
    flow, _, step = node.partition("/")
    cut = " -> ".join(part.removeprefix(f"{flow}/") for part in chain)
    begins = "nothing leads to it" if len(chain) == 1 else "nothing leads to the first of these"
    return f"step {step} cannot be reached; {begins}; path: {cut}"


def _reached(ways: Ways) -> set[NodeId]:
    reached: set[NodeId] = set()
    waiting: list[NodeId] = list(ways.starts)
    while waiting:
        node = waiting.pop()
        if node in ways.graph.nodes and node not in reached:
            reached.add(node)
            waiting += [edge.target for edge in ways.out(node)]
    return reached
