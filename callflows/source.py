"""Reads YAML as people typed it: every scalar stays text, every value knows its line and column.

The stream of events is taken one by one, so that a bomb of aliases or brackets is refused at its first sign.
Source: flow-language 1, security.md C10.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from callflows.findings import Finding

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
#: Values in one file: every one takes at least two bytes, and a flow of 256 KiB has a tenth of this.
MAX_NODES = 100_000

#: Where a value is: keys and indices from the top.
Path = tuple[str | int, ...]
#: What YAML holds once nothing is guessed: text, lists and maps of it.
Data = str | list["Data"] | dict[str, "Data"]


class SourceError(Exception):
    """The bytes are no flow file. findings: what is wrong, at least one.

    rest: what could be read all the same, so that what else is wrong can be told too; None: nothing.
    """

    def __init__(self, findings: tuple[Finding, ...], rest: Source | None = None) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings
        self.rest = rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a value and its key begin, from 1; an item of a list has its own place as its key's."""

    file: str
    line: int
    column: int
    key_line: int
    key_column: int
    #: Written without quotes, so that another reader may take it for a number or a yes.
    plain: bool = False
    #: On one line: places within its text can be pointed at.
    one_line: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file: its bytes, what they say, and where."""

    name: str
    content: bytes
    data: dict[str, Data]
    spots: Mapping[Path, Spot]

    def spot(self, path: Path) -> Spot:
        """Return the place of the value at `path`, or of the nearest value around it that is there."""
        while path not in self.spots:
            path = path[:-1]
        return self.spots[path]

    def position(self, path: Path) -> tuple[int, int]:
        spot = self.spot(path)
        return spot.line, spot.column

    def error(self, path: Path, text: str, rule: str) -> Finding:
        """Point at the value at `path`."""
        spot = self.spot(path)
        return Finding(
            file=spot.file, line=spot.line, column=spot.column, level="error", text=text, rule=rule
        )

    def key_error(self, path: Path, text: str, rule: str) -> Finding:
        """Point at the key of the value at `path`."""
        spot = self.spot(path)
        return Finding(
            file=spot.file, line=spot.key_line, column=spot.key_column, level="error", text=text, rule=rule
        )

    def warning(self, path: Path, text: str, rule: str) -> Finding:
        return replace(self.error(path, text, rule), level="warning")


def read_source(name: str, content: bytes) -> Source:
    """Read one file. Raises SourceError; a file that is read holds a map at its top."""
    if len(content) > MAX_BYTES:
        raise _refused(name, 1, 1, f"the file is longer than {MAX_BYTES // 1024} KiB; split it", "too-big")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refused(name, line, 1, "the file is not UTF-8; save it as UTF-8", "not-utf-8") from None
    builder = _Builder(name)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise builder.broken(error) from None
    except yaml.YAMLError as error:
        raise _refused(name, 1, 1, f"not YAML: {_first_line(error)}", "yaml") from None
    return builder.source(content)


def _events(text: str) -> Iterator[Event]:
    loader = yaml.CBaseLoader(text)
    try:
        while loader.check_event():
            event = loader.get_event()
            if event is not None:
                yield event
    finally:
        loader.dispose()


def _refused(name: str, line: int, column: int, text: str, rule: str) -> SourceError:
    finding = Finding(file=name, line=line, column=column, level="error", text=text, rule=rule)
    return SourceError((finding,))


def _place(event: Event) -> tuple[int, int]:
    """Return where an event begins: line and column from 1."""
    mark: Any = event.start_mark  # an event of a parser always has one
    return mark.line + 1, mark.column + 1


def _ends(event: Event) -> int:
    mark: Any = event.end_mark
    return int(mark.line) + 1


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


@dataclass(slots=True)
class _Open:
    """A list or map that is being read. key: the last key read, whose value is still to come."""

    path: Path
    holds: list[Data] | dict[str, Data]
    key: tuple[str, int, int] | None = None


@dataclass(slots=True)
class _Builder:
    """Builds data and spots from YAML events, and refuses what the language leaves out."""

    name: str
    top: Data | None = None
    spots: dict[Path, Spot] = field(default_factory=dict)
    open: list[_Open] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    documents: int = 0

    def take(self, event: Event) -> None:
        match event:
            case DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise self._refuse(event, 'a second document; a file is one flow, without "---"', "yaml")
            case AliasEvent():
                raise self._refuse(event, "an alias (*name); write the value out, or quote the *", "alias")
            case NodeEvent():
                self._check(event)
                self._node(event)
            case CollectionEndEvent():
                self.open.pop()
            case _:
                pass

    def source(self, content: bytes) -> Source:
        if not isinstance(self.top, dict):
            raise _refused(self.name, 1, 1, "the file holds no keys; it begins with `callflow: v1`", "yaml")
        spots = MappingProxyType(self.spots)
        read = Source(name=self.name, content=content, data=self.top, spots=spots)
        if self.findings:
            raise SourceError(tuple(sorted(self.findings)), read)
        return read

    def broken(self, error: yaml.MarkedYAMLError) -> SourceError:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        text = f"not YAML: {error.problem or error.context}; quote text that holds * # & or a colon"
        return _refused(self.name, line, column, text, "yaml")

    def _check(self, event: NodeEvent) -> None:
        if event.anchor is not None:
            raise self._refuse(event, "an anchor (&name); write the value out, or quote the &", "alias")
        if (tag := getattr(event, "tag", None)) is not None:
            raise self._refuse(event, f"a tag ({tag}); leave it out, or quote the !", "tag")
        if len(self.open) >= MAX_DEPTH and not isinstance(event, ScalarEvent):
            raise self._refuse(event, f"more than {MAX_DEPTH} levels deep", "too-deep")
        if len(self.spots) >= MAX_NODES:
            raise self._refuse(event, f"more than {MAX_NODES} values", "too-big")

    def _node(self, event: NodeEvent) -> None:
        around = self.open[-1] if self.open else None
        if around is not None and isinstance(around.holds, dict) and around.key is None:
            self._key(around, event)
            return
        value: Data
        match event:
            case ScalarEvent():
                value = event.value
            case SequenceStartEvent():
                value = []
            case _:
                value = {}
        path = self._put(around, value, event)
        if not isinstance(value, str):
            self.open.append(_Open(path, value))

    def _key(self, around: _Open, event: NodeEvent) -> None:
        if not isinstance(event, ScalarEvent):
            raise self._refuse(event, "a key must be text", "yaml")
        if event.value == "<<" and not event.style:
            raise self._refuse(event, "a merge key (<<); write the values out", "alias")
        if event.value in around.holds:
            text = (
                f'"{event.value}" is written twice; the first is in line {self._first(around, event.value)}'
            )
            self.findings.append(self._finding(event, text, "duplicate-id"))
        around.key = (event.value, *_place(event))

    def _first(self, around: _Open, key: str) -> int:
        return self.spots[(*around.path, key)].key_line

    def _put(self, around: _Open | None, value: Data, event: NodeEvent) -> Path:
        """Add a value to what is around it, and note its place. Returns its path."""
        line, column = _place(event)
        key_line, key_column = line, column
        path: Path = ()
        if around is None:
            self.top = value
        elif isinstance(around.holds, list):
            path = (*around.path, len(around.holds))
            around.holds.append(value)
        elif around.key is not None:
            key, key_line, key_column = around.key
            path = (*around.path, key)
            around.holds[key] = value
            around.key = None
        self.spots[path] = Spot(
            file=self.name,
            line=line,
            column=column,
            key_line=key_line,
            key_column=key_column,
            plain=isinstance(event, ScalarEvent) and not event.style,
            one_line=isinstance(event, ScalarEvent) and _ends(event) == line,
        )
        return path

    def _finding(self, event: Event, text: str, rule: str) -> Finding:
        line, column = _place(event)
        return Finding(file=self.name, line=line, column=column, level="error", text=text, rule=rule)

    def _refuse(self, event: Event, text: str, rule: str) -> SourceError:
        return SourceError((*self.findings, self._finding(event, text, rule)))
