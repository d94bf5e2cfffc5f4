"""Compiles a company's on-call file and policies into what rings people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from callflows.schema.company import CompanyText, PolicyText
from callflows.schema.oncall import LayerText, OnCallText, ScheduleText
from callflows.schema.reaching import PageLevel
from callflows.texts import Texts
from routing.oncall.calendars import CalendarLayer
from routing.oncall.roster import LevelPlan, Person, Policy
from routing.oncall.rotation import Layer, Window
from routing.oncall.schedule import Change, Schedule
from routing.oncall.stretches import Arrangement


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallPlan:
    """Who may be on call, when, and who is rung for what; by name. people: outside lines among them."""

    people: Mapping[str, Person] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)

    def arranged(self, changes: Mapping[str, Sequence[Change]] = MappingProxyType({})) -> Arrangement:
        """Put beside it what people changed of each schedule: whoever asks who is on call asks this."""
        zone = next((schedule.zone for schedule in self.schedules.values()), "UTC")
        return Arrangement(
            people=self.people,
            schedules=self.schedules,
            policies=self.policies,
            zone=zone,
            changes=changes,
        )


def oncall_plan(texts: Texts) -> OnCallPlan:
    """Compile what can be read. Names that stand for nobody are the linter's to find, not ours."""
    company, oncall = texts.company, texts.oncall
    if company is None:
        return OnCallPlan()
    people = {**_outside(company), **(_people(oncall) if oncall else {})}
    schedules = oncall.schedules if oncall else {}
    return OnCallPlan(
        people=MappingProxyType(people),
        schedules=MappingProxyType({name: _schedule(name, text, texts) for name, text in schedules.items()}),
        policies=MappingProxyType({name: _policy(name, text) for name, text in company.policies.items()}),
    )


def level_plan(text: PageLevel) -> LevelPlan:
    """Compile one level, of a policy or of a step."""
    return LevelPlan(call=text.call, strategy=text.strategy, ring_s=text.ring, tries=text.tries)


def _outside(company: CompanyText) -> dict[str, Person]:
    """Outside lines are called by their names: `duty_engineer` is "duty engineer". Duty lines take texts."""
    duties = {policy.duty for policy in company.policies.values()}
    drilled = () if company.drills is None else company.drills.outside
    return {
        name: Person(
            id=name,
            title=name.replace("_", " ").replace("-", " "),
            number=number,
            sms=name in duties,
            drills=name in drilled,
        )
        for name, number in company.outside.items()
    }


def _people(oncall: OnCallText) -> dict[str, Person]:
    return {
        name: Person(
            id=name,
            title=text.title,
            number=text.number,
            sms=text.sms,
            language=text.language or "",
            staff=text.staff or "",
            drills=text.drills,
        )
        for name, text in oncall.people.items()
    }


def _policy(name: str, text: PolicyText) -> Policy:
    """A duty line is a catch-all without levels."""
    return Policy(
        name=name,
        levels=tuple(map(level_plan, text.levels)),
        catch_all=text.catch_all or ((text.duty,) if text.duty else ()),
        rounds=text.rounds,
    )


def _schedule(name: str, text: ScheduleText, texts: Texts) -> Schedule:
    return Schedule(name=name, zone=text.timezone, layers=tuple(_layers(text, texts)), fallback=text.fallback)


def calendar_layer(text: ScheduleText, number: int, texts: Texts) -> CalendarLayer | None:
    """Compile a layer that follows a calendar; None: it follows none that is there. number: from 0.

    Raises ValueError, with the remedy, where the file is no calendar.
    """
    layer = text.layers[number]
    content = texts.files.get(layer.calendar or "")
    if content is None or texts.oncall is None or texts.company is None:
        return None
    titles = {name: person.title for name, person in texts.oncall.people.items()}
    try:
        return CalendarLayer(
            name=_name(layer, number),
            zone=layer.timezone or text.timezone,
            people={name: titles.get(name, name) for name in layer.people},
            text=content.decode("utf-8-sig"),
        )
    except UnicodeDecodeError:
        raise ValueError("the calendar is not UTF-8: export it again") from None


def _layers(text: ScheduleText, texts: Texts) -> Iterator[Layer | CalendarLayer]:
    for number, layer in enumerate(text.layers):
        if layer.calendar is not None:
            with suppress(ValueError):
                followed = calendar_layer(text, number, texts)
                yield from (followed,) if followed else ()
        if layer.handoff is not None and layer.starts is not None:
            yield Layer(
                name=_name(layer, number),
                zone=layer.timezone or text.timezone,
                handoff=layer.handoff,
                starts=layer.starts,
                people=layer.people,
                every=layer.every,
                length=timedelta(days=1) if layer.length is None else timedelta(seconds=layer.length),
                only=_windows(layer),
                ends=layer.ends,
            )


def _name(layer: LayerText, number: int) -> str:
    return layer.name or f"layer {number + 1}"


def _windows(layer: LayerText) -> tuple[Window, ...]:
    return tuple(
        Window(days=frozenset(days), opens=opens, closes=closes)
        for days, windows in layer.only.items()
        for opens, closes in windows
    )
