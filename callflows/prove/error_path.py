"""What follows an error needs nothing that may be broken."""

from __future__ import annotations

from collections.abc import Iterator

from callflows.findings import Finding
from callflows.graph import END, Edge, NodeId
from callflows.prove.ways import Ways, told

ALLOWED = ("say", "transfer", "voicemail", "hangup")
_SAFE = f"{', '.join(ALLOWED[:-1])} and {ALLOWED[-1]}"


def error_path(ways: Ways) -> Iterator[Finding]:
    """From `anywhere.error` on there is only say, transfer, voicemail and hangup. Source: flow-language 5.

    That it ends with a person or a promise is shown with all other ways to the end: ends-with-nothing.
    """
    reported: set[NodeId] = set()
    for start in dict.fromkeys(ways.graph.errors.values()):
        paths: dict[NodeId, tuple[Edge, ...]] = {start: ()}
        waiting = [start]
        while waiting:
            name = waiting.pop(0)
            node = ways.node(name)
            if node.kind not in ALLOWED:
                if name not in reported:
                    reported.add(name)
                    text = f"{node.step} is a {node.kind} step; after an error only {_SAFE} are safe"
                    yield ways.finding(node, f"{text}; path: {told(paths[name], start)}", "error-path")
                continue
            for edge in ways.out(name):
                if edge.how != "error" and edge.target != END and edge.target not in paths:
                    paths[edge.target] = (*paths[name], edge)
                    waiting.append(edge.target)
