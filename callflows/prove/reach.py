"""Every step can be reached from a dialled number, and every entry is called by another flow."""

from __future__ import annotations

from collections.abc import Iterator

from callflows.findings import Finding
from callflows.graph import NodeId
from callflows.prove.ways import Ways

#: A chain of unreachable steps is told of this far back.
_LONGEST_CHAIN = 10


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
                yield ways.finding(start, f"{text}; path: nothing -> {start.step}", "unreachable")
    for node in ways.nodes:
        if node.id not in reached and node.flow in flows:
            text = f"step {node.step} cannot be reached; path: {_chain(ways, node.id)}"
            yield ways.finding(node, text, "unreachable")
    yield from _entries(ways)


def _entries(ways: Ways) -> Iterator[Finding]:
    called = {edge.target for edges in ways.graph.out.values() for edge in edges if edge.how == "call"}
    for name, flow in ways.texts.flows.items():
        for index, entry in enumerate(flow.model.entries):
            if f"{name}/{entry}" not in called and entry in flow.steps:
                text = (
                    f'no other flow calls entry "{entry}"; take it out of `entries`; path: nothing -> {entry}'
                )
                yield flow.source.error(("entries", index), text, "unreachable")


def _chain(ways: Ways, node: NodeId) -> str:
    """Tell of the steps that lead to a step: back to one that nothing leads to, or as far as is of use."""
    chain = [node]
    while before := [name for name in ways.before(chain[-1]) if name not in chain]:
        if len(chain) == _LONGEST_CHAIN:
            break
        chain.append(before[0])
    flow = node.partition("/")[0]
    steps = [name.removeprefix(f"{flow}/") for name in reversed(chain)]
    return " -> ".join(["..." if before else "nothing", *steps])


def _reached(ways: Ways) -> set[NodeId]:
    reached: set[NodeId] = set()
    waiting: list[NodeId] = list(ways.starts)
    while waiting:
        node = waiting.pop()
        if node in ways.graph.nodes and node not in reached:
            reached.add(node)
            waiting += [edge.target for edge in ways.out(node)]
    return reached
