"""All flows of a company as one graph: steps, and every way a call can go from one to another.

What the prover walks, and what a drawing shows. Ways that the linter refuses (an unknown target) are absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from callflows.schema.asking import AskStep, ChooseStep, JoinStep, LanguageStep, MenuStep, VerifyStep
from callflows.schema.base import GoingStep, StepText
from callflows.schema.reaching import CallStep, QueueStep
from callflows.source import Path, Source
from callflows.texts import FlowFile, Texts

#: `flow/step`, as in traces and tests.
NodeId = str
#: Where a call is over.
END: NodeId = "end"

#: outcome: by the step's `next`; option: a menu's; choice: a line of `choose`; key, phrase: of `anywhere`;
#: error: the flow's error path; call: into another flow; return: back from it.
How = Literal["outcome", "option", "choice", "key", "phrase", "error", "call", "return"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    id: NodeId
    flow: str
    step: str
    kind: str
    urgent: bool
    model: StepText
    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One way on. name: the outcome, key, phrase, condition or flow. Its place: where it is written."""

    origin: NodeId
    target: NodeId
    how: How
    name: str
    file: str
    line: int
    column: int
    #: What may be said instead of pressing the option's key.
    phrases: tuple[str, ...] = ()
    #: Of a return: the step that called the flow which comes back by it.
    caller: NodeId = ""
    #: Of a return: how the last step of the called flow was left, and by which outcome, key or condition.
    by: How = "outcome"
    by_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    nodes: Mapping[NodeId, Node]
    #: The ways out of each node, in the order of the file.
    out: Mapping[NodeId, tuple[Edge, ...]]
    #: Dialled number -> the node a call to it begins at.
    starts: Mapping[str, NodeId]
    #: Flow -> the node its errors lead to.
    errors: Mapping[str, NodeId]


def graph(texts: Texts) -> Graph:
    """Draw all flows that hold together by themselves."""
    nodes: dict[NodeId, Node] = {}
    starts: dict[str, NodeId] = {}
    failing: dict[str, NodeId] = {}
    for flow in texts.flows.values():
        for step in flow.steps:
            node = _node(flow, step)
            nodes[node.id] = node
        starts.update(dict.fromkeys(flow.model.numbers, f"{flow.model.name}/{flow.model.start}"))
        failing[flow.model.name] = f"{flow.model.name}/{flow.model.anywhere.error}"
    out: dict[NodeId, list[Edge]] = {node: [] for node in nodes}
    for node in nodes.values():
        ways = _Ways(texts, texts.flows[node.flow], node)
        for edge in ways.all():
            if edge.target in nodes or edge.target == END:
                out[node.id].append(edge)
    return Graph(
        nodes=MappingProxyType(nodes),
        out=MappingProxyType({node: tuple(edges) for node, edges in out.items()}),
        starts=MappingProxyType({number: start for number, start in starts.items() if start in nodes}),
        errors=MappingProxyType({flow: step for flow, step in failing.items() if step in nodes}),
    )


def takes_input(step: StepText) -> bool:
    """Whether `anywhere` keys are valid in a step: it waits for the caller, and is no survey or voicemail."""
    match step:
        case VerifyStep():
            return any(factor.ask != "ani" for factor in step.verify.factors)
        case _:
            return isinstance(step, LanguageStep | MenuStep | AskStep | QueueStep | JoinStep)


def hears_speech(step: StepText) -> bool:
    """Whether `anywhere` phrases are valid too: PINs are keyed, and nobody listens while the music plays."""
    match step:
        case VerifyStep():
            return any(factor.ask == "order_number" for factor in step.verify.factors)
        case AskStep():
            keyed = bool(step.ask.digits or step.ask.choices)
            return "speech" in step.ask.accept or not (step.ask.accept or keyed)
        case _:
            return isinstance(step, MenuStep)


def ways_of(step: StepText) -> Iterator[tuple[Path, str]]:
    """Yield where a step may lead by itself, and the path in it: step ids, `end`, `return.<name>`."""
    match step:
        case MenuStep():
            for index, option in enumerate(step.menu.options):
                yield ("menu", "options", index, "next"), option.next
        case ChooseStep():
            for index, line in enumerate(step.choose):
                ways = (("next", line.next), ("else", line.otherwise))
                yield from ((("choose", index, key), target) for key, target in ways if target)
        case _:
            pass
    if isinstance(step, GoingStep):
        for outcome, target in (step.next or {}).items():
            yield ("next", outcome), target


