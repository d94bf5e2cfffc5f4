"""What the documentation says: its pages, their headings, links, and the commands they show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, files

_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


def page(name: str) -> str:
    """Return the text of a page of docs/."""
    return (ROOT / "docs" / name).read_text("utf-8")


def pages() -> Iterator[Path]:
    """Yield every page of the project."""
    return files(".md")


def sections(text: str) -> dict[str, str]:
    """Return what stands under each heading of the second level."""
    parts = re.split(r"^## (.+)$", _FENCE.sub("", text), flags=re.MULTILINE)[1:]
    return {heading.strip("`"): body for heading, body in zip(parts[::2], parts[1::2], strict=True)}


def anchors(text: str) -> set[str]:
    """Return what `#...` may point at: each heading, in small letters, with hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(text: str) -> list[str]:
    """Return where a page's links lead, those to other hosts left out."""
    return [link for link in _LINK.findall(_FENCE.sub("", text)) if "://" not in link]


def coded(text: str) -> set[str]:
    """Return every word in code outside fences."""
    return set(_CODE.findall(_FENCE.sub("", text)))


def shown_commands(text: str) -> Iterator[str]:
    """Yield each `app.py` and `make` command of the page's fences, comments cut off."""
    for fence in _FENCE.findall(text):
        for line in fence.splitlines():
            command = line.partition(" #")[0].strip()
            if re.match(r"(?:\S*python app\.py|make) ", command):
                yield command
