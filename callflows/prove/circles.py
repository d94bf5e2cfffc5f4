"""No call goes round for ever: every circle of steps has a way out, and waits for the caller."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Container, Iterator, Mapping

from callflows.findings import Finding
from callflows.graph import END, Edge, NodeId
from callflows.prove.explore import Note, State, explore
from callflows.prove.levels import asks_for_sure, way_of
from callflows.prove.ways import Ways
from callflows.schema.asking import AskStep, JoinStep, LanguageStep, MenuStep, SurveyStep, VerifyStep
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
    for state, circle in _circles(_cannot_end(ways, found.arcs), reported):
        text = f"there is no way out of this circle; path: {found.path(state, *circle)}"
        yield ways.finding(ways.node(state.node), text, "no-exit")
    silent = {state: [arc for arc in found.arcs[state] if _is_silent(ways, state, arc[0])] for state in found}
    for state, circle in _circles(_cannot_end(ways, silent), reported):
        text = f"a caller who says nothing goes round for ever; path: {found.path(state, *circle)}"
        yield ways.finding(ways.node(state.node), text, "no-exit")


def loop_without_input(ways: Ways) -> Iterator[Finding]:
    """No circle of steps that does not wait for the caller: after 100 such steps the flow is stopped.

    A way waits when its step does, in this state: a question that may be skipped does not when it is, nor a
    queue that nobody is staffed for, nor a verification of somebody who is verified.
    """
    everywhere = explore(ways, _without_errors, note=())
    reached: dict[tuple[NodeId, str], State] = {}
    for state in everywhere:
        reached.setdefault((state.node, state.level), state)

    def at_once(edge: Edge, level: str, _: Note) -> Note | None:
        if edge.how == "error" or _waits(ways.node(edge.origin).model, edge, level):
            return None
        return ()

    found = explore(ways, at_once, (), [begin for begin in reached if begin[0] != END])
    for state, circle in _circles(found.arcs, set()):
        path = everywhere.path(reached[state.node, state.level], *circle)
        text = f"these steps go round without waiting for the caller, up to 100; path: {path}"
        yield ways.finding(ways.node(state.node), text, "loop-without-input")


def _without_errors(edge: Edge, _level: str, note: Note) -> Note | None:
    return None if edge.how == "error" else note


def _is_silent(ways: Ways, state: State, edge: Edge) -> bool:
    """Whether a caller who says nothing may go this way. Of them, only the number they call from is known."""
    how, name = way_of(edge)
    if how in _BY_THE_CALLER or name == "no_match":
        return False
    match ways.node(edge.origin).model:
        case VerifyStep(verify=verify):
            grants = {factor.grants for factor in verify.factors if factor.ask == "ani"}
            return name in {state.level, *grants}
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
            asking = MenuStep | AskStep | JoinStep | SurveyStep
            waiting = asking | VoicemailStep | TransferStep | PageStep | PayStep
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


def _circles(arcs: _Arcs, reported: set[NodeId]) -> Iterator[tuple[State, list[Edge]]]:
    """Yield circles, each step in one only: the shortest through the step that a call comes to first."""
    left = _on_circles(arcs)
    for state in left:
        circle = [] if state.node in reported else _shortest(state, left, reported)
        reported.update(edge.origin for edge in circle)
        if circle:
            yield state, circle


def _on_circles(arcs: _Arcs) -> _Arcs:
    """Leave out what no circle leads to, and what leads to none: what stays is round, or between circles."""
    onward = {state: [after for _, after in ways_on] for state, ways_on in arcs.items()}
    back: dict[State, list[State]] = defaultdict(list)
    for state, following in onward.items():
        for after in following:
            back[after].append(state)
    kept = _peeled(_peeled(set(arcs), onward), back)
    return {
        state: [arc for arc in ways_on if arc[1] in kept] for state, ways_on in arcs.items() if state in kept
    }


def _peeled(states: set[State], onward: Mapping[State, list[State]]) -> set[State]:
    """Take away states that none of the others leads to, until every one left is led to."""
    led_to = Counter(after for state in states for after in onward.get(state, ()))
    waiting = [state for state in states if not led_to[state]]
    left = set(states)
    while waiting:
        state = waiting.pop()
        left.discard(state)
        for after in onward.get(state, ()):
            led_to[after] -= 1
            if not led_to[after]:
                waiting.append(after)
    return left


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
