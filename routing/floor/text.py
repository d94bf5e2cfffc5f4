"""What the live store keeps of agents, needs, conversations and facts, as text: one JSON object each.

Written and read on every change of the floor, so by orjson, which takes dataclasses as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

import orjson

Kind = TypeVar("Kind")


def written(value: Any) -> str:
    """Write a dataclass, or an object made of such."""
    return orjson.dumps(value, default=_plain).decode()


def parsed(text: str | bytes) -> Any:
    """Read what was written. Raises ValueError."""
    return orjson.loads(text)


def read(kind: type[Kind], stored: Mapping[str, Any]) -> Kind:
    """Build a dataclass from what was stored; what another version keeps beside it is left out.

    So processes of two versions work on one floor while the new one is brought out.
    """
    plain: type = kind
    names, known, _ = _shape(plain)
    if stored.keys() <= known:
        return kind(**stored)
    return kind(**{name: stored[name] for name in names if name in stored})


def parts(value: Any) -> dict[str, Any]:
    """Return a dataclass's fields with their values, as they are."""
    kind: type = type(value)
    names, _, get = _shape(kind)
    return dict(zip(names, get(value), strict=True))


def _plain(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not to be kept: {value!r}")


@cache
def _shape(kind: type) -> tuple[tuple[str, ...], frozenset[str], Any]:
    """Return the fields' names, in order and as a set, and what reads their values."""
    names = tuple(field.name for field in fields(kind))
    return (
        names,
        frozenset(names),
        attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),),
    )
