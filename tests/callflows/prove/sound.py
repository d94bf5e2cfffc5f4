"""The flow in sound.yaml, which every proof holds for, with changes that break one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from callflows.book import Book, load_book
from callflows.check import check_book

HERE = Path(__file__).parent
SOUND = (HERE / "sound.yaml").read_text("utf-8")
COMPANY = (HERE / "company.yaml").read_text("utf-8")
NOW = datetime(2026, 11, 22, tzinfo=UTC)

Change = tuple[str, str]

#: The shortest way to the menu `choices`, to its option for a visit, and to its option for a bill.
CHOICES = "greeting -> offer -(silence)-> who -(identified)-> by_hours -(open)-> choices"
FIND = f"{CHOICES} -(press 1)-> find"
BILL = f"{CHOICES} -(press 2)->"

#: What the look-up tells is no answer any more.
NO_TAG: Change = ("  done: {tag: {outcome: told}, next: end}\n", "")
#: A step of this kind asks who is calling.
ASKS_WHO = "verify: {want: identified, factors: [{ask: order_number, say: Number., grants: identified}]}"
OTHER = (HERE / "other.yaml").read_text("utf-8")


def after_bill(step: str) -> Change:
    """Let the second option of `choices` lead to a step."""
    return "phrases: [bill], next: person", f"phrases: [bill], next: {step}"


def after_find(edges: str) -> Change:
    """Give the look-up other edges."""
    return "{found: told, else: person}", edges


def changed(*changes: Change) -> str:
    """Return the sound flow with each first text replaced by the second."""
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def steps(*lines: str) -> Change:
    """Add steps, one a line, at the end: they begin in line 43."""
    return "tests:\n", "".join(f"  {line}\n" for line in lines) + "tests:\n"


def company(*changes: Change, **flows: str) -> Book:
    """Load the sound flow, changed, and more flows by name."""
    files = {"company.yaml": COMPANY, "small.yaml": changed(*changes)}
    files |= {f"{name}.yaml": text for name, text in flows.items()}
    return load_book({name: text.encode() for name, text in files.items()})


def found(*changes: Change, **flows: str) -> list[str]:
    """Return all that the whole check finds: what is broken here is broken for a proof only."""
    return [str(finding) for finding in check_book(company(*changes, **flows), NOW)]
