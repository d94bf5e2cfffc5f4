"""How sure we are of who calls, step by step: which ways can be taken at a level, and the level after them.

A level never falls while a call remembers itself. (A call that is taken up from its capsule keeps at most
`identified`, and nothing that was looked up, so that it can tell less than is proved here, not more.) A
connector that finds the level too low means the level that the look-up `needs`.
"""

from __future__ import annotations

from callflows.graph import Edge, Node, takes_input
from callflows.prove.conditions import UNKNOWN, Known, outcome_of
from callflows.schema.asking import ChooseStep, LookupStep, VerifyStep
from ivr.call import LEVELS, reaches
from ivr.steps.verify import RECOGNISED_VALUES

NONE = "none"
#: What is read of a caller of whom nothing is known.
_ALWAYS_KNOWN = frozenset({"number", "name_or_number", "language"})


def way_of(edge: Edge) -> tuple[str, str]:
    """Return how the step was left and by which name; of a return, how the called flow's last step was."""
    return (edge.by, edge.by_name) if edge.how == "return" else (edge.how, edge.name)


def levels_after(node: Node, edge: Edge, level: str) -> tuple[str, ...]:
    """Return the levels that a call of this level may have after this way; (): it cannot take it."""
    how, name = way_of(edge)
    match node.model:
        case VerifyStep():
            return _after_verify(node.model, how, name, level)
        case LookupStep(needs=needs) if how == "outcome":
            return (level,) if (name == "denied") != reaches(level, needs) else ()
        case ChooseStep() if how == "choice":
            return (level,) if name in _lines_at(node.model, level) else ()
        case _:
            return (level,)


def asks_for_sure(step: VerifyStep, level: str) -> bool:
    """Whether a verification at this level waits for the caller for sure, unless it is locked.

    A PIN is only asked when a number is known, which a call taken up from its capsule has forgotten.
    """
    asks = any(
        factor.ask == "order_number" and not reaches(level, factor.grants) for factor in step.verify.factors
    )
    return asks and not reaches(level, step.verify.want)


def asks_who(node: Node) -> bool:
    """Whether a step asks the caller to prove who they are."""
    return isinstance(node.model, VerifyStep) and takes_input(node.model)


def _after_verify(step: VerifyStep, how: str, name: str, level: str) -> tuple[str, ...]:
    """The outcome is the level that the call then has; other ways out may be taken between two factors."""
    grants = {factor.grants for factor in step.verify.factors}
    higher = tuple(grant for grant in LEVELS if grant in grants and not reaches(level, grant))
    if reaches(level, step.verify.want):
        return (level,) if how != "outcome" or name == level else ()
    if how != "outcome":
        return (level, *higher)
    if name == "locked":
        return (level, *(grant for grant in higher if not reaches(grant, step.verify.want)))
    return (name,) if name in (level, *higher) else ()


def _lines_at(step: ChooseStep, level: str) -> set[str]:
    """Return the names of the lines that a call of this level may take: until one that holds for sure."""
    names: set[str] = set()
    for line in step.choose:
        if line.when is None:
            return {*names, "else"}
        holds = outcome_of(line.when.text, lambda name: known_at(name, level))
        if holds is not False:
            names.add(line.when.text)
        if holds:
            return names
    return names


def known_at(name: str, level: str) -> Known:
    """Return what a name stands for at a level, as far as the level says it."""
    group, _, rest = name.partition(".")
    if group != "caller" or rest in _ALWAYS_KNOWN:
        return UNKNOWN
    if rest == "level":
        return level
    if rest in LEVELS:
        return reaches(level, rest)
    told = reaches(level, "identified") or (level == "recognised" and rest in RECOGNISED_VALUES)
    return UNKNOWN if told else None
