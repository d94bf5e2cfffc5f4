"""Holds a played call against what its test expects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType

from callflows.rehearsal.playing import Played
from callflows.rehearsal.script import Script
from callflows.schema.flow import ExpectText
from ivr.events import Pressed

#: A number or PIN: shorter entries are choices, and may stand in a trace by chance.
_SHORTEST_NUMBER = 4


def unmet(script: Script, played: Played) -> Iterator[tuple[str, str]]:
    """Yield (key of `expect`, what was expected and is not so)."""
    for key, check in _CHECKS.items():
        if key in script.expect.model_fields_set:
            for text in check(script.expect, played):
                yield key, text
    if script.expect.trace_lacks is not None:
        yield from (("trace_lacks", text) for text in _digits_told(script, played))


def _visits(expect: ExpectText, played: Played) -> Iterator[str]:
    path = played.path
    yield from (f"to visit {step}" for step in expect.visits if step not in path)


def _lacks(expect: ExpectText, played: Played) -> Iterator[str]:
    path = played.path
    yield from (f"not to visit {step}" for step in expect.lacks if step in path)


def _path_ends(expect: ExpectText, played: Played) -> Iterator[str]:
    wanted = list(expect.path_ends)
    if played.path[-len(wanted) :] != wanted:
        yield f"the path to end with {' > '.join(wanted)}"


def _level(expect: ExpectText, played: Played) -> Iterator[str]:
    if played.call.level != expect.level:
        yield f"the level {expect.level}, not {played.call.level}"


def _says(expect: ExpectText, played: Played) -> Iterator[str]:
    said = _plain(played.said)
    yield from (f'to hear "{text}"' for text in expect.says if _plain(text) not in said)


def _answers(expect: ExpectText, played: Played) -> Iterator[str]:
    yield from _differing("the answer", expect.answers, played.call.answers)


def _tags(expect: ExpectText, played: Played) -> Iterator[str]:
    yield from _differing("the tag", expect.tags, played.call.tags)


def _prefers(expect: ExpectText, played: Played) -> Iterator[str]:
    if expect.prefers not in played.prefers:
        yield f"a queue that tries {expect.prefers} first"


def _rings(expect: ExpectText, played: Played) -> Iterator[str]:
    """Hold the first of those who are rung against the test; who comes after them is not its business."""
    first = played.rings[: len(expect.rings)]
    if first != expect.rings:
        rung = ", ".join(played.rings) or "nobody"
        yield f"to ring {', '.join(expect.rings)}, not {rung}"


def _differing(what: str, wanted: Mapping[str, str], had: Mapping[str, str]) -> Iterator[str]:
    for name, value in wanted.items():
        if had.get(name) != value:
            yield f'{what} {name} to be "{value}", not {json.dumps(had.get(name))}'


def _digits_told(script: Script, played: Played) -> Iterator[str]:
    """Look for every number and PIN that was keyed in all that is traced, logged or published."""
    told = json.dumps([asdict(fact) for fact in played.facts])
    for _, event in script.do:
        if isinstance(event, Pressed) and len(event.digits) >= _SHORTEST_NUMBER and event.digits in told:
            yield "no digits in the trace, and some that were keyed are there"


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


_CHECKS: Mapping[str, Callable[[ExpectText, Played], Iterator[str]]] = MappingProxyType(
    {
        "visits": _visits,
        "lacks": _lacks,
        "path_ends": _path_ends,
        "level": _level,
        "says": _says,
        "answers": _answers,
        "tags": _tags,
        "prefers": _prefers,
        "rings": _rings,
    }
)
