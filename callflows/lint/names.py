"""Rules about names: those that expressions read, and those that company.yaml explains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from callflows.findings import Finding
from callflows.lint.scope import Scope, nearest, placed
from callflows.schema.asking import (
    AskStep,
    HoursStep,
    LanguageStep,
    LookupStep,
    PlayStep,
    SetStep,
    SurveyStep,
    TagStep,
)
from callflows.schema.base import StepText
from callflows.schema.reaching import CallbackStep, PageStep, QueueStep, TransferStep, VoicemailStep
from callflows.source import Path
from callflows.texts import Texts

#: Names with a fixed meaning. Source: flow-language 4.
CALLER = frozenset(
    {
        "number",
        "name",
        "name_or_number",
        "language",
        "plan",
        "kind",
        "level",
        "recognised",
        "identified",
        "verified",
        "order_number",
        "open_case",
        "open_case.owner",
        "account_manager",
    }
)
QUEUE = frozenset({"wait", "position", "closes_in", "agents"})
PAYMENT = frozenset({"reference", "amount", "currency"})
CALLBACK = frozenset({"number", "when"})


def known_names(scope: Scope) -> frozenset[str]:
    """Return every dotted name that a flow may read."""
    names = {f"caller.{name}" for name in CALLER} | {f"queue.{name}" for name in QUEUE}
    names |= {f"payment.{name}" for name in PAYMENT} | {f"callback.{name}" for name in CALLBACK}
    names |= {f"hours.{name}.{field}" for name in scope.flow.hours for field in ("open", "next_open")}
    names |= {f"vars.{name}" for name in scope.flow.vars}
    for connector, text in (scope.company.connectors if scope.company else {}).items():
        names |= {f"{connector}.{name}" for name in text.gives}
    return frozenset(names) | _kept(scope.texts)


def _kept(texts: Texts) -> frozenset[str]:
    """Return what the steps of all flows keep: answers and variables go along from flow to flow."""
    names: set[str] = set()
    for flow in texts.flows.values():
        for step in flow.steps.values():
            match step:
                case AskStep():
                    names.add(f"answers.{step.ask.save}")
                case SurveyStep():
                    names |= {f"answers.{question.save}" for question in step.survey.questions}
                case SetStep():
                    names |= {f"vars.{name}" for name in step.set}
                case _:
                    pass
    return frozenset(names)


def unknown_name(scope: Scope) -> Iterator[Finding]:
    """An expression or a template reads only what there is."""
    known = known_names(scope)
    for step in scope.steps:
        for path, text in placed(scope.steps[step], ("steps", step)):
            for name in sorted(text.names - known):
                if scope.company is None and name.partition(".")[0] not in {"caller", "queue", "hours"}:
                    continue
                finding = scope.source.error(
                    path, f'there is no name "{name}"{nearest(name, known)}', "unknown-name"
                )
                spot = scope.source.spot(path)
                within = text.text.find(name) + (0 if spot.plain else 1) if spot.one_line else 0
                yield replace(finding, column=finding.column + within)


def unknown_in_company(scope: Scope) -> Iterator[Finding]:
    """Queues, boxes, policies, clocks and lines are names that company.yaml explains."""
    if scope.company is None:
        return
    for step in scope.steps:
        for path, name, section in _used(scope.steps[step], ("steps", step)):
            known: Iterable[str] = getattr(scope.company, section)
            if name not in known:
                text = f'company.yaml has no "{name}" under `{section}`{nearest(name, known)}'
                yield scope.source.error(path, text, "unknown-name")


def _used(step: StepText, here: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield the names of the company's that a step uses: where, which, and of which section."""
    match step:
        case QueueStep() | CallbackStep():
            yield from _queues(step, here)
        case VoicemailStep():
            yield (*here, "voicemail"), step.voicemail, "boxes"
            if step.alert:
                yield (*here, "alert", "page"), step.alert.page, "policies"
        case PageStep():
            yield (*here, "page"), step.page, "policies"
        case TagStep() if "clock" in step.tag:
            yield (*here, "tag", "clock"), step.tag["clock"], "clocks"
        case TransferStep() if not step.transfer.startswith("+"):
            yield (*here, "transfer"), step.transfer, "outside"
        case _:
            pass


def _queues(step: QueueStep | CallbackStep, here: Path) -> Iterator[tuple[Path, str, str]]:
    if isinstance(step, CallbackStep):
        yield (*here, "callback"), step.callback, "queues"
        return
    yield (*here, "queue"), step.queue, "queues"
    if step.overflow:
        yield (*here, "overflow", "to"), step.overflow.to, "queues"


def connector_absent(scope: Scope) -> Iterator[Finding]:
    """A look-up asks a connector that the company has."""
    known = scope.company.connectors if scope.company else None
    for name, step in scope.steps.items():
        if isinstance(step, LookupStep) and known is not None and step.lookup not in known:
            text = f'company.yaml has no connector "{step.lookup}"{nearest(step.lookup, known)}'
            yield scope.source.error(("steps", name, "lookup"), text, "connector-absent")


def queue_no_members(scope: Scope) -> Iterator[Finding]:
    """A queue that nobody is ever staffed for keeps callers waiting for nothing."""
    queues = scope.company.queues if scope.company else {}
    for name, step in scope.steps.items():
        if isinstance(step, QueueStep) and step.queue in queues and queues[step.queue].agents == 0:
            text = f'nobody is staffed for queue "{step.queue}": company.yaml says agents: 0'
            yield scope.source.error(("steps", name, "queue"), text, "queue-no-members")


def unknown_in_flow(scope: Scope) -> Iterator[Finding]:
    """Sets of hours, recorded audio and languages are named in the flow itself."""
    for step in scope.steps:
        for path, name, known, what in _own(scope, step):
            if name not in known:
                text = f'there is no {what} "{name}" in this flow{nearest(name, known)}'
                yield scope.source.error(path, text, "unknown-name")


def _own(scope: Scope, name: str) -> Iterator[tuple[Path, str, Iterable[str], str]]:
    step = scope.steps[name]
    here: Path = ("steps", name)
    match step:
        case HoursStep():
            yield (*here, "hours"), step.hours, scope.flow.hours, "set of hours"
        case PlayStep():
            yield (*here, "play"), step.play, scope.flow.prompts, "recorded prompt"
        case LanguageStep():
            yield (*here, "language", "default"), step.language.default, scope.flow.languages, "language"
            for key, language in step.language.keys.items():
                yield (*here, "language", "keys", key), language, scope.flow.languages, "language"
        case _:
            pass
