"""Small flows for tests: the one in small.yaml, with changes."""

from __future__ import annotations

from pathlib import Path

from callflows.book import Book, load_book

HERE = Path(__file__).parent
COMPANY = (HERE / "broken" / "company.yaml").read_bytes()
SMALL = (HERE / "small.yaml").read_text("utf-8")


def changed(*changes: tuple[str, str]) -> bytes:
    """Return the small flow with each first text replaced by the second."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def with_steps(*steps: str) -> tuple[str, str]:
    """Add steps, one a line, before `person`."""
    return "  person: {queue", "".join(f"  {step}\n" for step in steps) + "  person: {queue"


def book(*changes: tuple[str, str], **more: bytes) -> Book:
    """Load the small flow, changed, and more flows by file name without its ending."""
    files = {f"{name.replace('_', '-')}.yaml": content for name, content in more.items()}
    return load_book({"company.yaml": COMPANY, "small.yaml": changed(*changes), **files})
