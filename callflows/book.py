"""A company's book: all its flows, ready to run, and what their names stand for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from callflows.compile import Compiled, compiled, is_available
from callflows.findings import Finding
from callflows.oncall import OnCallPlan, oncall_plan
from callflows.schema.company import CompanyText
from callflows.texts import COMPANY, Texts, read_folder, read_texts
from ivr.flow import Flows
from routing.hours import Hours

__all__ = ["Book", "Compiled", "companies", "load_book", "load_company", "version_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A company's files, read and compiled. Whether they may go live, callflows.check says."""

    texts: Texts
    #: The flows that fit the models and need nothing that is not available yet, by name.
    compiled: Mapping[str, Compiled]
    #: The same, as the engine runs them.
    flows: Flows
    #: Who may be on call, when, and who is rung for what.
    oncall: OnCallPlan
    #: 12 hex digits: the same for the same files. The record computes it the same way.
    version: str

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What reading found; the linter and the prover find more."""
        return self.texts.findings

    @property
    def company(self) -> CompanyText:
        """What the names stand for. Raises ValueError with the findings when company.yaml does not hold."""
        if self.texts.company is None:
            raise ValueError("\n".join(map(str, self.findings)))
        return self.texts.company

    def hours(self, flow: str, name: str) -> Hours:
        """Return a set of hours. Raises KeyError when there is none."""
        return self.compiled[flow].hours[name]

    def flow_of(self, number: str) -> str | None:
        """Return the flow that a dialled number (E.164) starts; None: it is on no line of this company."""
        names = (name for name, flow in self.compiled.items() if number in flow.model.numbers)
        return next(names, None)


def load_company(folder: Path) -> Book:
    """Read a company's folder. Raises OSError."""
    return load_book(read_folder(folder), f"{folder.as_posix()}/")


def load_book(files: Mapping[str, bytes], folder: str = "") -> Book:
    """Read a company's files, as stored. folder: what comes before a file's name in findings."""
    texts = read_texts(files, folder)
    ready = {name: compiled(file) for name, file in texts.flows.items() if is_available(file)}
    return Book(
        texts=texts,
        compiled=MappingProxyType(ready),
        flows=MappingProxyType({name: flow.flow for name, flow in ready.items()}),
        oncall=oncall_plan(texts),
        version=version_of(files),
    )


def version_of(files: Mapping[str, bytes]) -> str:
    """Return the version that these files make: from their names and hashes, in order of name."""
    listed = "".join(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n" for name in sorted(files))
    return hashlib.sha256(listed.encode()).hexdigest()[:12]


def companies(folder: Path) -> tuple[Path, ...]:
    """Return the folders of companies: the folder itself, or those in it, that hold a company.yaml."""
    if (folder / COMPANY).is_file():
        return (folder,)
    return tuple(sorted(path.parent for path in folder.glob(f"*/{COMPANY}")))
