"""Compiles a flow's model into what the engine and the hours run on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from callflows.actions import Around, action
from callflows.graph import ways_of
from callflows.schema.base import GoingStep, StepText
from callflows.schema.flow import FlowText, HoursText
from callflows.source import Source
from callflows.texts import FlowFile
from ivr.flow import Anywhere, Flow, Step
from routing.hours import HolidayHours, Hours, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A flow ready to run, its hours by set, and the text that it came from."""

    flow: Flow
    hours: Mapping[str, Hours]
    model: FlowText
    source: Source


def is_available(file: FlowFile) -> bool:
    """Whether every kind in a flow can be carried out."""
    return all(step.available for step in file.steps.values())


def compiled(file: FlowFile) -> Compiled:
    """Compile a flow that is_available. An edge that leads nowhere is the linter's to find, not ours."""
    model = file.model
    screened = _on_error_path(model)
    language = model.languages[0]
    steps = {
        name: _step(name, step, Around(language, screened=step.urgent or name in screened))
        for name, step in model.steps.items()
    }
    anywhere = Anywhere(
        keys=MappingProxyType(dict(model.anywhere.keys)),
        phrases=MappingProxyType({said.lower(): to for said, to in model.anywhere.phrases.items()}),
        error=model.anywhere.error,
    )
    return Compiled(
        flow=Flow(
            name=model.name,
            languages=model.languages,
            start=model.start,
            steps=MappingProxyType(steps),
            anywhere=anywhere,
            entries=frozenset(model.entries),
            vars=MappingProxyType(dict(model.vars)),
        ),
        hours=MappingProxyType({name: hours_of(hours) for name, hours in model.hours.items()}),
        model=model,
        source=file.source,
    )


def hours_of(text: HoursText) -> Hours:
    """Compile one set of hours."""
    week: dict[int, tuple[Span, ...]] = {}
    for days, spans in text.week.items():
        week |= dict.fromkeys(days, spans)
    kept = text.holidays
    return Hours(
        timezone=text.timezone,
        week=MappingProxyType(week),
        holidays=HolidayHours(calendar=kept.calendar, spans=kept.open) if kept else None,
        dates=MappingProxyType(dict(text.dates)),
    )


def _step(name: str, step: StepText, around: Around) -> Step:
    return Step(
        id=name,
        kind=step.kind,
        action=action(step, around),
        say=around.maybe(step.say),
        urgent=step.urgent,
        recording=step.recording or "",
        next=MappingProxyType(dict(step.next or {}) if isinstance(step, GoingStep) else {}),
    )


def _on_error_path(model: FlowText) -> frozenset[str]:
    """Return the steps that a call can reach after an error."""
    found: set[str] = set()
    waiting = [model.anywhere.error]
    while waiting:
        name = waiting.pop()
        if name in model.steps and name not in found:
            found.add(name)
            waiting += (target for _, target in ways_of(model.steps[name]))
    return frozenset(found)
