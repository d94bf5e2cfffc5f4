"""Rules about where steps lead."""

from __future__ import annotations

from collections.abc import Iterator

from callflows.findings import Finding
from callflows.graph import outcomes_of, ways_of
from callflows.lint.scope import Scope, nearest
from callflows.schema.asking import ChooseStep
from callflows.schema.base import GoingStep
from callflows.schema.reaching import CallStep
from callflows.source import Path

_ELSE = "else"


def unknown_target(scope: Scope) -> Iterator[Finding]:
    """Every place that a flow names must be a step of it, `end`, or one of its `returns`."""
    places: list[tuple[Path, str]] = [(("start",), scope.flow.start)]
    places.append((("anywhere", "error"), scope.flow.anywhere.error))
    places += ((("entries", index), step) for index, step in enumerate(scope.flow.entries))
    for section, ways in (("keys", scope.flow.anywhere.keys), ("phrases", scope.flow.anywhere.phrases)):
        places += ((("anywhere", section, key), to) for key, to in ways.items() if to != "repeat")
    for name, step in scope.steps.items():
        places += ((("steps", name, *path), target) for path, target in ways_of(step))
    for path, target in places:
        if _is_known(scope, target) and not (target == "end" and path[0] in {"start", "entries"}):
            continue
        text = f'there is no step "{target}"{nearest(target, scope.steps)}'
        if target.startswith("return."):
            text = f'"{target.removeprefix("return.")}" is not among the `returns` of this flow'
        yield scope.source.error(path, text, "unknown-target")


def _is_known(scope: Scope, target: str) -> bool:
    if target.startswith("return."):
        return target.removeprefix("return.") in scope.flow.returns
    return target == "end" or target in scope.steps


def unknown_flow(scope: Scope) -> Iterator[Finding]:
    """`call` names a flow of the company, and one of its entries."""
    for name, step in scope.steps.items():
        if not isinstance(step, CallStep):
            continue
        called = scope.texts.flows.get(step.call)
        if called is None:
            text = f'there is no flow "{step.call}"{nearest(step.call, scope.texts.flows)}'
            yield scope.source.error(("steps", name, "call"), text, "unknown-target")
        elif step.at not in called.model.entries:
            text = f'"{step.at}" is not among the `entries` of {step.call}'
            yield scope.source.error(("steps", name, "at"), text, "unknown-entry")


def unknown_outcome(scope: Scope) -> Iterator[Finding]:
    """An edge must be for something that can happen."""
    for name, step in scope.steps.items():
        if not isinstance(step, GoingStep) or not step.next or _calls_nowhere(scope, step):
            continue
        # `reduced` and `holiday` may be written before the hours use them.
        known = {*outcomes_of(step, scope.texts, scope.file), *step.outcomes, _ELSE}
        for outcome in step.next:
            if outcome not in known or outcome == "done":
                ends = sorted(known - {_ELSE, "done"})
                remedy = (
                    f"there are: {', '.join(ends)}, else" if ends else "it has one way on: write next: <step>"
                )
                if isinstance(step, CallStep) and not ends:
                    remedy = f"{step.call} gives nothing back, so there is no `next`"
                text = f'{step.kind} step "{name}" cannot end with "{outcome}"; {remedy}'
                yield scope.source.key_error(("steps", name, "next", outcome), text, "unknown-outcome")


def missing_outcome(scope: Scope) -> Iterator[Finding]:
    """Every way that a step can end needs an edge: silence must lead somewhere."""
    for name, step in scope.steps.items():
        if not isinstance(step, GoingStep) or _calls_nowhere(scope, step):
            continue
        outcomes = outcomes_of(step, scope.texts, scope.file)
        if step.next is None:
            if outcomes:
                text = f'step "{name}" has no `next`; a call there would end in silence'
                yield scope.source.key_error(("steps", name), text, "missing-outcome")
            continue
        for outcome in outcomes:
            if _ELSE not in step.next and outcome not in step.next and outcome != "done":
                text = f'outcome "{outcome}" of {name} has no edge'
                yield scope.source.key_error(("steps", name, "next"), text, "missing-outcome")


def _calls_nowhere(scope: Scope, step: GoingStep) -> bool:
    return isinstance(step, CallStep) and step.call not in scope.texts.flows


def dead_else(scope: Scope) -> Iterator[Finding]:
    """An `else` that nothing is left for."""
    for name, step in scope.steps.items():
        if (
            not isinstance(step, GoingStep)
            or not step.next
            or _ELSE not in step.next
            or _calls_nowhere(scope, step)
        ):
            continue
        outcomes = outcomes_of(step, scope.texts, scope.file)
        if outcomes and set(outcomes) <= step.next.keys():
            path = ("steps", name, "next", _ELSE)
            yield scope.source.warning(path, f"every outcome of {name} has its edge already", "dead-else")


def choose_no_else(scope: Scope) -> Iterator[Finding]:
    """`choose` ends with an `else`, and every line before it has a condition and a place to go."""
    for name, step in scope.steps.items():
        if not isinstance(step, ChooseStep):
            continue
        here: Path = ("steps", name, "choose")
        *lines, last = step.choose
        if last.otherwise is None:
            text = f'"{name}" needs a last line {{else: <step>}}: no condition may hold'
            yield scope.source.key_error(here, text, "choose-no-else")
            lines.append(last)
        elif last.when is not None or last.next is not None:
            yield scope.source.error((*here, len(lines)), "`else` stands alone in its line", "bad-value")
        for index, line in enumerate(lines):
            if line.when is None or line.next is None or line.otherwise is not None:
                text = "a line is {when: <condition>, next: <step>}; `else` is the last"
                yield scope.source.error((*here, index), text, "bad-value")


def shared_number(scope: Scope) -> Iterator[Finding]:
    """A number starts one flow."""
    for other in scope.texts.flows.values():
        if other.model.name <= scope.flow.name:
            continue
        for index, number in enumerate(other.model.numbers):
            if number in scope.flow.numbers:
                text = f"{number} also starts {scope.flow.name}"
                yield other.source.error(("numbers", index), text, "duplicate-id")
