"""Rules about single values: keys that clash, numbers, levels, dates, and what is not available yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import phonenumbers

from callflows.findings import Finding
from callflows.lint.scope import Scope, nearest
from callflows.schema.asking import AskStep, LanguageStep, MenuStep, SurveyStep, VerifyStep
from callflows.schema.reaching import QueueStep, TransferStep
from callflows.source import Data, Path, Source
from ivr.call import reaches
from routing.holidays_calendar import calendar_ends

_UNQUOTED = re.compile(r"\+[0-9]{5,15}")
#: Days on which almost nobody works as usual, and few remember to say so.
_UNUSUAL = ((12, 24), (12, 25), (12, 26), (12, 31), (1, 1))
_NOTICE = timedelta(days=60)


def not_available(scope: Scope) -> Iterator[Finding]:
    """Words of the language that this release cannot carry out yet."""
    for name, step in scope.steps.items():
        here: Path = ("steps", name)
        if not step.available:
            yield scope.source.key_error(
                (*here, step.kind), f"`{step.kind}` is not available yet", "not-available"
            )
        if isinstance(step, QueueStep) and step.offer_callback:
            text = "`offer_callback` is not available yet"
            yield scope.source.key_error((*here, "offer_callback"), text, "not-available")
        if isinstance(step, SurveyStep) and step.survey.offer == "text":
            text = "a survey by text is not available yet; write offer: stay_on_line"
            yield scope.source.error((*here, "survey", "offer"), text, "not-available")


def priority_100(scope: Scope) -> Iterator[Finding]:
    """Priority 100 passes everybody who waits: for safety only."""
    for name, step in scope.steps.items():
        if isinstance(step, QueueStep) and step.priority == 100 and not step.urgent:
            text = "priority 100 is for steps with urgent: true"
            yield scope.source.error(("steps", name, "priority"), text, "priority-100")


def key_clash(scope: Scope) -> Iterator[Finding]:
    """A key or a phrase means one thing in a step."""
    for name, step in scope.steps.items():
        match step:
            case MenuStep():
                yield from _clashes_in_menu(scope, name, step)
            case AskStep():
                yield from _clashes(scope, ("steps", name, "ask", "choices"), step.ask.choices)
            case LanguageStep():
                yield from _clashes(scope, ("steps", name, "language", "keys"), step.language.keys)
            case _:
                pass


def _clashes(scope: Scope, path: Path, keys: dict[str, str]) -> Iterator[Finding]:
    for key in keys.keys() & scope.flow.anywhere.keys.keys():
        text = f"key {key} is an `anywhere` key too"
        yield scope.source.key_error((*path, key), text, "key-clash")


def _clashes_in_menu(scope: Scope, name: str, step: MenuStep) -> Iterator[Finding]:
    anywhere = scope.flow.anywhere
    heard = {phrase.lower(): target for phrase, target in anywhere.phrases.items()}
    keys: set[str] = set()
    phrases: set[str] = set()
    for index, option in enumerate(step.menu.options):
        path: Path = ("steps", name, "menu", "options", index)
        if option.key in keys:
            yield scope.source.error((*path, "key"), f"key {option.key} is taken in this menu", "key-clash")
        elif anywhere.keys.get(option.key, option.next) != option.next:
            text = f"key {option.key} leads to {anywhere.keys[option.key]} by `anywhere`"
            yield scope.source.error((*path, "key"), text, "key-clash")
        keys.add(option.key)
        for place, written in enumerate(option.phrases):
            phrase = written.lower()
            if phrase in phrases:
                text = f'"{written}" is taken in this menu'
                yield scope.source.error((*path, "phrases", place), text, "key-clash")
            elif heard.get(phrase, option.next) != option.next:
                text = f'"{written}" leads to {heard[phrase]} by `anywhere`'
                yield scope.source.error((*path, "phrases", place), text, "key-clash")
            phrases.add(phrase)


def bad_number(scope: Scope) -> Iterator[Finding]:
    """A number to transfer to is one that can be dialled."""
    for name, step in scope.steps.items():
        if isinstance(step, TransferStep) and step.transfer.startswith("+"):
            try:
                valid = phonenumbers.is_valid_number(phonenumbers.parse(step.transfer))
            except phonenumbers.NumberParseException:
                valid = False
            if not valid:
                text = f"{step.transfer} is no number of any country's numbering plan"
                yield scope.source.error(("steps", name, "transfer"), text, "bad-number")


def unquoted_number(source: Source) -> Iterator[Finding]:
    """A number without quotes loses its plus in other tools that read YAML."""
    for path, value in _scalars(source.data, ()):
        if source.spot(path).plain and _UNQUOTED.fullmatch(value):
            yield source.error(path, f'quote the number: "{value}"', "unquoted-number")


def _scalars(data: Data, path: Path) -> Iterator[tuple[Path, str]]:
    match data:
        case str():
            yield path, data
        case list():
            for index, inner in enumerate(data):
                yield from _scalars(inner, (*path, index))
        case _:
            for key, inner in data.items():
                yield from _scalars(inner, (*path, key))


def verify_reach(scope: Scope) -> Iterator[Finding]:
    """Caller ID recognises and no more, every factor that asks has words, and one grants what is wanted."""
    for name, step in scope.steps.items():
        if not isinstance(step, VerifyStep):
            continue
        here: Path = ("steps", name, "verify")
        for index, factor in enumerate(step.verify.factors):
            path: Path = (*here, "factors", index)
            if factor.ask == "ani" and not reaches("recognised", factor.grants):
                text = "a caller's number can be faked: it grants recognised at most"
                yield scope.source.error((*path, "grants"), text, "bad-value")
            if factor.ask != "ani" and factor.say is None:
                yield scope.source.error(
                    path, '"say" is missing here: what does the caller hear?', "missing-key"
                )
        if not any(reaches(factor.grants, step.verify.want) for factor in step.verify.factors):
            text = f"no factor grants {step.verify.want}"
            yield scope.source.error((*here, "want"), text, "bad-value")


def dates_unstated(scope: Scope) -> Iterator[Finding]:
    """The days around Christmas and New Year are stated, not left to the week."""
    for name, hours in scope.flow.hours.items():
        unstated = [day.isoformat() for day in _coming(scope.today) if day not in hours.dates]
        if unstated:
            text = f"`dates` does not state {', '.join(unstated)}"
            yield replace(scope.source.key_error(("hours", name), text, "dates-unstated"), level="warning")


def _coming(today: date) -> Iterator[date]:
    for month, day in _UNUSUAL:
        this_year = date(today.year, month, day)
        yield this_year if this_year >= today else date(today.year + 1, month, day)


def calendar_end(scope: Scope) -> Iterator[Finding]:
    """A holiday calendar has rules for the days to come."""
    for name, hours in scope.flow.hours.items():
        if hours.holidays is not None:
            ends = calendar_ends(hours.holidays.calendar)
            if ends < scope.today + _NOTICE:
                text = f"the calendar {hours.holidays.calendar} ends on {ends}: update Ringdown"
                yield scope.source.warning(("hours", name, "holidays", "calendar"), text, "calendar-ends")


def unknown_test_step(scope: Scope) -> Iterator[Finding]:
    """A test names steps that there are: `step`, or `flow/step` of another flow."""
    known = {f"{flow}/{step}" for flow, file in scope.texts.flows.items() for step in file.steps}
    known |= scope.steps.keys()
    for index, test in enumerate(scope.flow.tests):
        for section in ("visits", "lacks", "path_ends"):
            for place, step in enumerate(getattr(test.expect, section)):
                if step not in known:
                    text = f'there is no step "{step}"{nearest(step, known)}'
                    path: Path = ("tests", index, "expect", section, place)
                    yield scope.source.error(path, text, "unknown-test-step")
