"""The project's own files: everything in the checkout that is not made by set-up, a run or a tool."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = (
    "commands",
    "web",
    "switchboard",
    "telephony",
    "cti",
    "storage",
    "callflows",
    "ivr",
    "routing",
    "emulator",
    "tests",
)


def files(*suffixes: str) -> Iterator[Path]:
    """Yield the project's files with one of these suffixes, in order; with none given, all of them."""
    for path in _all():
        if not suffixes or path.suffix in suffixes:
            yield path


def named(path: Path) -> str:
    """Name a file as the project does: from its root, with slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def _all() -> tuple[Path, ...]:
    return tuple(_below(ROOT, _ignored()))


def _below(folder: Path, ignored: frozenset[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in ignored or path.suffix == ".egg-info":
            continue
        if path.is_dir():
            yield from _below(path, ignored)
        else:
            yield path


def _ignored() -> frozenset[str]:
    lines = (ROOT / ".gitignore").read_text("utf-8").split()
    return frozenset({".git", *(line.rstrip("/") for line in lines)})
