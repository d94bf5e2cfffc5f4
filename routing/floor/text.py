"""What the live store keeps of agents, needs, conversations and facts, as text: one JSON object each.

Written and read on every change of the floor, so by orjson, which takes dataclasses as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

import orjson

Kind = TypeVar("Kind")


def written(value: Any) -> str:
    """Write a dataclass, or an object made of such."""
    return orjson.dumps(value).decode()


def parsed(text: str | bytes) -> Any:
    """Read what was written. Raises ValueError."""
    return orjson.loads(text)


def read(kind: type[Kind], stored: Mapping[str, Any]) -> Kind:
    """Build a dataclass from what was stored; what another version keeps beside it is left out.

    So processes of two versions work on one floor while the new one is brought out.
    """
    plain: type = kind
    return kind(**{name: stored[name] for name in _names(plain) if name in stored})


def parts(value: Any) -> dict[str, Any]:
    """Return a dataclass's fields with their values, as they are."""
    kind: type = type(value)
    return {name: getattr(value, name) for name in _names(kind)}


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
