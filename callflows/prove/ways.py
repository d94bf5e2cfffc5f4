"""The ways through all flows of a company, as the proofs walk them, and how findings tell of them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from callflows.findings import Finding, Level
from callflows.graph import END, Edge, Graph, Node, NodeId, graph
from callflows.lint.scope import placed
from callflows.prove.levels import levels_after, way_of
from callflows.schema.reaching import CallStep
from callflows.source import Path, Source
from callflows.texts import Texts
from ivr.templates import Template

#: words: said or sent to the caller; staff: whispered to who picks up; to: where a text message goes; value:
#: into a variable or a look-up; choice: only chooses the way on, or the agent.
Use = Literal["words", "staff", "to", "value", "choice"]
_STAFF = frozenset({"whisper", "engineer"})
_VALUES = frozenset({"with", "set"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One place of a step where names are read."""

    path: Path
    use: Use
    names: frozenset[str]


class Ways:
    """A company's graph, with what walking it needs kept at hand. Made once, and only read by the proofs."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.graph: Graph = graph(texts)
        self.starts: tuple[NodeId, ...] = tuple(dict.fromkeys(self.graph.starts.values()))
        self._out = {node: tuple(_without_repeats(edges)) for node, edges in self.graph.out.items()}
        self._reads = {node.id: tuple(_reads(node)) for node in self.graph.nodes.values()}
        self._before: dict[NodeId, list[NodeId]] = defaultdict(list)
        for name, edges in self._out.items():
            for target in dict.fromkeys(edge.target for edge in edges):
                self._before[target].append(name)
        self._moves: dict[tuple[NodeId, str], tuple[tuple[Edge, str], ...]] = {}

    @property
    def nodes(self) -> Iterable[Node]:
        return self.graph.nodes.values()

    def node(self, name: NodeId) -> Node:
        return self.graph.nodes[name]

    def out(self, name: NodeId) -> tuple[Edge, ...]:
        """Return the ways out of a step; of several keys and words with one target, the first."""
        return self._out[name]

    def before(self, name: NodeId) -> list[NodeId]:
        """Return the steps that lead to one."""
        return self._before.get(name, [])

    def follow(self, start: NodeId, onward: Callable[[Node], Iterable[Edge]]) -> dict[NodeId, str]:
        """Return the steps that are led to from one, nearest first, each with the way to it."""
        came: dict[NodeId, Edge | None] = {start: None}
        waiting = deque([start])
        while waiting:
            for edge in onward(self.node(waiting.popleft())):
                if edge.target != END and edge.target not in came:
                    came[edge.target] = edge
                    waiting.append(edge.target)
        return {name: told(_traced(came, name), start) for name in came}

    def moves(self, name: NodeId, level: str) -> tuple[tuple[Edge, str], ...]:
        """Return the ways that a call of this level can take from a step, each with the level after it."""
        moves = self._moves.get((name, level))
        if moves is None:
            node = self.graph.nodes[name]
            moves = tuple(
                (edge, after) for edge in self._out[name] for after in levels_after(node, edge, level)
            )
            self._moves[(name, level)] = moves
        return moves

    def comes_back(self, edge: Edge) -> bool:
        """Whether a way into another flow has a way back; without `next` it is a hand-over."""
        step = self.node(edge.origin).model
        return edge.how == "call" and isinstance(step, CallStep) and bool(step.next)

    def reads(self, node: Node) -> tuple[Read, ...]:
        """Return where a step reads names."""
        return self._reads[node.id]

    def source(self, node: Node) -> Source:
        return self.texts.flows[node.flow].source

    def finding(self, node: Node, text: str, rule: str, level: Level = "error") -> Finding:
        """Point at a step."""
        return Finding(file=node.file, line=node.line, column=node.column, level=level, text=text, rule=rule)


def _traced(came: Mapping[NodeId, Edge | None], name: NodeId) -> list[Edge]:
    edges: list[Edge] = []
    while (edge := came[name]) is not None:
        edges.append(edge)
        name = edge.origin
    return edges[::-1]


def told(edges: Iterable[Edge], start: NodeId) -> str:
    """Tell of a way: `greeting -> danger_check -(silence)-> who`; steps of other flows are `flow/step`."""
    flow = start.partition("/")[0]
    words = [_name(start, flow)]
    for edge in edges:
        label = _label(edge)
        words += [f"-({label})->" if label else "->", _name(edge.target, flow)]
    return " ".join(words)


def _name(node: NodeId, flow: str) -> str:
    return node if node == END else node.removeprefix(f"{flow}/")


def _label(edge: Edge) -> str:
    how, name = edge.how, edge.name
    match how:
        case "option" | "key":
            return f"press {name}"
        case "phrase":
            return f'say "{name}"'
        case "call":
            return ""
        case _:
            return {"no_input": "silence", "no_match": "wrong key", "done": ""}.get(name, name)


def _without_repeats(edges: Iterable[Edge]) -> Iterator[Edge]:
    """Leave out keys and words that lead where another one does: nothing but the key tells them apart."""
    seen: set[tuple[str, str]] = set()
    for edge in edges:
        how, _ = way_of(edge)
        if how in {"option", "key", "phrase"}:
            if (edge.target, edge.caller) in seen:
                continue
            seen.add((edge.target, edge.caller))
        yield edge


def _reads(node: Node) -> Iterator[Read]:
    for path, text in placed(node.model, ("steps", node.step)):
        if text.names:
            yield Read(path=path, use=_use(path, is_words=isinstance(text, Template)), names=text.names)


def _use(path: Path, *, is_words: bool) -> Use:
    if is_words:
        return "staff" if path[2] in _STAFF else "words"
    if path[2:] == ("text", "to"):
        return "to"
    return "value" if path[2] in _VALUES else "choice"
