"""Nobody is hung up on who got nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from callflows.findings import Finding
from callflows.graph import END, Edge, Node
from callflows.prove.explore import Explored, State, explore
from callflows.prove.levels import way_of
from callflows.prove.ways import Ways
from callflows.schema.asking import TagStep
from callflows.schema.reaching import VoicemailStep

#: Kind -> the outcomes that give the caller a person, a promise, or what they asked for.
GIVING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "queue": frozenset({"answered", "callback"}),
        "transfer": frozenset({"answered"}),
        "page": frozenset({"accepted"}),
        "join": frozenset({"joined"}),
        "voicemail": frozenset({"saved"}),
        "text": frozenset({"sent"}),
        "callback": frozenset({"booked"}),
        "pay": frozenset({"paid"}),
    }
)


def ends_with_nothing(ways: Ways) -> Iterator[Finding]:
    """Every way to the end gives a person, a promise or an answer: silence, wrong keys and errors too.

    An answer is a `tag` with an `outcome`, or a survey, anywhere before the end. A voicemail to which nothing
    was said (`empty`) gives nothing: nobody hears of that caller. With an `alert` it does, since the alert is
    written before the tone and goes out whether or not a message is left. What is not a flow's to mend is
    left out: a caller who hangs up, and an error on the error path.
    """
    found = explore(ways, lambda edge, _, got: got or gives(ways.node(edge.origin), edge), note=False)
    reported: set[str] = set()
    for state in found:
        if state.node in reported or state.node == END:
            continue
        path = _ending(ways, found, state)
        if path is not None:
            reported.add(state.node)
            node = ways.node(state.node)
            text = f"a caller can come to the end at {node.step} with nothing: no person, promise or answer"
            yield ways.finding(node, f"{text}; path: {path}", "ends-with-nothing")


def _ending(ways: Ways, found: Explored, state: State) -> str | None:
    """Tell of the way by which a call ends in this state with nothing; None when it does not."""
    if ways.node(state.node).kind == "hangup" and not state.note:
        return found.path(state)
    ends = (edge for edge, after in found.arcs.get(state, ()) if after.node == END and not after.note)
    edge = next(ends, None)
    return None if edge is None else found.path(state, edge)


def gives(node: Node, edge: Edge) -> bool:
    """Whether the caller has got something once the step is left this way."""
    how, name = way_of(edge)
    if how != "outcome":
        return False
    match node.model:
        case TagStep(tag=tags):
            return "outcome" in tags
        case VoicemailStep(alert=alert) if name == "empty":
            return alert is not None
        case _:
            return node.kind == "survey" or name in GIVING.get(node.kind, ())
