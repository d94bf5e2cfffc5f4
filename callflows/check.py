"""Everything that keeps a flow from going live: reading, models, rules, proofs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from callflows.book import Book, companies, load_company
from callflows.findings import Finding
from callflows.lint import lint
from callflows.lint.companies import number_taken
from callflows.prove import prove
from callflows.staff import check_staff
from callflows.texts import COMPANY, Texts


def check(folder: Path, now: datetime) -> list[Finding]:
    """Check one company's folder, or a folder of them; sorted by place. Raises OSError.

    now: aware; it decides which Christmas is the next.
    """
    found = companies(folder)
    if not found:
        text = f"no company here: neither the folder nor one in it holds a {COMPANY}"
        place = folder.as_posix()
        return [Finding(file=place, line=1, column=1, level="error", text=text, rule="missing-key")]
    books = {company: load_company(company) for company in found}
    findings = check_books({company.name: book for company, book in books.items()}, {}, now)
    staff = [finding for company, book in books.items() for finding in check_staff(company, book.texts)]
    return sorted([*findings, *staff])


def check_books(books: Mapping[str, Book], others: Mapping[str, Texts], now: datetime) -> list[Finding]:
    """Check companies, by tenant, each by itself and against the others; sorted by place.

    others: companies that are not checked, by tenant; their numbers are taken.
    """
    findings: list[Finding] = []
    taken = dict(others)
    for tenant, book in books.items():
        findings += [*check_book(book, now), *number_taken(book.texts, taken)]
        taken[tenant] = book.texts
    return sorted(findings)


def check_book(book: Book, now: datetime) -> list[Finding]:
    """Check one company, wherever its files come from.

    The proofs come last, when nothing else is an error: a way that leads nowhere cannot be followed.
    """
    findings = {*book.findings, *lint(book.texts, now.date())}
    return sorted(findings if has_errors(findings) else {*findings, *prove(book)})


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether anything keeps the flows from going live; a warning does not."""
    return any(finding.level == "error" for finding in findings)
