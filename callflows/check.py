"""Everything that keeps a flow from going live: reading, models, rules, proofs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from callflows.book import Book, companies, load_company
from callflows.coverage import Covered, prove_coverage
from callflows.findings import Finding
from callflows.lint import lint
from callflows.lint.companies import number_taken
from callflows.prove import prove
from callflows.staff import check_staff
from callflows.texts import COMPANY, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """findings: sorted by place. covered: by tenant, of companies in which nothing is an error before."""

    findings: list[Finding]
    covered: Mapping[str, Covered]


def check(folder: Path, now: datetime) -> Checked:
    """Check one company's folder, or a folder of them. Raises OSError.

    now: aware; it decides which Christmas is the next, and from when on somebody is on call.
    """
    found = companies(folder)
    if not found:
        text = f"no company here: neither the folder nor one in it holds a {COMPANY}"
        place = folder.as_posix()
        nowhere = Finding(file=place, line=1, column=1, level="error", text=text, rule="missing-key")
        return Checked(findings=[nowhere], covered={})
    books = {company: load_company(company) for company in found}
    checked = check_books({company.name: book for company, book in books.items()}, {}, now)
    staff = [finding for company, book in books.items() for finding in check_staff(company, book.texts)]
    return Checked(findings=sorted([*checked.findings, *staff]), covered=checked.covered)


def check_books(books: Mapping[str, Book], others: Mapping[str, Texts], now: datetime) -> Checked:
    """Check companies, by tenant, each by itself and against the others.

    others: companies that are not checked, by tenant; their numbers are taken.
    """
    findings: list[Finding] = []
    covered: dict[str, Covered] = {}
    taken = dict(others)
    for tenant, book in books.items():
        by_itself, proved = _checked(book, now)
        findings += [*by_itself, *number_taken(book.texts, taken)]
        covered |= {tenant: proved} if proved else {}
        taken[tenant] = book.texts
    return Checked(findings=sorted(findings), covered=MappingProxyType(covered))


def check_book(book: Book, now: datetime) -> list[Finding]:
    """Check one company, wherever its files come from; sorted by place."""
    return sorted(_checked(book, now)[0])


def _checked(book: Book, now: datetime) -> tuple[set[Finding], Covered | None]:
    """Check one company by itself.

    The proofs come last, when nothing else is an error: a way that leads nowhere cannot be followed, and
    nobody is rung by a name that stands for nobody.
    """
    findings = {*book.findings, *lint(book.texts, now.date())}
    if has_errors(findings):
        return findings, None
    covered = prove_coverage(book, now)
    return {*findings, *prove(book), *covered.findings}, covered


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether anything keeps the flows from going live; a warning does not."""
    return any(finding.level == "error" for finding in findings)
