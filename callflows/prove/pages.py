"""What follows a page that nobody accepted."""

from __future__ import annotations

from collections.abc import Iterator

from callflows.findings import Finding
from callflows.graph import END, Edge, Node
from callflows.prove.levels import way_of
from callflows.prove.ways import Ways, told

#: Kinds that go on to reach somebody, or take a message for them.
_USEFUL = frozenset({"voicemail", "queue", "callback", "transfer", "page"})


def page_exhausted(ways: Ways) -> Iterator[Finding]:
    """When nobody on call accepts, every way goes on to somebody else, or to a message for them.

    To a voicemail, a queue, a call back, a transfer or another page. Errors are left out.
    """
    for page in ways.nodes:
        if page.kind == "page":
            for path in _dead_ends(ways, page):
                text = f"when nobody accepts {page.step}, the caller is left with nothing"
                yield ways.finding(page, f"{text}; path: {path}", "page-exhausted")


def _dead_ends(ways: Ways, page: Node) -> Iterator[str]:
    """Yield the first way to the end, if there is one."""

    def onward(node: Node) -> Iterator[Edge]:
        if node.id == page.id:
            yield from (edge for edge in ways.out(node.id) if way_of(edge) == ("outcome", "exhausted"))
        elif node.kind not in _USEFUL:
            yield from (edge for edge in ways.out(node.id) if edge.how != "error")

    for name, path in ways.follow(page.id, onward).items():
        node = ways.node(name)
        ends = next((edge for edge in onward(node) if edge.target == END), None)
        if ends is not None:
            last = told([ends], name).partition(" ")[2]
            yield f"{path} {last}"
            return
        if node.kind == "hangup":
            yield path
            return
