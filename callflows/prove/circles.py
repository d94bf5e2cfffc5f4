"""No call goes round for ever: every circle of steps has a way out, and waits for the caller."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Iterator, Mapping

from callflows.findings import Finding
from callflows.graph import END, Edge, NodeId
from callflows.prove.explore import Note, State, explore
from callflows.prove.levels import asks_for_sure, way_of
from callflows.prove.ways import Ways, told
from callflows.schema.asking import AskStep, LanguageStep, MenuStep, SurveyStep, VerifyStep
from callflows.schema.base import StepText
from callflows.schema.reaching import PageStep, PayStep, QueueStep, TransferStep, VoicemailStep

_Arcs = Mapping[State, list[tuple[Edge, State]]]
#: Ways that only a caller who does something takes.
_BY_THE_CALLER = frozenset({"option", "key", "phrase"})


def no_exit(ways: Ways) -> Iterator[Finding]:
    """From every state that a call can be in, it can end; and so can the call of a caller who says nothing.

    An error is no way out, and a hang-up of the caller's is none. A silent caller takes no option, key or
    phrase, is never a wrong key, answers no question and leaves no message, but may be put through.
    """
    found = explore(ways, _without_errors, note=())
    reported: set[NodeId] = set()
    for circle in _circles(_cannot_end(ways, found.arcs), reported):
        yield _told(ways, circle, "there is no way out of this circle", "no-exit")
    silent = {state: [arc for arc in found.arcs[state] if _is_silent(ways, arc[0])] for state in found}
    for circle in _circles(_cannot_end(ways, silent), reported):
        yield _told(ways, circle, "a caller who says nothing goes round for ever", "no-exit")


def loop_without_input(ways: Ways) -> Iterator[Finding]:
    """No circle of steps that does not wait for the caller: after 100 such steps the flow is stopped.

    A way waits when its step does, in this state: a question that may be skipped does not when it is, nor a
    queue that nobody is staffed for, nor a verification of somebody who is verified.
    """
    reached = dict.fromkeys((state.node, state.level) for state in explore(ways, _without_errors, note=()))

    def at_once(edge: Edge, level: str, _: Note) -> Note | None:
        if edge.how == "error" or _waits(ways.node(edge.origin).model, edge, level):
            return None
        return ()

    found = explore(ways, at_once, (), [begin for begin in reached if begin[0] != END])
    text = "these steps go round without waiting for the caller, and the flow is stopped after 100"
    for circle in _circles(found.arcs, set()):
        yield _told(ways, circle, text, "loop-without-input")


def _without_errors(edge: Edge, _level: str, note: Note) -> Note | None:
    return None if edge.how == "error" else note


def _is_silent(ways: Ways, edge: Edge) -> bool:
    """Whether a caller who says nothing may go this way."""
    how, name = way_of(edge)
    if how in _BY_THE_CALLER or name == "no_match":
        return False
    match ways.node(edge.origin).model:
        case AskStep(ask=ask) if name == "ok":
            return ask.skip_when is not None
        case VoicemailStep():
            return name != "saved"
        case _:
            return True


def _waits(step: StepText, edge: Edge, level: str) -> bool:
    how, name = way_of(edge)
    if how in _BY_THE_CALLER:
        return True
    match step:
        case AskStep(ask=asked) if name == "ok":
            return asked.skip_when is None
        case LanguageStep(language=choice):
            return choice.skip_when is None
        case VerifyStep():
            return name != "locked" and asks_for_sure(step, level)
        case QueueStep():
            return name != "no_agents"
        case _:
            waiting = MenuStep | AskStep | SurveyStep | VoicemailStep | TransferStep | PageStep | PayStep
            return isinstance(step, waiting)


def _cannot_end(ways: Ways, arcs: _Arcs) -> _Arcs:
    """Return the states from which no call ends, with the ways between them."""
    before: dict[State, list[State]] = defaultdict(list)
    for state, ways_on in arcs.items():
        for _, after in ways_on:
            before[after].append(state)
    everywhere = {*arcs, *before}
    ends = deque(state for state in everywhere if _is_end(ways, state))
    can = set(ends)
    while ends:
        new = [state for state in before[ends.popleft()] if state not in can]
        can.update(new)
        ends.extend(new)
    return {
        state: [arc for arc in ways_on if arc[1] not in can]
        for state, ways_on in arcs.items()
        if state not in can
    }


def _is_end(ways: Ways, state: State) -> bool:
    return state.node == END or ways.node(state.node).kind == "hangup"


def _circles(arcs: _Arcs, reported: set[NodeId]) -> Iterator[list[Edge]]:
    """Yield circles, each step in one only: the shortest through the step that a call comes to first."""
    left = _on_circles(arcs)
    for state in left:
        circle = [] if state.node in reported else _shortest(state, left, reported)
        reported.update(edge.origin for edge in circle)
        if circle:
            yield circle


def _told(ways: Ways, circle: list[Edge], text: str, rule: str) -> Finding:
    start = circle[0].origin
    return ways.finding(ways.node(start), f"{text}; path: {told(circle, start)}", rule)


def _on_circles(arcs: _Arcs) -> _Arcs:
    """Leave out states without a way in or without a way out, until there are none: what stays is round."""
    left = {state: list(after) for state, after in arcs.items()}
    while True:
        entered = {after for arcs_of in left.values() for _, after in arcs_of}
        kept = {
            state: inner
            for state, after in left.items()
            if state in entered and (inner := [arc for arc in after if arc[1] in left])
        }
        if len(kept) == len(left):
            return kept
        left = kept


def _shortest(start: State, arcs: _Arcs, avoided: Container[NodeId]) -> list[Edge]:
    """Return the ways of the shortest circle through a state, [] when there is none."""
    back: dict[State, tuple[Edge, State]] = {}
    waiting = deque([start])
    while waiting:
        state = waiting.popleft()
        for edge, after in arcs.get(state, ()):
            if after == start:
                return [*_back_to(start, state, back), edge]
            if after not in back and after.node not in avoided:
                back[after] = (edge, state)
                waiting.append(after)
    return []


def _back_to(start: State, state: State, back: Mapping[State, tuple[Edge, State]]) -> list[Edge]:
    edges: list[Edge] = []
    while state != start:
        edge, state = back[state]
        edges.append(edge)
    return edges[::-1]
