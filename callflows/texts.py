"""All files of one company, read and held against the models, `include` merged in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as Folder
from types import MappingProxyType

from callflows.findings import Finding
from callflows.schema.base import StepText
from callflows.schema.company import CompanyText
from callflows.schema.flow import FlowText, SharedText
from callflows.schema.oncall import OnCallText
from callflows.schema.reading import validate
from callflows.source import MAX_BYTES, Data, Path, Source, SourceError, Spot, read_source

COMPANY = "company.yaml"
#: Who is on call; a company may do without, with one outside line a policy.
ONCALL = "oncall.yaml"
#: Calendars that others keep, which a layer of a schedule follows.
CALENDAR = ".ics"
#: Files that flows include: only hours, prompts, vars and steps.
SHARED = "shared-"
_SECTIONS = ("hours", "prompts", "vars", "steps")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFile:
    """One flow: its text with what it includes, and its model."""

    source: Source
    model: FlowText

    @property
    def steps(self) -> Mapping[str, StepText]:
        return self.model.steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """A company's files. company, oncall, flows: what fits the models; findings: what is wrong else."""

    #: File name -> bytes, as stored.
    files: Mapping[str, bytes]
    company: CompanyText | None
    company_source: Source | None
    oncall: OnCallText | None
    oncall_source: Source | None
    #: By the flow's own name.
    flows: Mapping[str, FlowFile]
    findings: tuple[Finding, ...]


def read_folder(folder: Folder) -> Mapping[str, bytes]:
    """Read one company's YAML files and calendars by name. Of one that is too long, enough to see it.

    Raises OSError.
    """
    files: dict[str, bytes] = {}
    for path in sorted([*folder.glob("*.yaml"), *folder.glob(f"*{CALENDAR}")]):
        with path.open("rb") as opened:
            files[path.name] = opened.read(MAX_BYTES + 1)
    return files


def read_texts(files: Mapping[str, bytes], folder: str = "") -> Texts:
    """Read one company's files. folder: what comes before a file's name in findings."""
    reading = _Reading(folder)
    read = [name for name in sorted(files) if not name.endswith(CALENDAR)]
    sources = {name: reading.source(name, files[name]) for name in read}
    company_source, oncall_source = sources.pop(COMPANY, None), sources.pop(ONCALL, None)
    company = reading.company(company_source, has_file=COMPANY in files)
    oncall = reading.oncall(oncall_source)
    reading.calendars(files)
    shared = {name: source for name, source in sources.items() if source and name.startswith(SHARED)}
    for part in shared.values():
        reading.findings += validate(part, SharedText)[1]
    flows: dict[str, FlowFile] = {}
    for name, source in sources.items():
        if source is not None and name not in shared:
            reading.flow(reading.merged(source, shared), flows)
    return Texts(
        files=MappingProxyType(dict(files)),
        company=company,
        company_source=company_source,
        oncall=oncall,
        oncall_source=oncall_source,
        flows=MappingProxyType(flows),
        findings=tuple(sorted(set(reading.findings))),
    )


@dataclass(slots=True)
class _Reading:
    """Collects what is wrong while the files are read."""

    folder: str
    findings: list[Finding] = field(default_factory=list)

    def source(self, name: str, content: bytes) -> Source | None:
        try:
            return read_source(f"{self.folder}{name}", content)
        except SourceError as error:
            self.findings += error.findings
            return None

    def company(self, source: Source | None, *, has_file: bool) -> CompanyText | None:
        if source is None:
            if not has_file:
                text = "the file is missing: it says what the names in the flows stand for"
                self.findings.append(self._about(COMPANY, text, "missing-key"))
            return None
        model, findings = validate(source, CompanyText)
        self.findings += findings
        return model

    def calendars(self, files: Mapping[str, bytes]) -> None:
        """Hold calendars to the size of any file; what they say, whoever follows them reads."""
        for name, content in files.items():
            if name.endswith(CALENDAR) and len(content) > MAX_BYTES:
                text = f"the calendar is longer than {MAX_BYTES // 1024} KiB: leave out what is over"
                self.findings.append(self._about(name, text, "too-big"))

    def oncall(self, source: Source | None) -> OnCallText | None:
        if source is None:
            return None
        model, findings = validate(source, OnCallText)
        self.findings += findings
        return model

    def flow(self, source: Source, flows: dict[str, FlowFile]) -> None:
        model, findings = validate(source, FlowText)
        self.findings += findings
        if model is None:
            return
        if model.name in flows:
            other = flows[model.name].source.name
            self.findings.append(
                source.error(("name",), f'"{model.name}" is also the name of {other}', "duplicate-id")
            )
            return
        flows[model.name] = FlowFile(source=source, model=model)

    def merged(self, source: Source, shared: Mapping[str, Source]) -> Source:
        """Return the source with the files it includes; the places stay those of the files they came from."""
        data = dict(source.data)
        spots = dict(source.spots)
        for path, name in _included(data):
            part = shared.get(name)
            if part is None:
                text = f'there is no file "{name}" here; a file to include is called {SHARED}<name>.yaml'
                self.findings.append(source.error(path, text, "unknown-target"))
                continue
            for section in _SECTIONS:
                self._add(part, section, data, spots)
        return replace(source, data=data, spots=MappingProxyType(spots))

    def _add(
        self,
        part: Source,
        section: str,
        data: dict[str, Data],
        spots: dict[Path, Spot],
    ) -> None:
        more, own = part.data.get(section), data.get(section, {})
        if not isinstance(more, dict) or not isinstance(own, dict):
            return
        for key in more.keys() & own.keys():
            self.findings.append(part.key_error((section, key), f'"{key}" is written twice', "duplicate-id"))
        data[section] = {**more, **own}
        for path, spot in part.spots.items():
            if path[:1] == (section,):
                spots.setdefault(path, spot)

    def _about(self, name: str, text: str, rule: str) -> Finding:
        """Point at a file as a whole."""
        return Finding(file=f"{self.folder}{name}", line=1, column=1, level="error", text=text, rule=rule)


def _included(data: Mapping[str, Data]) -> Iterator[tuple[Path, str]]:
    include = data.get("include")
    if isinstance(include, list):
        for index, name in enumerate(include):
            if isinstance(name, str):
                yield ("include", index), name
