"""A small company with people on call, with changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from callflows.book import Book, load_book
from callflows.lint import lint

HERE = Path(__file__).parent
COMPANY = (HERE / "company.yaml").read_text("utf-8")
ONCALL = (HERE / "oncall.yaml").read_text("utf-8")
SMALL = (HERE.parent / "small.yaml").read_text("utf-8")
TODAY = date(2026, 11, 22)

#: (file, what stands there, what stands there instead).
Change = tuple[str, str, str]


def company(*changes: Change, **more: bytes) -> Book:
    """Load the company, each first text replaced by the second, and more files (`partner_ics`) beside."""
    files = {"company.yaml": COMPANY, "oncall.yaml": ONCALL, "small.yaml": SMALL}
    for file, old, new in changes:
        assert old in files[file], old
        files[file] = files[file].replace(old, new, 1)
    others = {name.replace("_ics", ".ics"): content for name, content in more.items()}
    return load_book({**{name: text.encode() for name, text in files.items()}, **others})


def found(*changes: Change, **more: bytes) -> list[str]:
    """Return what reading and the linter find: `file:line:col level rule`."""
    book = company(*changes, **more)
    findings = sorted({*book.findings, *lint(book.texts, TODAY)})
    return [f"{it.file}:{it.line}:{it.column} {it.level} {it.rule}" for it in findings]
