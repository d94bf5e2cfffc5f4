"""Nothing personal is told below the level that it needs, and nothing is told that was not found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from callflows.findings import Finding
from callflows.graph import END, Edge
from callflows.prove.explore import Explored, Note, State, explore
from callflows.prove.levels import way_of
from callflows.prove.ways import Read, Ways
from callflows.schema.asking import LookupStep
from ivr.call import reaches

_RULE = "needs-level"
#: What is read of a caller -> the level from which it may be told. Source: flow-language 6.
TOLD_FROM: Mapping[str, str] = MappingProxyType(
    {
        "caller.plan": "recognised",
        "caller.kind": "recognised",
        "caller.name": "identified",
        "caller.order_number": "identified",
        "caller.open_case": "identified",
        "caller.open_case.owner": "identified",
        "caller.account_manager": "identified",
    }
)
#: What a connector that changes something needs. Source: flow-language 6.
CHANGES_NEED = "verified"
_TOLD = frozenset({"words", "to"})


def needs_level(ways: Ways) -> Iterator[Finding]:
    """What is said or sent is known for sure on every way to it, and at a level that may hear it.

    `<connector>.*` is told only after its look-up found something, which it does at or above its `needs`
    only, and not after a later one failed. `caller.*` is told only at the level of TOLD_FROM. A connector
    that changes something (`write: true`) is asked only at `verified`, by its `needs` or by what leads to it.
    A whisper may tell our own people what the caller may not hear, but not what was never found.
    """
    levels = explore(ways, lambda _, __, note: note, note=())
    yield from _callers_data(ways, levels)
    yield from _changes(ways, levels)
    company = ways.texts.company
    looked_up = {node.model.lookup for node in ways.nodes if isinstance(node.model, LookupStep)}
    for connector in sorted(looked_up | set(company.connectors if company else ())):
        yield from _connectors_data(ways, connector)


def _callers_data(ways: Ways, levels: Explored) -> Iterator[Finding]:
    reported: set[tuple[str, str]] = set()
    for state, read in _places(ways, levels, _TOLD):
        for name in sorted(read.names & TOLD_FROM.keys()):
            if reaches(state.level, TOLD_FROM[name]) or (state.node, name) in reported:
                continue
            reported.add((state.node, name))
            text = f"${{{name}}} needs {TOLD_FROM[name]}, and the caller may be {_is(state.level)} here"
            yield _at(ways, state, read, f"{text}; path: {levels.path(state)}")


def _changes(ways: Ways, levels: Explored) -> Iterator[Finding]:
    connectors = ways.texts.company.connectors if ways.texts.company else {}
    reported: set[str] = set()
    for state in levels:
        step = ways.node(state.node).model if state.node != END else None
        if not isinstance(step, LookupStep) or state.node in reported:
            continue
        is_asked = reaches(state.level, step.needs) and not reaches(state.level, CHANGES_NEED)
        if is_asked and step.lookup in connectors and connectors[step.lookup].write:
            reported.add(state.node)
            text = (
                f"{step.lookup} changes something, which needs verified: the caller may be {_is(state.level)}"
            )
            yield ways.finding(ways.node(state.node), f"{text}; path: {levels.path(state)}", _RULE)


def _connectors_data(ways: Ways, connector: str) -> Iterator[Finding]:
    prefix = f"{connector}."
    if not any(
        name.startswith(prefix) for node in ways.nodes for it in ways.reads(node) for name in it.names
    ):
        return

    def found_it(edge: Edge, _: str, note: Note) -> Note:
        step = ways.node(edge.origin).model
        how, name = way_of(edge)
        asked = isinstance(step, LookupStep) and step.lookup == connector and how == "outcome"
        return name == "found" if asked else note

    found = explore(ways, found_it, note=False)
    reported: set[tuple[str, str]] = set()
    for state, read in _places(ways, found, _TOLD | {"staff"}):
        for name in sorted(read.names):
            if state.note or not name.startswith(prefix) or (state.node, name) in reported:
                continue
            reported.add((state.node, name))
            text = f"${{{name}}} is told on a way on which {connector} found nothing"
            yield _at(ways, state, read, f"{text}; path: {found.path(state)}")


def _places(ways: Ways, found: Explored, uses: frozenset[str]) -> Iterator[tuple[State, Read]]:
    """Yield every state whose step tells something, with what it reads."""
    reads = {node.id: [read for read in ways.reads(node) if read.use in uses] for node in ways.nodes}
    for state in found:
        for read in reads.get(state.node, ()):
            yield state, read


def _at(ways: Ways, state: State, read: Read, text: str) -> Finding:
    return ways.source(ways.node(state.node)).error(read.path, text, _RULE)


def _is(level: str) -> str:
    return "unknown" if level == "none" else f"only {level}"
