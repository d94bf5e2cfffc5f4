"""What the live store keeps of agents, needs and conversations, as text: one JSON object each.

Written on every change of the floor, so field by field: `dataclasses.asdict` copies all of it first, at five
times the price.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

Kind = TypeVar("Kind")


def written(value: Any) -> str:
    """Write a dataclass with at least two fields, and those in it."""
    return _ENCODE(value)


def read(kind: type[Kind], stored: Mapping[str, Any]) -> Kind:
    """Build a dataclass from what was stored; what another version keeps beside it is left out.

    So processes of two versions work on one floor while the new one is brought out.
    """
    plain: type = kind
    names, _ = _shape(plain)
    return kind(**{name: stored[name] for name in names if name in stored})


def _object(value: Any) -> dict[str, Any]:
    kind: type = type(value)
    names, get = _shape(kind)
    return dict(zip(names, get(value), strict=True))


@cache
def _shape(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


_ENCODE = json.JSONEncoder(separators=(",", ":"), default=_object).encode
