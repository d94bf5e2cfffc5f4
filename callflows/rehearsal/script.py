"""A test as it stands in a flow file, read into a call that can be played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from callflows.book import Book, Compiled
from callflows.rehearsal.given import WORDS, Given
from callflows.schema.flow import ExpectText, TestText
from callflows.source import Path
from ivr.call import Call
from ivr.events import Event, HungUp, Pressed, Spoke, StayedSilent

#: A Tuesday morning, for a test that does not say when.
_USUALLY = "2026-11-24T10:00"
#: Fictional numbers of callers, by the country of the line.
_STRANGERS = {"+44": "+442079460999", "+1": "+12025550199"}


class ScriptError(Exception):
    """A test that cannot be played. path: the place in the file that says why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(why)
        self.path = path
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One test: the call that arrives, the world it meets, what the caller does, and what is expected."""

    #: Of the test, in its flow's file.
    path: Path
    call: Call
    #: Aware, UTC.
    now: datetime
    given: Given
    #: As written, and what it comes to; silence stands for `wait`.
    do: tuple[tuple[str, Event], ...]
    expect: ExpectText


def read_script(book: Book, compiled: Compiled, number: int) -> Script:
    """Read one test of a flow. Raises ScriptError."""
    path = ("tests", number)
    test = compiled.model.tests[number]
    given = _given(book, compiled.flow.name, test, (*path, "given"))
    now = _instant(compiled, test, (*path, "call", "at"))
    dialled = next(iter(compiled.model.numbers), "")
    call = Call(
        id="rehearsed",
        tenant=book.company.name,
        release=book.version,
        flow=compiled.flow.name,
        step=compiled.flow.start,
        dialled=dialled,
        number=_number(test, dialled),
        attested=given.caller is not None,
        began_ms=int(now.timestamp() * 1000),
    )
    do = tuple((text, _event(text)) for text in test.do)
    return Script(path=path, call=call, now=now, given=given, do=do, expect=test.expect)


def _given(book: Book, flow: str, test: TestText, path: Path) -> Given:
    caller: Mapping[str, str] | None = None
    breaks = ""
    said: dict[str, str] = {}
    found: dict[str, Mapping[str, str]] = {}
    for name, value in test.given.items():
        group, _, which = name.partition(".")
        if name == "caller" and not isinstance(value, str):
            caller = value
        elif group == "lookup" and which in book.company.connectors and not isinstance(value, str):
            found[which] = value
        elif name == "breaks" and isinstance(value, str):
            breaks = _step(book, flow, value, (*path, name))
        elif isinstance(value, str) and _is_known(book, name) and value in WORDS[group]:
            said[name] = value
        else:
            raise ScriptError((*path, name), _remedy(book, name))
    return Given(caller=caller, breaks=breaks, said=said, found=found)


def _step(book: Book, flow: str, text: str, path: Path) -> str:
    """Return `flow/step` for a step of this flow, or of the flow that is named."""
    which, _, step = text.rpartition("/")
    which = which or flow
    if which not in book.flows or step not in book.flows[which].steps:
        raise ScriptError(path, f'there is no step "{text}"')
    return f"{which}/{step}"


def _is_known(book: Book, name: str) -> bool:
    group, dot, which = name.partition(".")
    match group:
        case "queue":
            return which in book.company.queues
        case "lookup":
            return which in book.company.connectors
        case _:
            return group in WORDS and not dot


def _remedy(book: Book, name: str) -> str:
    if name == "caller":
        return "a caller is a map: {plan: premium}"
    if not _is_known(book, name):
        return f'"{name}" is nothing a test can give'
    words = ", ".join(WORDS[name.partition(".")[0]])
    return f'"{name}" is one of {words}' + (" or a map of values" if name.startswith("lookup.") else "")


def _instant(compiled: Compiled, test: TestText, path: Path) -> datetime:
    """Read `at`: local to the first set of hours, or UTC with Z (flow-language 8)."""
    try:
        at = datetime.fromisoformat(test.call.at or _USUALLY)
    except ValueError:
        raise ScriptError(path, f'"{test.call.at}" is no time: write "2026-11-24T10:00"') from None
    if at.tzinfo is None:
        first = next(iter(compiled.model.hours.values()), None)
        at = at.replace(tzinfo=UTC if first is None else ZoneInfo(first.timezone))
    return at.astimezone(UTC)


def _number(test: TestText, dialled: str) -> str:
    """Return who calls; "" when withheld. Nobody named: a stranger of the line's own country."""
    if test.call.caller == "withheld":
        return ""
    stranger = next((number for code, number in _STRANGERS.items() if dialled.startswith(code)), "")
    return test.call.caller or stranger or _STRANGERS["+1"]


def _event(text: str) -> Event:
    """Read one thing that a caller does."""
    verb, _, rest = text.partition(" ")
    match verb:
        case "press":
            return Pressed(digits=rest if rest == "#" else rest.removesuffix("#"))
        case "say":
            return Spoke(text=rest, confidence=1.0)
        case "hang":
            return HungUp()
        case _:
            return StayedSilent()
