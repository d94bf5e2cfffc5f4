"""Rehearse a company's flows: play every test in their files, offline. Source: flow-language 8."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from callflows.book import Book, Compiled
from callflows.rehearsal.expecting import unmet
from callflows.rehearsal.playing import Played, play
from callflows.rehearsal.report import Outcome, print_report, print_trace, took
from callflows.rehearsal.rings import one_ring
from callflows.rehearsal.script import Script, ScriptError, read_script
from callflows.source import Path
from ivr.world import Opening, World
from routing import hours

__all__ = ["Outcome", "Rehearsal", "print_report", "print_trace", "rehearse"]


def rehearse(book: Book) -> list[Outcome]:
    """Play every test of a company's flows, in the order of the files."""
    return Rehearsal(book).run()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One test, read once; why it cannot be played instead of a script."""

    compiled: Compiled
    name: str
    script: Script | ScriptError


class _Openings:
    """Every set of hours, and who is on call, at the instants that tests call at: before the calls."""

    def __init__(self, book: Book, called: Iterable[datetime]) -> None:
        self._book = book
        instants = set(called)
        self._known = {
            (flow, name, now): _opening(found, now)
            for now in instants
            for flow, compiled in book.compiled.items()
            for name, found in compiled.hours.items()
        }
        self._page = {now: one_ring(book.oncall, now) for now in instants}

    def world(self, now: datetime) -> World:
        return World(
            now=now,
            opening=lambda flow, name: self._known[flow, name, now],
            outside=self._book.company.outside,
            page=self._page[now],
        )


def _opening(found: hours.Hours, now: datetime) -> Opening:
    opening = hours.opening(found, now)
    return Opening(state=opening.state, holiday=opening.holiday, next_open=opening.next_open)


class Rehearsal:
    """A book's tests, read once, to be run any number of times."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._parts = [
            _part(book, compiled, number)
            for compiled in book.compiled.values()
            for number in range(len(compiled.model.tests))
        ]
        scripts = (part.script for part in self._parts)
        self._openings = _Openings(book, (script.now for script in scripts if isinstance(script, Script)))

    def run(self) -> list[Outcome]:
        return [self._outcome(part) for part in self._parts]

    def _outcome(self, part: _Part) -> Outcome:
        name = part.compiled.flow.name
        if isinstance(part.script, ScriptError):
            why = _failure(part, part.script.path, part.script.why)
            return Outcome(flow=name, test=part.name, failures=(why,), played=None, seconds=0.0)
        began = perf_counter()
        played = play(self._book.flows, part.script, self._openings.world(part.script.now))
        failures = tuple(_failures(part, part.script, played))
        return Outcome(
            flow=name, test=part.name, failures=failures, played=played, seconds=perf_counter() - began
        )


def _part(book: Book, compiled: Compiled, number: int) -> _Part:
    script: Script | ScriptError
    try:
        script = read_script(book, compiled, number)
    except ScriptError as error:
        script = error
    return _Part(compiled=compiled, name=compiled.model.tests[number].name, script=script)


def _failures(part: _Part, script: Script, played: Played) -> list[str]:
    if played.trouble:
        return [_failure(part, (*script.path, "do"), f"{played.trouble}; {took(played)}")]
    return [
        _failure(part, (*script.path, "expect", key), f"expected {text}; {took(played)}")
        for key, text in unmet(script, played)
    ]


def _failure(part: _Part, path: Path, text: str) -> str:
    return str(part.compiled.source.error(path, f"{part.name}: {text}", "test-failed"))
