"""Reads a company's staff from YAML, or from CSV as a spreadsheet writes it, row by row with its places."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as File
from types import MappingProxyType

from callflows.findings import Finding
from callflows.lint.oncall import unknown_staff
from callflows.lint.staff import Working, lint_coverage, lint_entries
from callflows.lint.values import unquoted_number
from callflows.schema.reading import validate
from callflows.schema.staff import PersonText, StaffText
from callflows.source import MAX_BYTES, Data, Path, Source, SourceError, Spot, read_source
from callflows.texts import Texts

#: Where a company's folder keeps it; it is not published with the flows, but imported.
PLACE = File("staff") / "agents.yaml"
#: What stands between several values in one cell.
BETWEEN = ";"
_LISTS = frozenset({"queues", "languages"})
_ME = "login"
#: Of a login, in characters: longer ones are no names.
LONGEST_LOGIN = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFile:
    """One file. people: by login, in the file's order; empty when an error is among the findings."""

    people: MappingProxyType[str, PersonText]
    findings: tuple[Finding, ...]


def read_staff(
    name: str, content: bytes, texts: Texts, beside: Mapping[str, Working] = MappingProxyType({})
) -> StaffFile:
    """Read a file by its ending: .csv, or YAML. texts: of the company, whose queues and skills are meant.

    beside: who else takes calls there, by login; whoever is in the file too counts as the file says.
    """
    findings: set[Finding] = set()
    try:
        source = _from_csv(name, content) if name.endswith(".csv") else read_source(name, content)
    except SourceError as error:
        if error.rest is None:
            return StaffFile(people=MappingProxyType({}), findings=error.findings)
        source = error.rest
        findings.update(error.findings)
    model, found = validate(source, StaffText)
    findings.update(found, lint_entries(source, texts))
    if not name.endswith(".csv"):
        findings.update(unquoted_number(source))
    sound = not any(finding.level == "error" for finding in findings)
    if model is None or not sound:
        return StaffFile(people=MappingProxyType({}), findings=tuple(sorted(findings)))
    findings.update(lint_coverage(source, model, texts, beside))
    return StaffFile(people=MappingProxyType(model.people), findings=tuple(sorted(findings)))


def check_staff(folder: File, texts: Texts) -> tuple[Finding, ...]:
    """Check the staff in a company's folder, if there is such a file, and who of them is on call.

    Raises OSError.
    """
    path = folder / PLACE
    if not path.is_file():
        return ()
    read = read_staff(path.as_posix(), read_bytes(path), texts)
    unknown = unknown_staff(texts, read.people) if read.people else ()
    return (*read.findings, *unknown)


def read_bytes(path: File) -> bytes:
    """Read a file; of one that is too long, enough to see it. Raises OSError."""
    with path.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


def _from_csv(name: str, content: bytes) -> Source:
    """Make of a table what the same people would be in YAML. Columns are places, from 1.

    Skills are `booking:5;billing:3`; lists are `tier1;safety`; an empty cell is a key that is not there.
    """
    table = _Table(name)
    if len(content) > MAX_BYTES:
        raise table.refused(1, 1, f"the file is longer than {MAX_BYTES // 1024} KiB; split it", "too-big")
    try:
        text = content.decode("utf-8-sig")
        rows = _rows(text)
        _, header = next(rows, (1, []))
        if _ME not in header:
            raise table.refused(1, 1, f"the first row names the columns, `{_ME}` among them", "missing-key")
        for line, cells in rows:
            table.take(line, header, cells)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise table.refused(line, 1, "the file is not UTF-8; save it as UTF-8", "not-utf-8") from None
    except csv.Error as error:
        raise table.refused(1, 1, f"not CSV: {error}", "csv") from None
    return table.source(content)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty, with the line it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, [cell.strip() for cell in cells]
        line = reader.line_num + 1


class _Table:
    """Collects the people of a table and the places of their cells."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._people: dict[str, Data] = {}
        self._spots: dict[Path, Spot] = {(): self._spot(1, 1), ("people",): self._spot(1, 1)}
        self._findings: list[Finding] = []

    def take(self, line: int, header: list[str], cells: list[str]) -> None:
        if len(cells) != len(header):
            text = f"this row has {len(cells)} cells, the first row {len(header)}"
            self._findings.append(self._finding(line, 1, text, "csv"))
            return
        login = cells[header.index(_ME)]
        if login in self._people:
            text = f'"{login}" is written twice'
            self._findings.append(self._finding(line, header.index(_ME) + 1, text, "duplicate-id"))
            # Read on: what else is wrong in this row is told too.
            login = f"{login[: LONGEST_LOGIN - 8]}-{line}"
        here: Path = ("people", login)
        self._spots[here] = self._spot(line, header.index(_ME) + 1)
        person: dict[str, Data] = {}
        for column, (key, cell) in enumerate(zip(header, cells, strict=True), start=1):
            if key != _ME and cell:
                person[key] = _value(key, cell)
                self._spots[(*here, key)] = self._spot(line, column)
                self._findings += [
                    self._finding(
                        line, column, f"write {skill}:5, with a proficiency from 1 to 5", "bad-value"
                    )
                    for skill in _without_level(key, cell)
                ]
        self._people[login] = person

    def source(self, content: bytes) -> Source:
        data: dict[str, Data] = {"staff": "v1", "people": self._people}
        read = Source(name=self._name, content=content, data=data, spots=MappingProxyType(self._spots))
        if self._findings:
            raise SourceError(tuple(sorted(self._findings)), read if self._people else None)
        return read

    def refused(self, line: int, column: int, text: str, rule: str) -> SourceError:
        return SourceError((*self._findings, self._finding(line, column, text, rule)))

    def _finding(self, line: int, column: int, text: str, rule: str) -> Finding:
        return Finding(file=self._name, line=line, column=column, level="error", text=text, rule=rule)

    def _spot(self, line: int, column: int) -> Spot:
        return Spot(file=self._name, line=line, column=column, key_line=line, key_column=column)


def _value(key: str, cell: str) -> Data:
    if key in _LISTS:
        return list(_parts(cell))
    if key == "skills":
        pairs = (part.partition(":") for part in _parts(cell))
        return {skill.strip(): level.strip() for skill, _, level in pairs if level.strip()}
    return cell


def _without_level(key: str, cell: str) -> list[str]:
    """Return the skills that are written alone; every other cell has none."""
    named = (part.partition(":") for part in _parts(cell)) if key == "skills" else ()
    return [skill.strip() for skill, _, level in named if not level.strip()]


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(BETWEEN) if part.strip()]
