"""An answer is read only where it may have been asked for."""

from __future__ import annotations

from collections.abc import Iterator

from callflows.findings import Finding
from callflows.graph import END, Edge, Node
from callflows.prove.explore import Explored, Note, State, explore
from callflows.prove.ways import Read, Ways
from callflows.schema.asking import AskStep, SurveyStep

_RULE = "undefined-answer"
_PREFIX = "answers."


def undefined_answer(ways: Ways) -> Iterator[Finding]:
    """Warn of `answers.x` where nobody has asked for x.

    In words, messages, variables and look-ups: on any way to it, since they then come out empty. In
    conditions: on all ways to it, since a missing answer makes a comparison false, which is a way to say "not
    asked". That the caller may skip the question, or may stay silent, does not count.
    """
    readers: dict[str, list[tuple[Node, Read]]] = {}
    for node in ways.nodes:
        for read in ways.reads(node):
            for name in sorted(read.names):
                if name.startswith(_PREFIX):
                    readers.setdefault(name, []).append((node, read))
    for name in sorted(readers):
        yield from _unasked(ways, name, readers[name])


def _unasked(ways: Ways, name: str, readers: list[tuple[Node, Read]]) -> Iterator[Finding]:
    save = name.removeprefix(_PREFIX)

    def asked(edge: Edge, _: str, note: Note) -> Note:
        return note or _asks(ways.node(edge.origin), save)

    found = explore(ways, asked, note=False)
    without, with_it = _first(found, asked=False), _first(found, asked=True)
    for node, read in readers:
        state = without.get(node.id)
        if state is None or (read.use == "choice" and node.id in with_it):
            continue
        text = f"{name} is read where nobody has asked for it; path: {found.path(state)}"
        yield ways.source(node).warning(read.path, text, _RULE)


def _asks(node: Node, save: str) -> bool:
    match node.model:
        case AskStep(ask=ask):
            return ask.save == save
        case SurveyStep(survey=survey):
            return any(question.save == save for question in survey.questions)
        case _:
            return False


def _first(found: Explored, *, asked: bool) -> dict[str, State]:
    """Return the first state of each step in which the answer was, or was not, asked for."""
    first: dict[str, State] = {}
    for state in found:
        if state.note == asked and state.node != END:
            first.setdefault(state.node, state)
    return first
