"""Proves of a company's on-call files that somebody is rung, at every minute of the year to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from callflows import findings as found
from callflows.book import Book
from callflows.oncall import level_plan
from callflows.schema.reaching import PageStep
from callflows.source import Path, Source
from routing.oncall import coverage, finding
from routing.oncall.coverage import DAYS
from routing.oncall.roster import Policy
from routing.oncall.schedule import Change

#: What the linter has told already, in its place: an empty catch-all keeps this proof from being made.
_TOLD = frozenset({"empty_catch_all", "calendar"})
#: The rule that each kind of warning is of; errors are holes.
_WARNINGS: Mapping[finding.Kind, str] = MappingProxyType(
    {
        "fallback_only": "on-call-fallback",
        "double": "on-call-double",
        "shared_phone": "on-call-phone",
        "unreachable_fallback": "on-call-last",
    }
)
_HOLE = "on-call-hole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What was proved. policies, levels: how many, those of steps with levels of their own among them.

    notes: what is as it is meant to be, and good to know: who begins as the clocks change.
    """

    findings: tuple[found.Finding, ...]
    policies: int
    levels: int
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say it in a line: `365 days, 2 policies, 5 levels: covered; 1 warning`."""
        errors = sum(one.level == "error" for one in self.findings)
        warnings = len(self.findings) - errors
        counted = (
            f"{_counted(self.policies, 'policy', 'policies')}, {_counted(self.levels, 'level', 'levels')}"
        )
        result = f"not covered; {_counted(errors, 'error', 'errors')}" if errors else "covered"
        more = f"; {_counted(warnings, 'warning', 'warnings')}" if warnings else ""
        return f"{DAYS} days, {counted}: {result}{more}"


def prove_coverage(book: Book, now: datetime) -> Covered:
    """Prove a company that the linter finds no error in. Changes that people made since are not looked at.

    now: aware; from its minute on.
    """
    proved, policies = year_ahead(book, {}, now), policies_of(book).values()
    wrong = [one for one in proved if one.severity != "info" and one.kind not in _TOLD]
    return Covered(
        findings=tuple(sorted(_placed(book, one) for one in wrong)),
        policies=len(policies),
        levels=sum(len(policy.levels) + bool(policy.catch_all) for policy in policies),
        notes=tuple(_words(one) for one in proved if one.severity == "info"),
    )


def year_ahead(
    book: Book, changes: Mapping[str, Sequence[Change]], now: datetime
) -> tuple[finding.Finding, ...]:
    """Return what is found of the year ahead, errors first; what differs by its time alone is one.

    changes: what people changed of each schedule. The levels of steps are proved as those of policies.
    """
    arrangement = replace(book.oncall.arranged(changes), policies=policies_of(book))
    return coverage.gathered(coverage.prove(arrangement, now.replace(second=0, microsecond=0)))


def policies_of(book: Book) -> Mapping[str, Policy]:
    """Return the company's policies, and one for each step that has levels of its own."""
    return MappingProxyType({**book.oncall.policies, **_of_steps(book)})


def _of_steps(book: Book) -> dict[str, Policy]:
    """Return a policy, called `flow/step`, for each page that has levels of its own."""
    return {
        f"{flow}/{name}": replace(
            book.oncall.policies[step.page],
            name=f"{flow}/{name}",
            levels=tuple(map(level_plan, step.levels)),
        )
        for flow, file in book.texts.flows.items()
        for name, step in file.steps.items()
        if isinstance(step, PageStep) and step.levels
    }


def _placed(book: Book, proved: finding.Finding) -> found.Finding:
    """Point at what is to be mended: the schedule, or the level of the policy."""
    level: found.Level = "error" if proved.severity == "error" else "warning"
    source, path = next(_places(book, proved))
    spot = source.spot(path)
    return found.Finding(
        file=spot.file,
        line=spot.line,
        column=spot.column,
        level=level,
        text=_words(proved),
        rule=_HOLE if level == "error" else _WARNINGS.get(proved.kind, _HOLE),
    )


def _words(proved: finding.Finding) -> str:
    return "; ".join(filter(None, (proved.text, proved.often(DAYS))))


def _places(book: Book, proved: finding.Finding) -> Iterator[tuple[Source, Path]]:
    texts = book.texts
    flow, _, step = proved.policy.partition("/")
    level = proved.level - 1
    if step:
        yield texts.flows[flow].source, ("steps", step, "levels", level)
    if proved.policy and texts.company_source is not None:
        levels = len(book.oncall.policies[proved.policy].levels)
        part: Path = ("levels", level) if level < levels else ("catch_all",)
        yield texts.company_source, ("policies", proved.policy, *part)
    if texts.oncall_source is not None:
        yield texts.oncall_source, ("schedules", proved.schedule)
    if texts.company_source is not None:
        yield texts.company_source, ()


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
