"""What the live store keeps of agents, needs and conversations, as text: one JSON object each.

Written on every change of the floor, so field by field: `dataclasses.asdict` copies all of it first, at five
times the price.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any


def written(value: Any) -> str:
    """Write a dataclass with at least two fields, and those in it."""
    return _ENCODE(value)


def _object(value: Any) -> dict[str, Any]:
    kind: type = type(value)
    names, get = _shape(kind)
    return dict(zip(names, get(value), strict=True))


@cache
def _shape(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


_ENCODE = json.JSONEncoder(separators=(",", ":"), default=_object).encode
