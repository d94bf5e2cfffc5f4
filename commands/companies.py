"""The companies in a folder, and how a command refuses what they cannot have."""

from __future__ import annotations

from pathlib import Path

from callflows.book import companies


class RefusedError(Exception):
    """It was not done, and what was live goes on. The message names what to mend, and where.

    Where companies before the one that was refused did go live, the message says so.
    """


def tenants_in(folder: Path) -> list[tuple[str, Path]]:
    """The companies in a folder, by name: (tenant, its folder). Raises RefusedError when there are none."""
    found = [(path.name, path) for path in companies(folder)]
    if not found:
        raise RefusedError(f"{folder} holds no company: a folder with a company.yaml in it")
    return found
