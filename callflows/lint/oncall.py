"""Rules about who is on call: names stand for somebody, phones can be rung, and there is a catch-all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from callflows.findings import Finding
from callflows.lint.scope import nearest
from callflows.lint.values import unquoted_number
from callflows.schema.company import CompanyText, PolicyText
from callflows.schema.oncall import OnCallText
from callflows.schema.reaching import PageLevel, PageStep
from callflows.source import Path, Source
from callflows.texts import CALENDAR, Texts
from routing.oncall.ladder import MOST_AT_ONCE, tag
from routing.oncall.roster import ACCOUNT_MANAGER

#: What each name is, for sentences.
SCHEDULE, PERSON, LINE = "a schedule", "a person", "an outside line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A company's names of who may be rung. names: name -> SCHEDULE, PERSON or LINE."""

    source: Source
    company: CompanyText
    #: Of oncall.yaml; None: the company has none, or it does not hold.
    oncall_source: Source | None
    oncall: OnCallText | None
    names: Mapping[str, str]

    @property
    def phones(self) -> frozenset[str]:
        """The names that stand for one phone."""
        return frozenset(name for name, what in self.names.items() if what != SCHEDULE)

    @property
    def callable(self) -> frozenset[str]:
        return frozenset({*self.names, ACCOUNT_MANAGER})


def lint_oncall(texts: Texts) -> Iterator[Finding]:
    """Yield what is wrong with oncall.yaml, and with the policies and steps that page."""
    source, company = texts.company_source, texts.company
    if texts.oncall_source is not None:
        yield from unquoted_number(texts.oncall_source)
    if source is None or company is None:
        return
    named = named_of(source, company, texts)
    if texts.oncall_source is not None and texts.oncall is None:
        return  # its names are not known: each policy would seem to name nobody
    yield from _clashes(named)
    yield from _same_tags(named)
    yield from _policies(named)
    yield from _own_lines(named, texts)
    if named.oncall is not None and named.oncall_source is not None:
        yield from _schedules(named.oncall_source, named.oncall, named, texts)
        yield from _unused(named.oncall_source, named.oncall, named, texts)
    for flow in texts.flows.values():
        for step_id, step in flow.steps.items():
            if isinstance(step, PageStep):
                yield from _levels(flow.source, ("steps", step_id, "levels"), step.levels, named)


def named_of(source: Source, company: CompanyText, texts: Texts) -> Named:
    oncall = texts.oncall
    names = dict.fromkeys(company.outside, LINE)
    if oncall is not None:
        names |= dict.fromkeys(oncall.people, PERSON) | dict.fromkeys(oncall.schedules, SCHEDULE)
    return Named(
        source=source, company=company, oncall_source=texts.oncall_source, oncall=oncall, names=names
    )


def _clashes(named: Named) -> Iterator[Finding]:
    """One name means one thing: lines, people and schedules stand beside each other in a level."""
    oncall, source = named.oncall, named.oncall_source
    if oncall is None or source is None:
        return
    for name in oncall.people:
        if name in named.company.outside:
            yield source.key_error(("people", name), f'"{name}" is {LINE} already', "duplicate-id")
    for name in oncall.schedules:
        what = PERSON if name in oncall.people else LINE if name in named.company.outside else ""
        if what:
            yield source.key_error(("schedules", name), f'"{name}" is {what} already', "duplicate-id")


def _same_tags(named: Named) -> Iterator[Finding]:
    """A page knows who has picked up or declined by short tags of their names: no two people share one."""
    first: dict[str, str] = {}
    lines = ((named.source, "outside", name) for name in named.company.outside)
    people = ((named.oncall_source, "people", name) for name in (named.oncall.people if named.oncall else ()))
    for source, part, name in (*lines, *people):
        other = first.setdefault(tag(name), name)
        if other != name and source is not None:
            text = f'a page cannot tell "{name}" from "{other}", and may pass one over: rename one of them'
            yield source.key_error((part, name), text, "tag-clash")


def _policies(named: Named) -> Iterator[Finding]:
    for name, policy in named.company.policies.items():
        path: Path = ("policies", name)
        if policy.duty is not None:
            yield from _duty(named, path, policy, policy.duty)
            continue
        yield from _levels(named.source, (*path, "levels"), policy.levels, named)
        yield from _catch_all(named, path, policy)


def _duty(named: Named, path: Path, policy: PolicyText, duty: str) -> Iterator[Finding]:
    if policy.model_fields_set != {"duty"}:
        text = "`duty` stands alone; with levels, write the line into `catch_all`"
        yield named.source.error((*path, "duty"), text, "bad-value")
    if duty not in named.company.outside:
        text = f'there is no outside line "{duty}"{nearest(duty, named.company.outside)}'
        yield named.source.error((*path, "duty"), text, "unknown-name")


def _levels(source: Source, path: Path, levels: tuple[PageLevel, ...], named: Named) -> Iterator[Finding]:
    for index, level in enumerate(levels):
        here: Path = (*path, index)
        for place, called in enumerate(level.call):
            yield from _known(source, (*here, "call", place), called, named)
        if level.strategy == "simultaneous" and len(level.call) > MOST_AT_ONCE:
            text = (
                f"{len(level.call)} phones at once; at most {MOST_AT_ONCE} ring together: make it two levels"
            )
            yield source.error((*here, "call"), text, "level-too-wide")


