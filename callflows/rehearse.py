"""Rehearse a company's flows: play every test in their files, offline. Source: flow-language 8."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

from callflows.book import Book, Compiled
from callflows.rehearsal.expecting import unmet
from callflows.rehearsal.playing import Played, play
from callflows.rehearsal.report import Outcome, print_report, print_trace, took
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


@dataclass(slots=True)
class _Openings:
    """The state of the book's hours at each instant that a test asks for, worked out once."""

    book: Book
    known: dict[tuple[str, str, datetime], Opening] = field(default_factory=dict)

    def world(self, now: datetime) -> World:
        return World(
            now=now,
            opening=lambda flow, name: self.at(flow, name, now),
            outside=self.book.company.outside,
        )

    def at(self, flow: str, name: str, now: datetime) -> Opening:
        key = (flow, name, now)
        if key not in self.known:
            found = hours.opening(self.book.hours(flow, name), now)
            self.known[key] = Opening(state=found.state, holiday=found.holiday, next_open=found.next_open)
        return self.known[key]


class Rehearsal:
    """A book's tests, read once, to be run any number of times."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._openings = _Openings(book)
        self._parts = [
            _part(book, compiled, number)
            for compiled in book.compiled.values()
            for number in range(len(compiled.model.tests))
        ]

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