def outcomes_of(step: StepText, texts: Texts, flow: FlowFile) -> tuple[str, ...]:
    """Return how a step may end; ("done",) for a kind with one way on, () for one without any."""
    match step:
        case QueueStep(offer_callback=offer):
            return (*step.outcomes, "callback") if offer else step.outcomes
        case CallStep():
            called = texts.flows.get(step.call)
            return tuple(called.model.returns) if called else ()
        case GoingStep(kind="hours"):
            return _outcomes_of_hours(step, flow)
        case GoingStep():
            return step.outcomes or ("done",)
        case _:
            return ()


def _outcomes_of_hours(step: GoingStep, flow: FlowFile) -> tuple[str, ...]:
    hours = flow.model.hours.get(getattr(step, "hours", ""))
    if hours is None:
        return ("open", "closed")
    kept = [*hours.week.values(), *hours.dates.values(), hours.holidays.open if hours.holidays else ()]
    reduced = any(span.reduced for spans in kept for span in spans)
    holiday = "holiday" in (step.next or {})
    return ("open", "closed", *(["reduced"] if reduced else []), *(["holiday"] if holiday else []))


def _node(flow: FlowFile, step: str) -> Node:
    model = flow.steps[step]
    spot = flow.source.spot(("steps", step))
    return Node(
        id=f"{flow.model.name}/{step}",
        flow=flow.model.name,
        step=step,
        kind=model.kind,
        urgent=model.urgent,
        model=model,
        file=spot.file,
        line=spot.key_line,
        column=spot.key_column,
    )


@dataclass(frozen=True, slots=True)
class _Ways:
    """The edges out of one node."""

    texts: Texts
    flow: FlowFile
    node: Node

    def all(self) -> Iterator[Edge]:
        here: Path = ("steps", self.node.step)
        step = self.node.model
        match step:
            case MenuStep():
                for index, option in enumerate(step.menu.options):
                    path = (*here, "menu", "options", index, "next")
                    yield from self._to(option.next, "option", option.key, path, option.phrases)
            case ChooseStep():
                for index, line in enumerate(step.choose):
                    name = line.when.text if line.when else "else"
                    target, key = (line.next, "next") if line.next else (line.otherwise, "else")
                    yield from self._to(target or "", "choice", name, (*here, "choose", index, key))
            case CallStep():
                yield self._edge(f"{step.call}/{step.at}", "call", step.call, (*here, "call"))
            case _:
                pass
        if isinstance(step, GoingStep) and step.next and not isinstance(step, CallStep):
            for outcome in outcomes_of(step, self.texts, self.flow):
                written = outcome if outcome in step.next else "else"
                yield from self._to(step.next.get(written, ""), "outcome", outcome, (*here, "next", written))
        yield from self._anywhere()

    def _anywhere(self) -> Iterator[Edge]:
        anywhere = self.flow.model.anywhere
        if takes_input(self.node.model):
            for key, target in anywhere.keys.items():
                if target != "repeat":
                    yield from self._to(target, "key", key, ("anywhere", "keys", key))
        if hears_speech(self.node.model):
            for phrase, target in anywhere.phrases.items():
                yield from self._to(target, "phrase", phrase, ("anywhere", "phrases", phrase))
        yield from self._to(anywhere.error, "error", "error", ("anywhere", "error"))

    def _to(
        self, target: str, how: How, name: str, path: Path, phrases: tuple[str, ...] = ()
    ) -> Iterator[Edge]:
        if target.startswith("return."):
            yield from self._back(target.removeprefix("return."), how, name)
        elif target:
            where = target if target == END else f"{self.flow.model.name}/{target}"
            yield self._edge(where, how, name, path, phrases)

    def _back(self, name: str, how: How, by_name: str) -> Iterator[Edge]:
        """Yield the way back to each step that calls this flow: by its own `next`."""
        for caller in self.texts.flows.values():
            for step_id, step in caller.steps.items():
                if not isinstance(step, CallStep) or step.call != self.flow.model.name or not step.next:
                    continue
                written = name if name in step.next else "else"
                target = step.next.get(written, "")
                where = target if target == END else f"{caller.model.name}/{target}"
                spot = caller.source.spot(("steps", step_id, "next", written))
                yield Edge(
                    origin=self.node.id,
                    target=where,
                    how="return",
                    name=name,
                    file=spot.file,
                    line=spot.line,
                    column=spot.column,
                    caller=f"{caller.model.name}/{step_id}",
                    by=how,
                    by_name=by_name,
                )

    def _edge(self, target: NodeId, how: How, name: str, path: Path, phrases: tuple[str, ...] = ()) -> Edge:
        source: Source = self.flow.source
        spot = source.spot(path)
        return Edge(
            origin=self.node.id,
            target=target,
            how=how,
            name=name,
            file=spot.file,
            line=spot.line,
            column=spot.column,
            phrases=phrases,
        )
