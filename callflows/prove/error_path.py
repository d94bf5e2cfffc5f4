"""What follows an error needs nothing that may be broken."""

from __future__ import annotations

from collections.abc import Iterator

from callflows.findings import Finding
from callflows.graph import Edge, Node, NodeId
from callflows.prove.ways import Ways

ALLOWED = ("say", "transfer", "voicemail", "hangup")
_SAFE = f"{', '.join(ALLOWED[:-1])} and {ALLOWED[-1]}"


def error_path(ways: Ways) -> Iterator[Finding]:
    """From `anywhere.error` on there is only say, transfer, voicemail and hangup. Source: flow-language 5.

    That it ends with a person or a promise is shown with all other ways to the end: ends-with-nothing.
    """
    reported: set[NodeId] = set()
    for start in dict.fromkeys(ways.graph.errors.values()):
        for name, path in ways.follow(start, lambda node: _onward(ways, node)).items():
            node = ways.node(name)
            if node.kind not in ALLOWED and name not in reported:
                reported.add(name)
                text = f"{node.step} is of kind {node.kind}; after an error only {_SAFE} are safe"
                yield ways.finding(node, f"{text}; path: {path}", "error-path")


def _onward(ways: Ways, node: Node) -> Iterator[Edge]:
    """Yield what follows after an error; of a step that is not allowed there, nothing more is told."""
    if node.kind in ALLOWED:
        yield from (edge for edge in ways.out(node.id) if edge.how != "error")