def _known(source: Source, path: Path, called: str, named: Named) -> Iterator[Finding]:
    if called not in named.callable:
        near = nearest(called, named.callable)
        text = f'there is no schedule, person or outside line "{called}"{near}'
        yield source.error(path, text, "unknown-name")
    people = named.oncall.people.values() if named.oncall else ()
    if called == ACCOUNT_MANAGER and not any(person.staff for person in people):
        text = "no account manager is ever found: give people in oncall.yaml their `staff`"
        yield source.warning(path, text, "no-account-manager")


def _catch_all(named: Named, path: Path, policy: PolicyText) -> Iterator[Finding]:
    """Somebody is rung when all levels have failed; that it is somebody else, the proof of coverage says."""
    for place, called in enumerate(policy.catch_all):
        yield from _known(named.source, (*path, "catch_all", place), called, named)
    sure = [called for called in policy.catch_all if called in named.names]
    if not sure and all(called in named.callable for called in policy.catch_all):
        text = "no catch-all: who is rung when nobody else accepts? Write catch_all: [<person or line>]"
        if policy.catch_all:
            text = "not every caller has an account manager: name somebody else in the catch-all too"
        yield named.source.key_error((*path, "catch_all") if policy.catch_all else path, text, "no-catch-all")


def _behind(called: str, named: Named) -> Iterator[str]:
    """Yield the people and lines that a name may stand for."""
    schedule = named.oncall.schedules.get(called) if named.oncall else None
    if schedule is None:
        yield called
        return
    yield schedule.fallback
    for layer in schedule.layers:
        yield from layer.people


def _schedules(source: Source, oncall: OnCallText, named: Named, texts: Texts) -> Iterator[Finding]:
    """Whoever has a turn is a person or an outside line; a calendar is a file of the company's."""
    for name, schedule in oncall.schedules.items():
        path: Path = ("schedules", name)
        phones: list[tuple[Path, str]] = [((*path, "fallback"), schedule.fallback)]
        for index, layer in enumerate(schedule.layers):
            here: Path = (*path, "layers", index)
            phones += [((*here, "people", place), person) for place, person in enumerate(layer.people)]
            if layer.calendar is not None and layer.calendar not in texts.files:
                files = [file for file in texts.files if file.endswith(CALENDAR)]
                text = f'there is no file "{layer.calendar}" here{nearest(layer.calendar, files)}'
                yield source.error((*here, "calendar"), text, "unknown-target")
        for place_of, phone in phones:
            if phone not in named.phones:
                what = (
                    "is a schedule, not a person"
                    if phone in named.names
                    else "is no person and no outside line"
                )
                text = f'"{phone}" {what}{nearest(phone, named.phones)}'
                yield source.error(place_of, text, "unknown-name")


def _own_lines(named: Named, texts: Texts) -> Iterator[Finding]:
    """A page that rings one of our own lines would ring the page; a call from a drill's number is a drill."""
    own = {number: name for name, number in named.company.lines.items()}
    own |= {number: flow.model.name for flow in texts.flows.values() for number in flow.model.numbers}
    for name, number in named.company.outside.items():
        if number in own:
            text = f"{number} is our own line {own[number]}: ringing it would never reach a person"
            yield named.source.error(("outside", name), text, "own-line")
    if named.oncall is None or named.oncall_source is None:
        return
    drills = named.company.drills
    of_drills = set() if drills is None else {drills.from_, drills.robot}
    for name, person in named.oncall.people.items():
        if person.number in own:
            text = (
                f"{person.number} is our own line {own[person.number]}: ringing it would never reach a person"
            )
            yield named.oncall_source.error(("people", name, "number"), text, "own-line")
        elif person.number in of_drills:
            text = f"{person.number} is a number of `drills`: their own calls would be taken for drills"
            yield named.oncall_source.error(("people", name, "number"), text, "own-line")


def unknown_staff(texts: Texts, logins: Collection[str]) -> Iterator[Finding]:
    """Warn of people on call whose `staff` is nobody's login: they can swap no shift, and are no manager."""
    if texts.oncall is None or texts.oncall_source is None:
        return
    for name, person in texts.oncall.people.items():
        if person.staff is not None and person.staff not in logins:
            text = f'there is no login "{person.staff}" in the staff{nearest(person.staff, logins)}'
            yield texts.oncall_source.warning(("people", name, "staff"), text, "unknown-staff")


def _unused(source: Source, oncall: OnCallText, named: Named, texts: Texts) -> Iterator[Finding]:
    """Warn of whoever is never rung: somebody may believe that they are."""
    called = {
        each
        for policy in named.company.policies.values()
        for names in (*(level.call for level in policy.levels), policy.catch_all)
        for each in names
    }
    for flow in texts.flows.values():
        for step in flow.steps.values():
            if isinstance(step, PageStep):
                called |= {each for level in step.levels for each in level.call}
    for name in oncall.schedules:
        if name not in called:
            text = f"no policy and no step calls the schedule {name}"
            yield replace(source.key_error(("schedules", name), text, "unused-schedule"), level="warning")
    turns = {phone for name in oncall.schedules for phone in _behind(name, named)}
    for name, person in oncall.people.items():
        if name not in called | turns and not (person.staff and ACCOUNT_MANAGER in called):
            text = f"{name} has no turn in a schedule, and no level calls them"
            yield replace(source.key_error(("people", name), text, "unused-person"), level="warning")
